import { networkItemId as itemIdOf } from '@hubward/plugin'
import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import bluesky from '../src/index.ts'
import { did, PASSWORD, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')

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
  write: async (_channel, { text, time }) => {
    network.post('ada', text, { to: 'me', time })
  },
  remove: async (_channel, networkItemId) => {
    const uris = [...network.records.keys()]
    network.remove(uris.find((uri) => itemIdOf(uri) === networkItemId) ?? '')
  },
  published: async () =>
    [...network.records.values()]
      .filter(({ uri }) => uri.startsWith(`at://${did('me')}/`))
      .map(({ value }) => String(value.text)),
})
