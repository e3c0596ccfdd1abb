import { followRedirects, proves, type Trial, testPlugin } from '@hubward/testkit'
import fastify from 'fastify'
import t from 'tap'
import mastodon from '../src/index.ts'
import { credentialsFor } from './fixtures/channel.ts'
import { loginExamples } from './fixtures/login-examples.ts'
import { itemIdIn, messageExamples } from './fixtures/message-examples.ts'
import { replyExamples } from './fixtures/reply-examples.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

t.setTimeout(600_000)
const server = await startStubServer()
const other = await startStubServer()
/** Where SocialHub would keep an agent's attachments; to a login it is a website like any other. */
const files = fastify({ forceCloseConnections: true })
files.get('/cat.png', (_request, reply) => reply.type('image/png').send('a picture'))
files.get('/.well-known/webfinger', () => ({
  links: [{ rel: 'self', href: `${server.url}/users/customer` }],
}))
await files.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => Promise.all([other.close(), files.close()]))

/** All that the suite can be told of a server. */
function trialOn(server: StubServer) {
  const { world } = server
  world.account('customer')
  // A second after whatever was written last: the suite has a clock of its own.
  world.now = () => {
    const times = world.statuses.map(({ createdAt }) => Date.parse(createdAt))
    return new Date(times.reduce((one, other) => Math.max(one, other), 0) + 1_000).toISOString()
  }
  let writing = 0
  /** The status behind a Ticket. */
  const statusOf = (itemId: string) => {
    const status = world.statuses.find((known) => itemIdIn(server, known) === itemId)
    if (!status) throw new Error(`there is no status ${itemId}`)
    return status
  }
  const trial: Trial<Settings, ChannelSettings, Credentials, Position> = {
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
      world.write(`writer${++writing}`, `@customer ${text}`, {
        createdAt: time,
        inReplyTo: inReplyTo === undefined ? undefined : statusOf(inReplyTo),
      })
    },
    edit: async (_channel, id, text, host) => {
      world.edit(statusOf(id), `@customer ${text}`, host.clock.now().toISOString())
    },
    remove: async (_channel, id) => {
      world.delete(statusOf(id))
    },
    skips: [],
    published: async () =>
      world.statuses.flatMap((status) => {
        const { account, inReplyTo, text, visibility, spoiler, sensitive, language, mediaIds } =
          status
        if (account.username !== 'customer' || !status.inReplyToAccount) return []
        return {
          text,
          ...(inReplyTo && {
            inReplyTo: itemIdIn(server, inReplyTo),
            thread: itemIdIn(server, world.ancestors(status)[0] ?? inReplyTo),
          }),
          url: `${server.url}/@customer/${status.id}`,
          createdTime: status.createdAt,
          reference: {
            id: status.id,
            mention: world.mentionedIn(text).map(({ username }) => username),
            visibility,
            ...(spoiler !== '' && { contentWarning: spoiler }),
            ...(language !== null && { language }),
          },
          ...{ visibility, spoiler, sensitive, language },
          files: mediaIds.map((id) => world.media.find((media) => media.id === id)?.name),
        }
      }),
    performed: async (_channel, { actionId, networkItemId }) => {
      if (actionId === 'delete') {
        return !world.statuses.some((known) => itemIdIn(server, known) === networkItemId)
      }
      const by = {
        favourite: 'favouritedBy',
        boost: 'rebloggedBy',
        bookmark: 'bookmarkedBy',
      } as const
      return statusOf(networkItemId)[by[actionId as keyof typeof by]].has('customer')
    },
    messages: messageExamples(server),
    replies: replyExamples(server, files.listeningOrigin),
    logins: loginExamples(server, other, files.listeningOrigin),
  }
  return trial
}
type Settings = typeof mastodon.settings
type ChannelSettings = typeof mastodon.channelSettings
type Credentials = typeof mastodon.credentials
type Position = typeof mastodon.position

proves(t, {
  network: 'mastodon',
  capabilities: [
    'connect',
    'read',
    'edits',
    'deletions',
    'threads',
    'media',
    'reply',
    'attachment',
    'actions',
    'limits',
    'revoke',
  ],
  by: 'documentation',
})
testPlugin((name, run) => t.test(name, run), mastodon, trialOn(server))

// One that only speaks Mastodon's API: it knows neither `min_id` nor keys, and links no pages.
const simple = await startStubServer()
simple.rules.links = false
simple.rules.keys = false
// A few entries at a time: what the suite writes at once is a long way.
simple.rules.pageSize = 5
t.teardown(() => Promise.all([server.close(), simple.close()]))
testPlugin((name, run) => t.test(`without min_id: ${name}`, run), mastodon, {
  ...trialOn(simple),
  ...{ messages: [], replies: [], logins: [] },
})
