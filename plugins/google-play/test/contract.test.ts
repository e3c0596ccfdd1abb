import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import googlePlay from '../src/index.ts'
import { startFakeGooglePlay } from './fake-google-play.ts'
import { trialOf } from './trial.ts'

t.setTimeout(600_000)
const network = await startFakeGooglePlay()
t.teardown(() => network.close())

proves(t, {
  network: 'google-play',
  capabilities: ['connect', 'read', 'edits', 'reply', 'limits'],
  by: 'description',
})
testPlugin((name, run) => t.test(name, run), googlePlay, trialOf(network))
