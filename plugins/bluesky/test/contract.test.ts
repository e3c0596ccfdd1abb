import { networkItemId as itemIdOf } from '@hubward/plugin'
import { proves, TEST_CALLBACK_URL, TestHost, type Trial, testPlugin } from '@hubward/testkit'
import fastify from 'fastify'
import t from 'tap'
import type Type from 'typebox'
import bluesky from '../src/index.ts'
import type { Reference } from '../src/message.ts'
import { loginExamples, messageExamples, replyExamples } from './examples.ts'
import { startFakeLogin } from './fake-login.ts'
import { did, PASSWORD, type Record, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
// A burst of the suite is several pages.
network.pages(20)
network.account('me')
network.account('ada')

const isIt = (networkItemId: string) => (uri: string) => itemIdOf(uri) === networkItemId

function recordOf(networkItemId: string) {
  const record = [...network.records.values()].find(({ uri }) => isIt(networkItemId)(uri))
  if (!record) throw new Error(`there is no record ${networkItemId}`)
  return record
}

/** How a post says what it answers: both ends of the thread. */
function replyIn({ uri, cid, value }: Record) {
  const parent = { uri, cid }
  const { root = parent } = (value.reply ?? {}) as Partial<Type.Static<typeof Reference>>
  return { root, parent }
}

/** What of an answer's record the examples ask for. */
interface Written {
  langs: string[]
  facets: { index: object; features: { uri?: string; did?: string }[] }[]
  embed: { images: { alt: string; image: { mimeType: string }; aspectRatio: object }[] }
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
/** Where SocialHub would keep an agent's attachments. */
const files = fastify({ forceCloseConnections: true })
files.get('/lamp.png', () => PNG)
files.get('/big.png', () => Buffer.concat([PNG, Buffer.alloc(2_000_001)]))
files.get('/text.png', () => 'no picture')
await files.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => files.close())

type Settings = typeof bluesky.settings
type ChannelSettings = typeof bluesky.channelSettings
type Credentials = typeof bluesky.credentials
type Position = typeof bluesky.position

const trial: Trial<Settings, ChannelSettings, Credentials, Position> = {
  host: { settings: network.settings() },
  answers: { account: { handle: '@me.bsky.social' }, 'app-password': { password: PASSWORD } },
  wrongAnswers: { 'app-password': { password: 'wxyz-wxyz-wxyz-wxyz' } },
  channelSettings: { replyLanguage: '' },
  credentials: network.credentials('me'),
  refusals: {
    authentication: {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"AuthMissing","message":"Authentication Required"}',
    },
  },
  skips: [
    // An app password is a form; the trial below has the redirect.
    'a Customer who says no at the Network',
    // Posts can't be edited.
    'an edit is the same message again',
    // Its pictures are Bluesky's own, which everybody may see.
    'pictures and files of the host’s',
    // Notifications tell of what others write.
    '"reply": our own reply comes back',
  ],
  channel: { networkId: did('me') },
  write: async (_channel, { text, time, inReplyTo }) => {
    const reply = inReplyTo === undefined ? undefined : replyIn(recordOf(inReplyTo))
    network.post('ada', text, {
      to: 'me',
      time,
      ...(reply && { reason: 'reply', record: { reply } }),
    })
  },
  remove: async (_channel, networkItemId) => {
    network.remove(recordOf(networkItemId).uri)
  },
  published: async () =>
    [...network.records.values()]
      .filter(({ uri }) => uri.startsWith(`at://${did('me')}/app.bsky.feed.post/`))
      .flatMap(({ uri, value }) => {
        if (value.reply === undefined) return []
        const { parent, root } = value.reply as Type.Static<typeof Reference>
        const { langs, embed, facets } = value as Partial<Written>
        const [image] = embed?.images ?? []
        return {
          text: String(value.text),
          inReplyTo: itemIdOf(parent.uri),
          thread: itemIdOf(root.uri),
          url: `https://bsky.app/profile/${did('me')}/post/${uri.split('/').at(-1)}`,
          createdTime: String(value.createdAt),
          langs,
          facets: facets?.map(({ index, features: [feature] }) => ({
            index: { ...index },
            to: feature?.uri ?? feature?.did,
          })),
          picture: image && {
            alt: image.alt,
            mimeType: image.image.mimeType,
            ...image.aspectRatio,
          },
        }
      }),
  performed: async (_channel, { actionId, networkItemId }) => {
    if (actionId === 'delete') return ![...network.records.keys()].some(isIt(networkItemId))
    const { uri } = recordOf(networkItemId)
    return [...network.records.values()].some(
      ({ uri: own, value }) =>
        own.startsWith(`at://${did('me')}/app.bsky.feed.${actionId}/`) &&
        (value.subject as { uri: string }).uri === uri,
    )
  },
  messages: messageExamples(network),
  replies: replyExamples(network, files.listeningOrigin),
  logins: loginExamples(network),
}
proves(t, {
  network: 'bluesky',
  capabilities: [
    'connect',
    'read',
    'deletions',
    'threads',
    'media',
    'reply',
    'attachment',
    'actions',
    'limits',
    'refresh',
    'revoke',
  ],
  by: 'documentation',
})
testPlugin((name, run) => t.test(name, run), bluesky, trial)

// Where the account's server logs people in itself.
const login = await startFakeLogin((token, who) => network.admit(token, who))
t.teardown(() => login.close())
network.authorizedBy(login.url)
const settings = { ...network.settings(), login: 'oauth', appName: 'Potters' }

/** The Customer's browser, at the server's own page. */
function cameBack(url: string, query: { readonly [name: string]: string }): string {
  const back = new URL(TEST_CALLBACK_URL)
  back.search = new URLSearchParams({ ...query, state: login.asked(url).state ?? '' }).toString()
  return back.href
}

async function loggedIn(): Promise<Type.Static<Credentials>> {
  const host = new TestHost(bluesky, { settings })
  const values = { handle: 'me' }
  const away = await host.authenticate({ kind: 'form', step: 'account', values, state: null })
  if (away.kind !== 'redirect') throw new Error(`a redirect was expected, not ${away.kind}`)
  const { step, state, url } = away
  const query = login.agree(url, did('me'))
  const done = await host.authenticate({ kind: 'callback', step, state, query })
  if (done.kind !== 'complete') throw new Error('nobody was logged in')
  return done.accounts[0]?.credentials as Type.Static<Credentials>
}

// The suite's clock begins anew.
t.test('nobody has written anything', async () => network.reset())
testPlugin((name, run) => t.test(`by OAuth: ${name}`, run), bluesky, {
  ...trial,
  host: { settings },
  answers: { account: { handle: '@me.bsky.social' } },
  wrongAnswers: { account: { handle: 'nobody' } },
  browse: async (url) => cameBack(url, login.agree(url, did('me'))),
  decline: async (url) => cameBack(url, { error: 'access_denied', iss: login.url }),
  credentials: await loggedIn(),
  skips: trial.skips?.slice(1) ?? [],
  messages: [],
  replies: [],
  logins: [
    {
      what: 'an account by OAuth',
      account: { networkId: did('me'), name: 'ME', uniqueName: '@me.bsky.social' },
    },
    {
      what: 'somebody who logs in as somebody else',
      browse: async (url) => cameBack(url, login.agree(url, did('ada'))),
      refused: { step: 'account', field: 'handle', says: /another account/ },
    },
    {
      what: 'a code that was used already',
      browse: async (url) => cameBack(url, { code: 'old', iss: login.url }),
      refused: { step: 'account', field: 'handle', says: /expired or was used/ },
    },
  ],
})
