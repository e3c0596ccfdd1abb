import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ask } from '../src/ask.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

const home = await mkdtemp(join(tmpdir(), 'hubward-create-'))
t.teardown(() => rm(home, { recursive: true }))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Without a terminal, as in a script. */
function create(args: readonly string[], cwd = home): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
    child.stdin?.end()
  })
}

const ALL = ['--id', 'garden', '--authentication', 'form', '--messages', 'polled']

t.test('flags answer every question', async (t) => {
  const { code, stdout } = await create(['garden', ...ALL, '--name', 'Garden Talk'])
  t.equal(code, 0)
  t.match(stdout, /cd garden\n.*npm install\n.*npm test/s, 'it says how to go on')
  const index = await readFile(join(home, 'garden/src/index.ts'), 'utf8')
  t.match(index, "id: 'garden'")
  t.match(index, "name: 'Garden Talk'")
  t.match(await readFile(join(home, 'garden/.gitignore'), 'utf8'), 'node_modules')
})

t.test('a folder that holds something is left alone', async (t) => {
  await mkdir(join(home, 'full'))
  await writeFile(join(home, 'full/thesis.txt'), 'The only copy.')
  await writeFile(join(home, 'a-file'), 'Not a folder.')
  for (const folder of ['full', 'a-file']) {
    const { code, stderr } = await create([folder, ...ALL])
    t.equal(code, 1)
    t.match(stderr, /Choose another folder/)
  }
  t.same(await readdir(join(home, 'full')), ['thesis.txt'])
  await mkdir(join(home, 'begun/.git'), { recursive: true })
  t.equal((await create(['begun', ...ALL])).code, 0, 'a repository just begun counts as empty')
})

t.test('without a terminal it says what to give, and writes nothing', async (t) => {
  const { code, stderr } = await create(['unasked', '--id', 'unasked'])
  t.equal(code, 1)
  t.match(stderr, /no terminal.*--authentication.*--yes/)
  t.notOk((await readdir(home)).includes('unasked'))
})

t.test('--yes takes the usual answers, and the id from the folder', async (t) => {
  t.equal((await create(['hubward-plugin-tide', '--yes', '--messages', 'pushed'])).code, 0)
  const source = join(home, 'hubward-plugin-tide/src')
  t.match(await readFile(join(source, 'index.ts'), 'utf8'), /id: 'tide',\s+name: 'Tide'/)
  t.match(await readFile(join(source, 'access.ts'), 'utf8'), 'oauth2(')
  t.match(await readFile(join(source, 'inbound.ts'), 'utf8'), 'subscribe')
})

t.test('what can’t be is refused with a sentence', async (t) => {
  for (const [args, sentence] of [
    [['--id', 'Garden'], /2 to 32 lower-case letters/],
    [['--id', '7up'], /begins with a letter/],
    [['--id', '../up'], /lower-case letters/],
    [['--name', ' '], /has a name/],
    [['--name', 'two\nlines'], /one line/],
    [['--name', 'x'.repeat(61)], /at most 60/],
    [['--authentication', 'basic'], /oauth2, form, none/],
    [['--messages', 'mailed'], /polled, pushed, listening, reviews/],
    [['--repository', ...ALL], /root of Hubward’s own repository/],
  ] as const) {
    const { code, stderr } = await create(['refused', ...args])
    t.equal(code, 1, args.join(' '))
    t.match(stderr, sentence)
  }
  t.notOk((await readdir(home)).includes('refused'))
})

t.test('--help names each choice and its meaning', async (t) => {
  const { code, stdout } = await create(['--help'])
  t.equal(code, 0)
  for (const word of [
    'oauth2',
    'form',
    'none',
    'polled',
    'pushed',
    'listening',
    'reviews',
    '--yes',
    '[folder]',
  ]) {
    t.match(stdout, word)
  }
})

t.test('a person is asked for what the flags left open', async (t) => {
  const input = new PassThrough()
  let shown = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      shown += chunk
      done()
    },
  })
  const press = async (keys: string, question: RegExp) => {
    while (!question.test(shown)) await new Promise(setImmediate)
    shown = ''
    input.write(keys)
  }
  const asked = ask({ messages: 'pushed' }, 'tide', { input, output })
  await press('Seaside\r', /Id of the Network/)
  await press('\x15sea-side\r', /lower-case letters/)
  await press('\r', /Its name/)
  await press('\x1b[B\r', /log in/)
  t.same(await asked, {
    id: 'sea-side',
    name: 'Sea Side',
    authentication: 'form',
    messages: 'pushed',
  })
})

t.test('Ctrl-C ends the questions', async (t) => {
  const input = new PassThrough()
  const asked = ask({}, 'tide', {
    input,
    output: new Writable({ write: (_c, _e, done) => done() }),
  })
  input.write('\x03')
  await t.rejects(asked, { name: 'Refusal', message: '' })
})

t.test('in the repository it lands in plugins/, and is built with the others', async (t) => {
  const root = join(home, 'repository')
  await mkdir(root)
  await symlink(join(ROOT, 'packages'), join(root, 'packages'), 'junction')
  for (const file of ['pnpm-workspace.yaml', 'tsconfig.build.json']) {
    await writeFile(join(root, file), await readFile(join(ROOT, file)))
  }
  const { code, stdout } = await create(['--repository', ...ALL], root)
  t.equal(code, 0)
  t.match(stdout, /pnpm install\n.*cd plugins\/garden/s)
  const manifest = JSON.parse(await readFile(join(root, 'plugins/garden/package.json'), 'utf8'))
  t.match(manifest, {
    name: '@hubward/garden',
    exports: { '.': './src/index.ts' },
    dependencies: { '@hubward/plugin': 'workspace:^' },
  })
  const build = await readFile(join(root, 'tsconfig.build.json'), 'utf8')
  t.match(build, '"path": "plugins/garden/tsconfig.build.json"')
})
