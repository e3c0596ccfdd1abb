import { toPluginError } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import plugin from '@hubward/testkit/stub-network/plugin'
import nock from 'nock'
import t from 'tap'

/** A Network that can't be run here is played by nock, as a plugin's author does it. */
const NETWORK = 'https://network.example'

t.before(() => nock.disableNetConnect())
t.afterEach(() => {
  t.ok(nock.isDone(), 'every answer was asked for')
  nock.cleanAll()
})
t.teardown(() => {
  nock.enableNetConnect()
  nock.restore()
})

const channelOn = () =>
  new TestHost(plugin, { settings: { url: NETWORK } }).addChannel({
    channelSettings: {},
    credentials: { account: 'ada' },
  })

t.test('what a Network answers becomes messages', async (t) => {
  const channel = await channelOn()
  nock(NETWORK)
    .get('/accounts/ada/messages')
    .query({ after: 0, limit: 50 })
    .reply(200, {
      messages: [
        { number: 1, id: 'message-1', text: 'Hi', author: 'eve', time: new Date().toISOString() },
      ],
      more: false,
    })
  const fetched = await channel.fetchPage(null, 50)
  t.match(fetched.messages, [{ interaction: { networkItemId: 'message-1', message: 'Hi' } }])
})

for (const [status, code] of [
  [401, 'authentication'],
  [404, 'not-found'],
  [422, 'invalid'],
  [429, 'rate-limited'],
  [503, 'unavailable'],
] as const) {
  t.test(`${status} reaches the host as ${code}`, async (t) => {
    const channel = await channelOn()
    nock(NETWORK)
      .post('/accounts/ada/replies')
      .reply(status, {}, status === 429 ? { 'retry-after': '7' } : {})
    const failed = await channel
      .reply({
        inReplyTo: { networkItemId: 'message-1', reference: null, rootId: null },
        actionId: 'reply',
        text: 'Hello',
        attachments: [],
        option: null,
        idempotencyKey: 'key-1',
      })
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    t.match(toPluginError(failed, new Date()), {
      code,
      ...(status === 429 && { retryAfterMs: 7_000 }),
    })
  })
}
