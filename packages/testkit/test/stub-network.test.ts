import { join } from 'node:path'
import { checkPlugin } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import {
  type NewStubReply,
  type StubNetwork,
  StubWatch,
  startStubNetwork,
} from '@hubward/testkit/stub-network'
import plugin from '@hubward/testkit/stub-network/plugin'
import withoutFind from '@hubward/testkit/stub-network/plugin-without-find'
import t from 'tap'
import Value from 'typebox/value'

let network: StubNetwork
t.beforeEach(async () => {
  network = await startStubNetwork()
})
t.afterEach(() => network.close())

const REPLY: NewStubReply = {
  inReplyTo: 'message-1',
  text: 'Hello',
  attachments: [],
  clientReference: 'key-1',
}

function postReply(reply: NewStubReply, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${network.url}/accounts/ada/replies`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(reply),
  })
}

t.test('both plugins of the stub Network fulfil the contract', async (t) => {
  t.same(checkPlugin(plugin), [])
  t.same(checkPlugin(withoutFind), [])
  t.equal(withoutFind.findReply, undefined)
})

t.test(
  'a reply is one effect under its idempotency key, and one for each call without',
  async (t) => {
    await postReply(REPLY, { 'idempotency-key': 'key-1' })
    await postReply(REPLY, { 'idempotency-key': 'key-1' })
    t.equal(network.watch().effects['key-1'], 1)
    await postReply(REPLY)
    t.equal(network.watch().effects['key-1'], 2)
    t.equal(network.replies('ada').length, 2)
  },
)

t.test(
  'calls of one account that run together are seen; one after another they are not',
  async (t) => {
    await postReply(REPLY)
    await postReply(REPLY)
    t.same(network.watch().overlaps, [])

    network.fault({ call: 'reply', delayBeforeMs: 2_000 })
    const slow = postReply(REPLY, { 'x-client': 'host-1' })
    while (network.watch().calls.reply !== 3) await new Promise(setImmediate)
    await fetch(`${network.url}/accounts/ada/messages`, { headers: { 'x-client': 'host-2' } })
    await fetch(`${network.url}/accounts/bob/messages`)
    await slow
    const { overlaps } = network.watch()
    t.equal(overlaps.length, 1)
    t.match(overlaps[0], {
      account: 'ada',
      first: { call: 'reply', client: 'host-1', startedTime: /T/ },
      second: { call: 'fetch', client: 'host-2', startedTime: /T/ },
    })
  },
)

t.test('a call that its client gave up is no overlap with the next one', async (t) => {
  network.fault({ call: 'fetch', delayBeforeMs: 2_000 })
  const abort = new AbortController()
  const given = fetch(`${network.url}/accounts/ada/messages`, { signal: abort.signal })
  while (network.watch().calls.fetch !== 1) await new Promise(setImmediate)
  abort.abort()
  await t.rejects(given)
  await postReply(REPLY)
  t.same(network.watch().overlaps, [])
})

t.test('an answer is lost after the effect', async (t) => {
  network.fault({ call: 'reply', breakConnection: 'after-effect' })
  const effect = network.nextEffect('reply', 'ada')
  await t.rejects(postReply(REPLY))
  await effect
  t.equal(network.replies('ada').length, 1)
  const found = await fetch(`${network.url}/accounts/ada/replies?clientReference=key-1`)
  t.match(await found.json(), [{ text: 'Hello' }])
})

t.test('a refused call has no effect, and faults end when they are used up', async (t) => {
  network.fault({ call: 'reply', status: 429, retryAfterSeconds: 7 })
  const refused = await postReply(REPLY)
  t.equal(refused.status, 429)
  t.equal(refused.headers.get('retry-after'), '7')
  t.same(network.replies('ada'), [])
  t.equal((await postReply(REPLY)).status, 201)
})

t.test(
  'tests in other processes add, edit and delete messages and read the watch by HTTP',
  async (t) => {
    const messages = `${network.url}/accounts/ada/messages`
    const json = { 'content-type': 'application/json' }
    const added = await fetch(messages, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ id: 'message-1', text: 'Hello', author: 'Bob' }),
    })
    t.equal(added.status, 201)
    await fetch(`${messages}/message-1`, {
      method: 'PATCH',
      headers: json,
      body: JSON.stringify({ text: 'Hello!' }),
    })
    await fetch(`${messages}/message-1`, { method: 'DELETE' })
    const page = await (await fetch(`${messages}?after=1&limit=1`)).json()
    t.match(page, { messages: [{ number: 2, id: 'message-1', text: 'Hello!' }], more: true })
    t.match(await (await fetch(`${messages}?after=2`)).json(), {
      messages: [{ number: 3, deletedTime: String }],
      more: false,
    })
    const watch: unknown = await (await fetch(`${network.url}/watch`)).json()
    t.ok(Value.Check(StubWatch, watch))
  },
)

t.test('what fetching lost is listed page by page, the newest first', async (t) => {
  const host = new TestHost(plugin, { settings: { url: network.url } })
  const channel = host.addChannel({
    channelSettings: {},
    credentials: { account: 'ada' },
    channel: { networkId: 'ada', createdTime: new Date(0).toISOString() },
  })
  const ids = Array.from({ length: 45 }, () => network.addMessage('ada').id)
  const { id: lost } = network.addMessage('ada', { unlogged: true })
  network.changeMessage('ada', ids[1] ?? '', 'delete', { unlogged: true })
  network.changeMessage('ada', ids[2] ?? '', { text: 'edited' }, { unlogged: true })
  t.equal((await channel.fetch()).length, 45, 'fetching sees none of it')
  const since = new Date(0).toISOString()
  const { messages, completeSince } = await channel.listRecent(since)
  t.equal(completeSince, since)
  const listed = messages.map((each) => ('interaction' in each ? each : undefined))
  t.same(
    listed.map((each) => each?.interaction.networkItemId),
    [...ids.filter((_, place) => place !== 1), lost].toReversed(),
  )
  t.equal(listed.at(-2)?.interaction.message, 'edited')
  t.ok(listed.at(-2)?.updatedTime)
  t.equal(network.watch().calls.list, 3)
})

t.test(
  'a page is listed again, or from the newest to the oldest, when a fault says so',
  async (t) => {
    const url = `${network.url}/accounts/unordered`
    const post = (message: object) =>
      fetch(`${url}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      })
    for (const id of ['message-1', 'message-2', 'message-3']) await post({ id, own: true })
    const list = async (after: number) => {
      const answer = await fetch(`${url}/messages?after=${after}`)
      const { messages } = (await answer.json()) as { messages: { id: string; author: string }[] }
      return messages
    }
    t.match(await list(2), [{ id: 'message-3', author: 'unordered', own: true }])
    network.fault({ call: 'fetch', account: 'unordered', again: 1, reversed: true })
    t.same(
      (await list(2)).map(({ id }) => id),
      ['message-3', 'message-2'],
    )
    const log = await fetch(`${url}/log`).then((answer) => answer.json())
    t.match(log, [{ number: 1 }, { number: 2 }, { number: 3 }], 'the history is unharmed')
    network.conditions({ clockAheadMs: 3_600_000 })
    const { id, time } = network.addMessage('unordered', {})
    t.ok(Date.parse(time) - Date.now() > 3_000_000, 'the Network’s clock can be wrong')
    network.conditions({ clockAheadMs: 0 })
    const first = network.changeMessage('unordered', id, { text: 'edited' })
    const second = network.changeMessage('unordered', id, { text: 'edited again' })
    const times = [time, first?.updatedTime ?? '', second?.updatedTime ?? '']
    t.same(times.toSorted(), times, 'versions of one message keep their order')
    t.equal(new Set(times).size, 3, 'and none has the time of another')
  },
)

t.test('what a file keeps is there again after the next start', async (t) => {
  const file = join(t.testdir(), 'network.jsonl')
  const first = await startStubNetwork({ file })
  const { id } = first.addMessage('ada', { text: 'Hello' })
  first.changeMessage('ada', id, { text: 'Hello there' })
  const { accessToken, refreshToken } = first.grant('ada')
  const call = (url: string, path: string, token: string, json: object) =>
    fetch(`${url}/accounts/ada/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': 'key-1',
      },
      body: JSON.stringify(json),
    })
  await call(first.url, 'replies', accessToken, REPLY)
  await call(first.url, 'actions', accessToken, { action: 'like', messageId: id, key: 'key-2' })
  await call(first.url, 'token', accessToken, { refreshToken })
  await first.close()

  const second = await startStubNetwork({ file })
  t.teardown(() => second.close())
  await call(second.url, 'replies', accessToken, REPLY)
  t.equal(second.replies('ada').length, 1, 'the key is known')
  t.equal(second.actions('ada').length, 1)
  const log = await (await fetch(`${second.url}/accounts/ada/log`)).json()
  t.match(log, [
    { number: 1, id, text: 'Hello' },
    { number: 2, id, text: 'Hello there' },
    { number: 3, own: true },
  ])
  t.equal((await call(second.url, 'token', accessToken, { refreshToken })).status, 400, 'used')
})
