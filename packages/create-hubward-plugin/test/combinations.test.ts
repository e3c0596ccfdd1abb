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
/** Reviews have stars, edits and answers of their own, and are listed again. */
const MOST_LINES_OF_REVIEWS = 220
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
  t.equal(written.length, 12)
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
    const most = id.endsWith('-reviews') ? MOST_LINES_OF_REVIEWS : MOST_LINES
    t.ok(lines > 0 && lines < most, `${lines} lines of code`)
    const { stdout } = await node(['--test', '--test-reporter=tap'], join(home, id))
    const [, passed = 0] = /^# pass (\d+)$/m.exec(stdout) ?? []
    t.ok(Number(passed) > 10, `${passed} tests pass`)
    t.match(stdout, /^# fail 0$/m)
    t.notMatch(stdout, /every rule is tried.*# SKIP/, 'what is skipped is named')
  })
}

interface LocalNetwork {
  readonly url: string
  write(text: string): Promise<{ readonly id: number }>
  logIn(): Readonly<Record<string, string>>
  close(): Promise<void>
}

for (const id of ['oauth2-polled', 'form-pushed', 'none-polled']) {
  t.test(`the local Network of ${id} knows after a restart what it knew before`, async (t) => {
    const server = pathToFileURL(join(home, id, 'local-network/server.ts')).href
    const { startNetwork }: { startNetwork(port: number, file: string): Promise<LocalNetwork> } =
      await import(server)
    const file = join(home, id, '.hubward/kept.json')
    const before = await startNetwork(0, file)
    const { accessToken, token = accessToken } = before.logIn()
    const headers = { authorization: `Bearer ${token}` }
    const asked = (network: LocalNetwork, after: number) =>
      fetch(`${network.url}/api/messages?after=${after}&limit=10`, { headers })
    const { id: position } = await before.write('Before')
    t.equal((await asked(before, 0)).status, 200)
    await before.close()

    const again = await startNetwork(0, file)
    t.teardown(() => again.close())
    await again.write('After')
    // Who stands behind the first message sees the second, with the grant of before.
    t.match(await (await asked(again, position)).json(), { messages: [{ text: 'After' }] })
    t.match(await (await asked(again, 0)).json(), { messages: [{ text: 'Before' }, {}] })
  })
}

t.test('an older Node is told what is needed, before any script', async (t) => {
  const { scripts } = JSON.parse(await text(`${written[0]}/package.json`))
  for (const name of ['test', 'dev', 'network']) {
    t.equal(scripts[`pre${name}`], 'node needs-node.mjs', name)
  }
  const script = join(home, `${written[0]}/needs-node.mjs`)
  const as = (version: string) => {
    const versions = `{ value: { ...process.versions, node: '${version}' } }`
    const first = `data:text/javascript,Object.defineProperty(process, 'versions', ${versions})`
    return run(process.execPath, ['--import', first, script]).then(
      () => undefined,
      (error) => [error.code, error.stderr],
    )
  }
  for (const old of ['20.19.5', '22.19.0', '18.0.0']) {
    t.match(await as(old), [1, `Node runs from 22.20 on; this is Node ${old}. Install a newer one`])
  }
  for (const good of ['22.20.0', '24.1.0', '26.0.0']) t.equal(await as(good), undefined, good)
})

t.test('what people and agents read fits where the plugin lies', async (t) => {
  const choices = { id: 'tide', name: 'Tide', authentication: 'form', messages: 'polled' } as const
  for (const [surroundings, manager] of [
    ['alone', 'npm'],
    ['repository', 'pnpm'],
  ] as const) {
    const folder = join(home, 'read', surroundings)
    await writePlugin(folder, choices, surroundings)
    const { scripts } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const readme = await readFile(join(folder, 'README.md'), 'utf8')
    const commands = [...readme.matchAll(/^(p?npm) (?:run )?(\w+)/gm)]
    t.ok(commands.length >= 4, `${commands.length} commands`)
    for (const [command, tool, script = ''] of commands) {
      t.equal(tool, manager, `${surroundings}: ${command}`)
      t.ok(script === 'install' || script in scripts, `${surroundings}: ${command}`)
    }
    const agents = await readFile(join(folder, 'AGENTS.md'), 'utf8')
    t.match(
      agents,
      /reachable[\s\S]*## Steps[\s\S]*## Rules[\s\S]*## What proves it[\s\S]*npm test/,
    )
    t.match(agents, 'the real Tide')
  }
})

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
  // A plugin whose tests leave something open would never end.
  return run('/bin/sh', whole, { cwd, timeout: 200_000 }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`)
  })
}
