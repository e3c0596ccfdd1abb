import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import telegram from '../src/index.ts'
import { startFakeTelegram } from './fake-telegram.ts'
import { trialOf } from './trial.ts'

t.setTimeout(600_000)
const network = await startFakeTelegram()
t.teardown(() => network.close())

proves(t, {
  network: 'telegram',
  capabilities: [
    'connect',
    'read',
    'edits',
    'deletions',
    'threads',
    'media',
    'reply',
    'actions',
    'limits',
    'revoke',
  ],
  by: 'documentation',
})
// A host that Telegram can't reach asks for updates. What is pushed is tried in webhook.test.ts.
testPlugin((name, run) => t.test(name, run), telegram, trialOf(network, 'polling'))
