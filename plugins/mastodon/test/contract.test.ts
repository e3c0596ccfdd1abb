import { followRedirects, testPlugin } from '@hubward/testkit'
import t from 'tap'
import mastodon from '../src/index.ts'
import { credentialsFor } from './fixtures/channel.ts'
import { startStubServer } from './fixtures/server.ts'

const server = await startStubServer()
t.teardown(() => server.close())

/** The statuses of the Customer's account that answer somebody. */
const ourAnswers = () =>
  server.world.statuses.filter(
    ({ account, inReplyTo }) => account.username === 'customer' && inReplyTo,
  )

/** As Mastodon renders what somebody typed. */
function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br />')
}

/** The status behind a Ticket: its `networkItemId` ends with the server's own id. */
function statusOf(networkItemId: string) {
  const status = server.world.statuses.find(({ id }) => networkItemId.endsWith(id))
  if (!status) throw new Error(`there is no status ${networkItemId}`)
  return status
}

server.world.account('customer')
let writing = 0
testPlugin((name, run) => t.test(name, run), mastodon, {
  answers: { server: { server: server.domain }, confirm: {} },
  wrongAnswers: { server: { server: 'no server' } },
  browse: followRedirects,
  decline: (url) => followRedirects(`${url}&deny=1`),
  channelSettings: { wholeThreads: true },
  refusals: {
    authentication: {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"The access token is invalid"}',
    },
  },
  credentials: credentialsFor(server),
  channel: { networkId: `customer@${server.domain}`, server: server.domain },
  write: async (_channel, { text, time }) => {
    server.world.write(`writer${++writing}`, `@customer ${asHtml(text)}`, { createdAt: time })
  },
  edit: async (_channel, networkItemId, text, host) => {
    server.world.edit(
      statusOf(networkItemId),
      `@customer ${asHtml(text)}`,
      host.clock.now().toISOString(),
    )
  },
  remove: async (_channel, networkItemId) => {
    server.world.delete(statusOf(networkItemId))
  },
  skips: [],
  published: async () => ourAnswers().map(({ text }) => text),
})
