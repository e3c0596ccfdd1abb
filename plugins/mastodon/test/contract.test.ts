import { networkItemId } from '@hubward/plugin'
import { followRedirects, testPlugin } from '@hubward/testkit'
import t from 'tap'
import mastodon from '../src/index.ts'
import { credentialsFor } from './fixtures/channel.ts'
import { startStubServer } from './fixtures/server.ts'
import type { StubStatus } from './fixtures/world.ts'

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

const idOf = ({ id, account }: StubStatus) =>
  networkItemId(`${server.url}/users/${account.username}/statuses/${id}`)

/** The status behind a Ticket. */
function statusOf(itemId: string) {
  const status = server.world.statuses.find((known) => idOf(known) === itemId)
  if (!status) throw new Error(`there is no status ${itemId}`)
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
  write: async (_channel, { text, time, inReplyTo }) => {
    server.world.write(`writer${++writing}`, `@customer ${asHtml(text)}`, {
      createdAt: time,
      inReplyTo: inReplyTo === undefined ? undefined : statusOf(inReplyTo),
    })
  },
  edit: async (_channel, id, text, host) => {
    server.world.edit(statusOf(id), `@customer ${asHtml(text)}`, host.clock.now().toISOString())
  },
  remove: async (_channel, id) => {
    server.world.delete(statusOf(id))
  },
  skips: [],
  published: async () =>
    ourAnswers().map((status) => {
      const [root] = server.world.ancestors(status)
      return {
        text: status.text,
        ...(status.inReplyTo && { inReplyTo: idOf(status.inReplyTo) }),
        ...(root && { thread: idOf(root) }),
      }
    }),
  performed: async (_channel, { actionId, networkItemId: on }) => {
    const status = server.world.statuses.find((known) => idOf(known) === on)
    if (actionId === 'delete') return status === undefined
    const by = {
      favourite: 'favouritedBy',
      boost: 'rebloggedBy',
      bookmark: 'bookmarkedBy',
    } as const
    return status?.[by[actionId as keyof typeof by]].has('customer') === true
  },
})
