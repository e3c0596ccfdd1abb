import { networkItemId as itemIdOf } from '@hubward/plugin'
import { testPlugin } from '@hubward/testkit'
import fastify from 'fastify'
import t from 'tap'
import type Type from 'typebox'
import bluesky from '../src/index.ts'
import type { Reference } from '../src/message.ts'
import { loginExamples, messageExamples, replyExamples } from './examples.ts'
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

testPlugin((name, run) => t.test(name, run), bluesky, {
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
    // An app password is a form; the test of OAuth has the redirect.
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
})
