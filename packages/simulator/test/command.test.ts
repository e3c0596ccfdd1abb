import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { StateFileError, startSimulator } from '../src/index.ts'
import { call } from './integration.ts'

const main = new URL('../src/main.ts', import.meta.url).pathname

/** Runs the command until its first line of output. */
async function run(test: { teardown(end: () => void): void }, ...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  test.teardown(() => child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  // After `close`, not `exit`: all that it wrote has been read then.
  const exited = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), exited])
  return { child, exited, output: () => output, errors: () => errors }
}

t.test('It prints one line of JSON when it listens, and stops when told to', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, exited, output } = await run(t, '--port', '0', '--json')
    const [line = '', rest] = output().split('\n')
    t.equal(rest, '')
    const start = JSON.parse(line)
    t.same(Object.keys(start), [
      'apiUrl',
      'appUrl',
      'accountId',
      'channelId',
      'manifestId',
      'accessToken',
    ])
    const root = await call('GET /', { base: start.apiUrl, token: start.accessToken })
    t.equal(root.body.channel._id, start.channelId)
    t.equal((await fetch(start.appUrl)).status, 200)
    child.kill(signal)
    t.same(await exited, [0, null])
  }
})

t.test('Without --json a person can read it, and --help says what it takes', async (t) => {
  const { output } = await run(t)
  t.match(output(), /SocialHub runs[\s\S]*Access Token {2}\S+\.\S+\.\S+/)
  const help = await run(t, '--help')
  await help.exited
  for (const option of [
    '--port',
    '--app-port',
    '--json',
    '--state',
    '--legacy-labels',
    '--allow-loopback-http',
  ]) {
    t.match(help.output(), option)
  }
  const wrong = await run(t, '--port', 'high')
  t.same((await wrong.exited)[0], 1)
  t.match(wrong.errors(), /whole number from 0 to 65535/)
})

t.test('A port in use gets a sentence', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = String(typeof address === 'object' && address ? address.port : 0)
  for (const option of ['--port', '--app-port']) {
    const { exited, errors } = await run(t, option, port)
    t.same((await exited)[0], 1)
    t.equal(
      errors(),
      `Port ${port} is in use. Stop what listens there, or choose another with ${option}.\n`,
    )
  }
})

t.test('The state is kept in a file', async (t) => {
  const stateFile = join(t.testdir(), 'state.json')
  const first = await startSimulator({ stateFile })
  const { channelId, accessToken, accountId } = first
  await call('POST /inbox/tickets', {
    base: first.apiUrl,
    token: accessToken,
    body: { interaction: { networkItemId: 'item-1', message: 'Hi' } },
  })
  await first.close()

  const second = await startSimulator({ stateFile })
  t.equal(second.accessToken, accessToken, 'and the first Channel with its token')
  const again = await call('POST /inbox/tickets', {
    base: second.apiUrl,
    token: accessToken,
    body: { interaction: { networkItemId: 'item-1', message: 'Hi' } },
  })
  t.equal(again.status, 409)
  second.act.disableChannel({ channelId })
  await second.close()

  const third = await startSimulator({ stateFile })
  t.not(third.channelId, channelId, 'another takes its place when it was deactivated')
  t.equal(third.accountId, accountId)
  await third.close()

  const killed = await run(t, '--json', '--state', stateFile)
  const { apiUrl, accessToken: token } = JSON.parse(killed.output())
  const body = { interaction: { networkItemId: 'item-2', message: 'Hi' } }
  t.equal((await call('POST /inbox/tickets', { base: apiUrl, token, body })).status, 201)
  killed.child.kill('SIGKILL')
  await killed.exited
  // As if the machine had failed in the middle of a change.
  await appendFile(stateFile, '["ticket",{"id":"half')
  const fourth = await startSimulator({ stateFile })
  t.match(
    Object.values(fourth.state.data.tickets).map(({ interaction }) => interaction.networkItemId),
    ['item-1', 'item-2'],
    'one that is killed has forgotten nothing that it answered',
  )
  await fourth.close()
  const [whole = ''] = (await readFile(stateFile, 'utf8')).split('\n')
  t.equal(JSON.parse(whole).version, 1)

  await writeFile(stateFile, '{"version":1}')
  await t.rejects(startSimulator({ stateFile }), StateFileError)
  const { exited, errors } = await run(t, '--state', stateFile)
  t.same((await exited)[0], 1)
  t.match(errors(), /^The state file \S+ doesn't hold a state [^\n]*\n$/)
})
