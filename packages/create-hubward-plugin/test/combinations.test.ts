import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { checkPlugin } from '@hubward/plugin'
import t from 'tap'
import { AUTHENTICATIONS, DELIVERIES } from '../src/choices.ts'
import { writePlugin } from '../src/write-plugin.ts'

t.setTimeout(400_000)
t.jobs = 2

const run = promisify(execFile)
const OWN = fileURLToPath(new URL('..', import.meta.url))
const TSC = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)
const MOST_LINES = 150
/** What it takes to be written down well in TypeScript and in JSON. */
const NAME = `Ada's \\ "Place"`

const home = await mkdtemp(join(tmpdir(), 'hubward-create-'))
t.teardown(() => rm(home, { recursive: true }))
// What the written plugins depend on is what this package depends on.
await symlink(join(OWN, 'node_modules'), join(home, 'node_modules'), 'junction')

const written: string[] = []
for (const authentication of keys(AUTHENTICATIONS)) {
  for (const messages of keys(DELIVERIES)) {
    const id = `${authentication}-${messages}`
    await writePlugin(join(home, id), { id, name: NAME, authentication, messages })
    written.push(id)
  }
}

t.test('there is a plugin for every combination of choices', async (t) => {
  t.equal(written.length, 6)
})

t.test('all of them have the types they claim', async (t) => {
  const { compilerOptions } = JSON.parse(await text(`${written[0]}/tsconfig.json`))
  const config = { compilerOptions, include: written }
  await writeFile(join(home, 'tsconfig.json'), JSON.stringify(config))
  await t.resolves(node([TSC, '-p', home], home))
})

for (const id of written) {
  t.test(`${id} is short, and the tests it comes with pass`, async (t) => {
    const lines = await linesOfCode(join(home, id, 'src'))
    t.ok(lines > 0 && lines < MOST_LINES, `${lines} lines of code`)
    const { stdout } = await node(['--test', '--test-reporter=tap'], join(home, id))
    const [, passed = 0] = /^# pass (\d+)$/m.exec(stdout) ?? []
    t.ok(Number(passed) > 10, `${passed} tests pass`)
    t.match(stdout, /^# fail 0$/m)
  })
}

for (const id of ['form-polled', 'oauth2-pushed']) {
  t.test(`${id} is published as JavaScript, under its id and name`, async (t) => {
    const { scripts, exports } = JSON.parse(await text(`${id}/package.json`))
    t.equal(scripts.prepack, 'tsc -p tsconfig.build.json')
    await node([TSC, '-p', 'tsconfig.build.json'], join(home, id))
    const entry = pathToFileURL(join(home, id, exports['.'].default))
    const { default: plugin } = await import(entry.href)
    t.same(checkPlugin(plugin), [])
    t.match(plugin, { id, name: NAME })
    t.notMatch(await text(`${id}/README.md`), /my.network/i)
  })
}

function keys<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[]
}

function text(path: string): Promise<string> {
  return readFile(join(home, path), 'utf8')
}

/** Neither blank nor a comment. */
async function linesOfCode(folder: string): Promise<number> {
  let count = 0
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n')
    count += lines.filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length
  }
  return count
}

/** As an author runs it: tap would put options of its own into the environment of every child. */
function node(args: string[], cwd: string): Promise<{ stdout: string }> {
  const whole = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', process.execPath, ...args]
  return run('/bin/sh', whole, { cwd }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`)
  })
}
