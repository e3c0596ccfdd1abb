import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import matrix from '../src/index.ts'
import { startFakeMatrix } from './fake-matrix.ts'
import { trialOf } from './trial.ts'

t.setTimeout(600_000)
const network = await startFakeMatrix()
t.teardown(() => network.close())

proves(t, {
  network: 'matrix',
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
  by: 'description',
})
testPlugin((name, run) => t.test(name, run), matrix, trialOf(network))

// The last: whatever was asked and answered above is as the specification describes it.
t.test('all that went back and forth is as it is described', async (t) => {
  t.same(network.violations, [])
})
