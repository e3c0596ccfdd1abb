import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import appStore from '../src/index.ts'
import { startFakeAppStore } from './fake-app-store.ts'
import { trialOf } from './trial.ts'

t.setTimeout(600_000)
const network = await startFakeAppStore()
t.teardown(() => network.close())

proves(t, {
  network: 'app-store',
  capabilities: ['connect', 'read', 'edits', 'reply', 'actions', 'limits', 'revoke'],
  by: 'description',
})
testPlugin((name, run) => t.test(name, run), appStore, trialOf(network))
