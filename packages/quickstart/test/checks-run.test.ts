import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { HOME } from '../src/checks/tool.ts'

// A workspace with the real run.mjs, in which "npm start" starts a stand-in.

const root = await mkdtemp(join(tmpdir(), 'hubward-run-'))
t.teardown(() => rm(root, { recursive: true, force: true }))
const quickstart = join(root, 'packages', 'quickstart')
await mkdir(join(quickstart, 'src'), { recursive: true })
await cp(join(HOME, 'packages/quickstart/bin'), join(quickstart, 'bin'), { recursive: true })
await cp(join(import.meta.dirname, 'fixtures/job.ts'), join(quickstart, 'src/main.ts'))
await writeFile(
  join(root, 'pnpm-workspace.yaml'),
  'packages: []\nmanagePackageManagerVersions: false\n',
)
await writeFile(join(root, 'pnpm-lock.yaml'), `lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n`)
const scripts = { start: 'node packages/quickstart/bin/run.mjs start' }
await writeFile(
  join(root, 'package.json'),
  JSON.stringify({ private: true, type: 'module', scripts }),
)

interface Started {
  pid: number
  args: string[]
  ofNpm: string[]
}

/** Without tap's hooks, which would be passed on to everything. */
function run(...command: string[]): ChildProcess {
  const child = spawn('/bin/sh', ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', ...command], {
    cwd: root,
    env: { ...process.env, npm_config_proxy: '', npm_config_loglevel: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function started(child: ChildProcess): Promise<Started> {
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return JSON.parse(line)
  }
  throw new Error('it ended before it had started')
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function ends(pid: number): Promise<boolean> {
  for (let i = 0; i < 1_200 && lives(pid); i += 1) await wait(50)
  return !lives(pid)
}

t.test("arguments and exit codes pass, npm's own settings do not", async (t) => {
  const child = run('npm', 'start', '--', '--fail', '--name', 'two words')
  const exited = once(child, 'exit')
  const { args, ofNpm } = await started(child)
  t.strictSame(args, ['--fail', '--name', 'two words'])
  t.strictSame(
    ofNpm.filter((name) => !/_(proxy|noproxy|cafile|registry|strict_ssl)$/i.test(name)),
    [],
  )
  t.strictSame(await exited, [3, null])
})

t.test('whatever happens to npm, the server behind it ends', async (t) => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const npm = run('npm', 'start')
    const { pid } = await started(npm)
    npm.kill(signal)
    t.ok(await ends(pid), signal)
  }
})

t.test('a signal to the script itself is passed on, and the code comes back', async (t) => {
  const script = run(process.execPath, 'packages/quickstart/bin/run.mjs', 'start')
  const exited = once(script, 'exit')
  const { pid } = await started(script)
  script.kill('SIGTERM')
  t.strictSame(await exited, [0, null])
  t.notOk(lives(pid))
})

t.test('a lockfile that does not fit is explained', async (t) => {
  const manifest = { private: true, type: 'module', scripts, dependencies: { got: '16.0.0' } }
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest))
  const child = run(process.execPath, 'packages/quickstart/bin/run.mjs', 'start')
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint += chunk
  })
  t.strictSame(await once(child, 'close'), [1, null])
  t.match(complaint, /frozen-lockfile[\s\S]*package\.json and pnpm-lock\.yaml disagree/)
})

t.test('an unknown job is refused', async (t) => {
  const child = run(process.execPath, 'packages/quickstart/bin/run.mjs', 'dance')
  t.strictSame(await once(child, 'exit'), [2, null])
})

t.test('a reset removes what was kept, but not beneath a server that runs', async (t) => {
  const data = join(root, 'elsewhere')
  await mkdir(join(root, '.hubward', 'postgres'), { recursive: true })
  await mkdir(data)
  await symlink(data, join(root, '.hubward', 'postgres', 'data'))
  await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n`)
  const reset = () => once(run(process.execPath, 'packages/quickstart/bin/reset.mjs'), 'exit')
  t.strictSame(await reset(), [1, null])
  t.ok((await readdir(data)).length > 0)

  await rm(join(data, 'postmaster.pid'))
  t.strictSame(await reset(), [0, null])
  t.notOk((await readdir(root)).some((name) => name === '.hubward' || name === 'elsewhere'))
})
