import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import telegram from '../src/index.ts'
import { startFakeTelegram } from './fake-telegram.ts'
import { trialOf } from './trial.ts'

t.setTimeout(600_000)
const network = await startFakeTelegram()
t.teardown(() => network.close())

// A host with a public address is called; the suite is the same.
testPlugin((name, run) => t.test(name, run), telegram, trialOf(network, 'webhook'))
