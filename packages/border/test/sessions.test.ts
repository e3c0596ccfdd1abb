import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { CallChannel, PluginCalls } from '@hubward/border'
import t, { type Test } from 'tap'
import { aChannel, inWorker } from './fixtures/in-worker.ts'
import type { SessionTask } from './fixtures/session-plugin.ts'

t.setTimeout(600_000)

/** Numbers its connections, and tells each its own. */
async function countingServer(t: Test) {
  const lines: Socket[] = []
  const spoken = new EventEmitter()
  const server = createServer((line) => {
    const number = lines.push(line)
    line.on('error', () => undefined)
    line.on('data', () => {
      line.write(`${number}\n`)
      spoken.emit(String(number))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const line of lines) line.destroy()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, lines, spoken, closed: (number: number) => closed(lines[number - 1]) }
}

/** Whether by its end or by a failure. */
async function closed(line: Socket | undefined): Promise<void> {
  if (line && !line.closed)
    await new Promise<void>((resolve) => line.once('close', () => resolve()))
}

async function stage(t: Test) {
  const server = await countingServer(t)
  const calls = await inWorker(t, 'session-plugin', ['127.0.0.1'])
  const ask = (channel: CallChannel, task: Partial<SessionTask> = {}, signal?: AbortSignal) =>
    asked(calls, channel, { port: server.port, ...task }, signal)
  return { server, ask }
}

async function asked(
  calls: PluginCalls,
  channel: CallChannel,
  task: SessionTask,
  signal = AbortSignal.timeout(60_000),
): Promise<string> {
  const reply = {
    inReplyTo: { networkItemId: 'item', reference: null, rootId: null },
    actionId: 'reply',
    text: JSON.stringify(task),
    attachments: [],
    option: null,
    idempotencyKey: 'key',
  }
  return (await calls.reply(channel, reply, signal)).networkItemId
}

t.test('a connection is kept between calls of a Channel, and is no other’s', async (t) => {
  const { ask, server } = await stage(t)
  t.equal(await ask(aChannel('1')), 'lines:1')
  t.equal(await ask(aChannel('1')), 'lines:1')
  t.equal(await ask(aChannel('2')), 'lines:2')
  t.equal(await ask(aChannel('1'), { keys: ['line', 'other'] }), 'lines:1,3')
  t.equal(server.lines.length, 3)
})

t.test('it is closed when it has been idle', async (t) => {
  const { ask, server } = await stage(t)
  await ask(aChannel('1'), { idleMs: 10 })
  await server.closed(1)
  t.equal(await ask(aChannel('1')), 'lines:2')
})

t.test('it is closed when the grant has changed, at whichever call is next', async (t) => {
  const { ask, server } = await stage(t)
  t.equal(await ask(aChannel('1', { token: 'former' })), 'lines:1')
  t.equal(await ask(aChannel('1', { token: 'new' }), { keys: [] }), 'lines:')
  await server.closed(1)
  t.equal(await ask(aChannel('1', { token: 'new' })), 'lines:2')
})

t.test('a call under way keeps its connection when another comes with a new grant', async (t) => {
  const { ask, server } = await stage(t)
  const spoken = once(server.spoken, '1')
  const former = ask(aChannel('1', { token: 'former' }), { next: 'wait-for-close' })
  await spoken
  const [line] = server.lines
  t.equal(await ask(aChannel('1', { token: 'new' })), 'lines:2')
  t.notOk(line?.closed, 'still there')
  line?.end()
  t.equal(await former, 'lines:1')
})

t.test('after a call that failed or was given up, the next one opens a new one', async (t) => {
  const { ask, server } = await stage(t)
  await t.rejects(ask(aChannel('1'), { next: 'throw' }))
  await server.closed(1)
  t.equal(await ask(aChannel('1')), 'lines:2')

  const wanted = new AbortController()
  const spoken = once(server.spoken, '2')
  const hung = ask(aChannel('1'), { next: 'hang' }, wanted.signal)
  await spoken
  wanted.abort()
  await t.rejects(hung)
  await server.closed(2)
  t.equal(await ask(aChannel('1')), 'lines:3')
})

t.test('one that the other side has closed is opened anew', async (t) => {
  const { ask, server } = await stage(t)
  const spoken = once(server.spoken, '1')
  const first = ask(aChannel('1'), { next: 'wait-for-close' })
  await spoken
  server.lines[0]?.end()
  await first
  t.equal(await ask(aChannel('1')), 'lines:2')
})

t.test('a Channel keeps four: the one longest idle makes room, one in use never', async (t) => {
  const { ask, server } = await stage(t)
  t.equal(await ask(aChannel('1'), { keys: ['a', 'b', 'c', 'd'] }), 'lines:1,2,3,4')
  t.equal(await ask(aChannel('1'), { keys: ['e'] }), 'lines:5')
  await server.closed(1)
  await t.rejects(ask(aChannel('1'), { keys: ['1', '2', '3', '4', '5'] }), {
    message: /4 sessions are in use/,
    effect: 'none',
  })
})

t.test('a failure to open is the call’s, and is not kept', async (t) => {
  const { ask } = await stage(t)
  await t.rejects(ask(aChannel('1'), { port: 1 }), { code: 'unavailable', effect: 'none' })
  t.equal(await ask(aChannel('1')), 'lines:1')
})

t.test('it ends with the worker', async (t) => {
  const server = await countingServer(t)
  const calls = await inWorker(t, 'session-plugin', ['127.0.0.1'])
  t.equal(await asked(calls, aChannel('1'), { port: server.port }), 'lines:1')
  await calls.close()
  await server.closed(1)
})
