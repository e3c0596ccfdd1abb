import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import bluesky from '../src/index.ts'
import { PASSWORD, startFakeNetwork } from './fake-network.ts'

t.setTimeout(120_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')
network.account('ada')

testPlugin((name, run) => t.test(name, run), bluesky, {
  host: { settings: network.settings() },
  answers: { account: { handle: '@me.bsky.social' }, 'app-password': { password: PASSWORD } },
  channelSettings: { replyLanguage: '' },
  credentials: network.credentials('me'),
  refusals: {
    authentication: {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"AuthMissing","message":"Authentication Required"}',
    },
  },
  arrange: async () => {
    network.reset()
    for (const text of ['One', 'Two', 'Three']) network.post('ada', text, { to: 'me' })
  },
})
