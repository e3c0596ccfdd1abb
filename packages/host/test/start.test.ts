import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { parseConfig, readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { createHostDatabase } from './stage/database.ts'
import { freePort } from './stage/free-port.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(400_000)

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const KEY = '7f'.repeat(32)
const GUIDE = await readFile(join(ROOT, 'docs/guides/agency.md'), 'utf8')
const [, SHOWN = ''] = /```yaml\n# hubward\.yaml\n([\s\S]*?)```/.exec(GUIDE) ?? []

const database = await createHostDatabase()
t.teardown(() => database.drop())

interface Started {
  readonly child: ChildProcess
  readonly url: string
  /** What it has written so far. */
  said(): string
  end(): Promise<void>
}

/** `hubward start` with a configuration file, until it says whether it is ready. */
async function start(given: {
  file: string
  from: string
  env?: Record<string, string>
}): Promise<Started> {
  const port = await freePort()
  const { HUBWARD_CONFIG: _, NODE_OPTIONS: __, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, 'start', '--config', given.file], {
    cwd: given.from,
    // The environment wins over the file: only where it listens, and on which database, is ours.
    env: {
      ...env,
      DATABASE_URL: database.url,
      HUBWARD_LISTEN_PORT: String(port),
      HUBWARD_DRAIN_MS: '0',
      ...given.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += String(chunk)
    })
  }
  await eventually(
    () => ({ text, ended: child.exitCode }),
    (now) => now.ended !== null || /the host is (not )?ready/.test(now.text),
    120_000,
  )
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    said: () => text,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

t.test('the configuration that the agency guide shows runs in a clone', async (t) => {
  t.match(SHOWN, "plugin: '@hubward/contact-form'", 'the guide’s own text')
  const folder = t.testdir({ 'hubward.yaml': SHOWN, reports: {} })
  const file = join(folder, 'hubward.yaml')
  const secret = 'from-the-environment-5d1e'
  await chmod(file, 0o644)
  const host = await start({
    file,
    // As the guide's systemd unit has it.
    from: ROOT,
    env: {
      NODE_OPTIONS: `--report-on-signal --report-directory=${join(folder, 'reports')}`,
      HUBWARD_NOTICES_WEBHOOK_SECRET: secret,
    },
  })
  t.teardown(() => host.end())
  const ready = await fetch(`${host.url}/readyz`)
  t.equal(ready.status, 200, host.said())
  t.match(await ready.json(), { integrations: ['contact-form'] })
  t.match(
    host.said(),
    `the configuration file ${file} can be read by every user of this machine`,
    'and that others can read its keys is said, with what to do',
  )
  t.match(host.said(), `chmod go-rwx ${file}`)

  // The operator of a host that hangs asks Node what it does.
  host.child.kill('SIGUSR2')
  const [name = ''] = await eventually(
    () => readdir(join(folder, 'reports')),
    (names) => names.length > 0,
  )
  const report = await eventually(
    () => readFile(join(folder, 'reports', name), 'utf8'),
    (text) => text.trimEnd().endsWith('}'),
  )
  t.match(report, '"javascriptStack"', 'a report was written')
  t.notMatch(report, secret, 'and it holds no secret of the environment')
  t.notMatch(report, database.url)
})

t.test('an integration that can’t be loaded stands in /readyz, and the others run', async (t) => {
  const written = parse(SHOWN)
  const folder = t.testdir({ broken: { 'package.json': '{}', 'index.js': 'throw new Error()' } })
  written.integrations.broken = { plugin: './broken' }
  const cacheFolder = join(folder, 'cache')
  written.plugins = { cacheFolder }
  const file = join(folder, 'hubward.yaml')
  await writeFile(file, stringify(written), { mode: 0o600 })
  const { db } = openDatabase(database.url, 1)
  t.teardown(() => db.destroy())
  const readiness = async () => {
    const metricsPort = await freePort()
    const env = { HUBWARD_METRICS_PORT: String(metricsPort) }
    const host = await start({ file, from: ROOT, env })
    t.teardown(() => host.end())
    const ready = await fetch(`${host.url}/readyz`)
    t.equal(ready.status, 200, host.said())
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    const passedOn = await fetch(`${host.url}/readyz`, { headers })
    t.same(await passedOn.json(), { status: 'ok' }, 'a proxy asks for somebody: no names')
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    t.match(metrics, 'hubward_integration_up{integration="contact-form"} 1')
    t.match(metrics, 'hubward_integration_up{integration="broken"} 0')
    const notices = await eventually(
      () =>
        db
          .selectFrom('notices')
          .select(['integration', 'cause', 'destination'])
          .where('kind', '=', 'integration.missing')
          .where('destination', '=', 'mail')
          .execute(),
      (rows) => rows.length > 0,
    )
    t.match(notices, [{ integration: 'broken', cause: /./ }])
    t.equal(notices.length, 1, 'however often the host is started')
    await host.end()
    return await ready.json()
  }
  const expected = { integrations: ['contact-form'], failed: ['broken'] }
  t.match(await readiness(), expected)
  t.equal((await readdir(cacheFolder)).length, 1, 'what the other declares is kept')
  t.match(await readiness(), expected, 'and nothing of what failed')
})

t.test('a host none of whose integrations runs is never ready, and says why', async (t) => {
  const written = parse(SHOWN)
  written.integrations['contact-form'].plugin = '@hubward/contactform'
  const folder = t.testdir({ 'hubward.yaml': stringify(written) })
  const file = join(folder, 'hubward.yaml')
  await chmod(file, 0o600)
  const host = await start({ file, from: folder })
  t.teardown(() => host.end())
  const ready = await fetch(`${host.url}/readyz`)
  t.equal(ready.status, 503)
  t.match(await ready.json(), { status: /no integration runs/ })
  t.equal((await fetch(`${host.url}/healthz`)).status, 200, 'nobody needs to restart it')
  const said = host.said()
  t.notMatch(said, 'the host is ready')
  t.match(said, /the host is not ready: none of its integrations can run \(contact-form\)/)
  t.match(said, folder, 'it names where the plugin was looked for')
  t.match(said, /plugins has [^"]*@hubward\/contact-form/, 'and what there is')
  t.notMatch(said, 'can be read by', 'the file is its owner’s alone')
})

t.test('a configuration that is no YAML is not quoted: a key may stand in that line', async (t) => {
  const broken = {
    tab: `keys:\n\t- id: ${KEY}\n`,
    bracket: `keys: [\n  ${KEY}\nlisten: 1\n`,
    alias: `keys: *${KEY}\n`,
    quote: `keys: "${KEY}\n`,
    scalar: `keys: >${KEY}\n  more\n`,
    mapping: `databaseUrl: postgres: ${KEY}\n`,
  }
  for (const [name, text] of Object.entries(broken)) {
    const file = join(t.testdir(), `${name}.yaml`)
    await writeFile(file, text)
    const error = await readConfig(file, {}).catch((thrown: unknown) => thrown)
    if (!(error instanceof Error)) throw new Error(`${name} was accepted`)
    t.match(error.message, /is not YAML: (line \d|a text that)/, name)
    t.notMatch(`${error.stack} ${String(error.cause)}`, KEY, name)
  }
})

t.test('an error that carries the operator’s secrets is logged without them', async (t) => {
  const password = 'pass/word-81c2'
  const config = parseConfig({
    databaseUrl: `postgres://hubward:${encodeURIComponent(password)}@127.0.0.1:1/x`,
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'one', key: KEY }],
    operator: { name: 'Test Agency' },
    development: true,
    notices: { mailTo: 'a@b.example', smtpUrl: `smtps://me:${password}@mail.example` },
  })
  const lines: string[] = []
  const { log } = createLog(config, { write: (line: string) => void lines.push(line) })
  // As Node's own error of an address carries it in a field.
  const error = Object.assign(new Error(`can’t reach ${config.databaseUrl}`), {
    input: config.notices.smtpUrl,
    key: config.keys[0] && Buffer.from(config.keys[0].key).toString('base64'),
  })
  log.fatal({ err: error, hex: KEY }, 'the host ends')
  const [line = ''] = lines
  t.match(JSON.parse(line), { msg: 'the host ends', err: { message: /can’t reach/ } })
  for (const secret of [password, encodeURIComponent(password), KEY, error.key ?? '']) {
    t.notMatch(line, secret)
  }
})

t.test('a host ends although a worker of a plugin is in native code', async (t) => {
  const written = parse(SHOWN)
  const metricsPort = await freePort()
  const planted = fileURLToPath(new URL('./fixtures/planted.ts', import.meta.url))
  written.integrations = { planted: { plugin: planted } }
  written.metrics = { port: metricsPort }
  // A named pipe: whoever reads it waits in native code for the other side, here for ever.
  const folder = t.testdir({ 'hubward.yaml': stringify(written) })
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const host = await start({ file: join(folder, 'hubward.yaml'), from: folder })
  t.teardown(() => host.end())

  const poisoned = await fetch(`${host.url}/p/planted/form`, {
    method: 'POST',
    body: new URLSearchParams({ what: `native ${pipe}` }),
  })
  t.equal(poisoned.status, 503)
  const served = await fetch(`${host.url}/p/planted/form`, {
    method: 'POST',
    body: new URLSearchParams({ what: 'fine' }),
  })
  t.equal(await served.text(), 'fine')
  t.match(host.said(), /can’t be ended, for it is in native code/)
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  t.match(metrics, 'hubward_workers_unended{integration="planted"} 1')
  t.match(metrics, 'hubward_workers_given_up_total{integration="planted"} 1')
  const { db } = openDatabase(database.url, 1)
  t.teardown(() => db.destroy())
  const notices = await eventually(
    () =>
      db
        .selectFrom('notices')
        .select(['integration', 'cause'])
        .where('kind', '=', 'worker.given-up')
        .execute(),
    (rows) => rows.length > 0,
  )
  t.match(notices, [{ integration: 'planted', cause: /stood still for 5 seconds/ }])

  const ended = once(host.child, 'exit')
  host.child.kill('SIGTERM')
  t.same(await ended, [0, null], host.said())
  t.match(host.said(), 'the host has stopped')
})
