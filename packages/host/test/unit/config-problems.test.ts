import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig, readConfig } from '../../src/config.ts'

const KEY = '7f'.repeat(32)
const RIGHT = {
  databaseUrl: 'postgres://hubward:p4ssw0rd@127.0.0.1/hubward',
  publicUrl: 'https://hubward.agency.example',
  keys: [{ id: 'one', key: KEY }],
  operator: {
    name: 'Sample Agency',
    imprintUrl: 'https://agency.example/imprint',
    privacyUrl: 'https://agency.example/privacy',
  },
}

function refusalOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('It was accepted.')
}

t.test('whatever is wrong is a sentence with the setting’s name and an example', (t) => {
  const cases: readonly [string, object | string, RegExp][] = [
    ['nothing at all', {}, /databaseUrl: is missing\. .* Example: postgres:\/\/hubward:/],
    [
      'no name of the operator',
      { ...RIGHT, operator: {} },
      /operator\.name: is missing\. .* Example: Sample Agency/,
    ],
    [
      'another protocol',
      { ...RIGHT, databaseUrl: 'mysql://x' },
      /databaseUrl: must be an address that begins with postgres:\/\//,
    ],
    [
      'several servers of a cluster',
      { ...RIGHT, databaseUrl: 'postgres://hubward:p,4@10.0.0.1:5432,10.0.0.2/hubward' },
      /databaseUrl: names several servers, and hosts know one\./,
    ],
    [
      'no number',
      { ...RIGHT, listen: { port: 'abc' } },
      /listen\.port: must be a whole number from 0 to 65535\. Example: 8080 \(in the environment: HUBWARD_LISTEN_PORT\)/,
    ],
    [
      'a cockpit for others, without its address',
      { ...RIGHT, cockpit: { port: 8090, host: '0.0.0.0' } },
      /cockpit\.url: is missing; .* Example: https:\/\/cockpit\.agency\.example/,
    ],
    [
      'a wrong name',
      { ...RIGHT, public_url: 'x' },
      /public_url: is no setting\. Did you mean publicUrl\?/,
    ],
    [
      'a wrong name within',
      { ...RIGHT, listen: { prt: 1 } },
      /listen\.prt: is no setting\. Did you mean listen\.port\?/,
    ],
    [
      'a name like none',
      { ...RIGHT, listen: { elephants: 1 } },
      /listen\.elephants: is no setting\. Known here: host, port\./,
    ],
    [
      'a choice',
      { ...RIGHT, log: 'loud' },
      /log: must be one of debug, info, warn, error, silent\. Example: info/,
    ],
    [
      'one of several kinds',
      { ...RIGHT, trustProxy: {} },
      /trustProxy: must be a number of proxies .* Example: 1/,
    ],
    [
      'a heading without settings',
      { ...RIGHT, listen: null },
      /listen: must hold settings of its own, such as listen\.host\./,
    ],
    [
      'an entry of a list',
      { ...RIGHT, keys: [{ id: 'a b', key: KEY }] },
      /keys\[0\]\.id: must be 1 to 16 letters/,
    ],
    [
      'a name of an integration',
      { ...RIGHT, integrations: { My_Form: { plugin: 'x' } } },
      /integrations\.My_Form: a name has 2 to 32 characters.* Example: contact-form/,
    ],
    [
      'an integration without plugin',
      { ...RIGHT, integrations: { form: {} } },
      /integrations\.form\.plugin: is missing\. .* Example: @hubward\/contact-form/,
    ],
    [
      'http',
      { ...RIGHT, publicUrl: 'http://hubward.agency.example' },
      /publicUrl: must be https.* Example: https:/,
    ],
    [
      'no imprint',
      { ...RIGHT, operator: { name: 'x' } },
      /operator\.imprintUrl: is missing.* Example: https:/,
    ],
    ['a text in place of settings', 'publicUrl', /The file must hold settings/],
  ]
  for (const [name, written, wanted] of cases) {
    const message = refusalOf(() => parseConfig(written))
    t.match(message, wanted, name)
    t.notMatch(
      message,
      /schema is|must have required|must match pattern|must NOT|additional properties/i,
      `${name}: no words of a schema`,
    )
  }
  t.end()
})

t.test('however many settings are wrong, each is named, and no value is quoted', (t) => {
  const wrong = {
    ...RIGHT,
    http: {
      headersMs: KEY,
      requestMs: KEY,
      keepAliveMs: KEY,
      idleMs: KEY,
      heldBytes: KEY,
      connections: KEY,
    },
    connections: KEY,
    leaseMs: KEY,
    log: KEY,
    notices: { smtpUrl: KEY },
  }
  const message = refusalOf(() => parseConfig(wrong))
  t.equal(message.split('\n').length - 1, 10)
  t.notMatch(message, KEY)
  t.end()
})

t.test('secrets come from files, from systemd, and from a command of the operator’s', async (t) => {
  const folder = t.testdir({
    database: `${RIGHT.databaseUrl}\n`,
    credentials: { HUBWARD_KEYS: `one:${KEY}\n` },
  })
  const file = join(folder, 'hubward.yaml')
  await writeFile(file, `publicUrl: ${RIGHT.publicUrl}\ndevelopment: true\noperator: { name: x }\n`)
  const DATABASE_URL_FILE = join(folder, 'database')
  const credentials = { DATABASE_URL_FILE, CREDENTIALS_DIRECTORY: join(folder, 'credentials') }
  const bySystemd = await readConfig(file, credentials)
  t.equal(bySystemd.databaseUrl, RIGHT.databaseUrl)
  t.match(bySystemd.keys, [{ id: 'one' }])

  const command = join(folder, 'ask')
  await writeFile(command, `#!/bin/sh\necho two:${KEY}\necho one:${KEY}\n`)
  await chmod(command, 0o755)
  const byCommand = await readConfig(file, { DATABASE_URL_FILE, HUBWARD_KEYS_COMMAND: command })
  t.match(
    byCommand.keys.map(({ id }) => id),
    ['two', 'one'],
  )
  t.notOk('keysCommand' in byCommand, 'which is not kept')

  await t.rejects(readConfig(file, { DATABASE_URL_FILE: '/nowhere' }), {
    message: /DATABASE_URL_FILE: the file \/nowhere can’t be read \(ENOENT\)/,
  })
  await t.rejects(readConfig(file, { ...credentials, DATABASE_URL: 'postgres://x' }), {
    message: /DATABASE_URL and DATABASE_URL_FILE are both set/,
  })
  const failing = readConfig(file, {
    DATABASE_URL_FILE,
    HUBWARD_KEYS_COMMAND: `echo ${KEY} >&2; exit 3`,
  })
  const error: unknown = await failing.catch((thrown: unknown) => thrown)
  t.match(error, { message: /keysCommand: the command ended with 3/ })
  t.notMatch(String(error), KEY)
})

t.test('a configuration file that can’t be read is said with the cause', async (t) => {
  const folder = t.testdir({})
  await t.rejects(readConfig(join(folder, 'none.yaml'), {}), {
    message: /there is none\. Check --config/,
  })
  await t.rejects(readConfig(folder, {}), { message: /it is a folder/ })
})

t.test(
  'variables of OpenTelemetry’s that are there for others keep no host from starting',
  async (t) => {
    const file = join(t.testdir(), 'hubward.yaml')
    await writeFile(file, JSON.stringify(RIGHT))
    await chmod(file, 0o600)
    const read = async (environment: NodeJS.ProcessEnv) => {
      const { tracing } = await readConfig(file, environment)
      return tracing
    }
    const strange = {
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      OTEL_EXPORTER_OTLP_HEADERS: '',
      OTEL_SDK_DISABLED: 'True',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:14250,pollingIntervalMs=5000',
    }
    t.match(await read(strange), { endpoint: undefined, share: 1, disabled: true })
    t.equal((await read({ OTEL_TRACES_SAMPLER_ARG: '.1' })).share, 0.1)
    const ofGrpc = await read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' })
    t.equal(ofGrpc.endpoint, undefined)
  },
)
