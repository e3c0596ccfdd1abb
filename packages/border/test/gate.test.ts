import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { Gate } from '../src/worker/gate.ts'

t.test('what was begun is told from what was not, and nothing begins after that', async (t) => {
  const host = new Gate()
  const worker = new Gate(host.memory)
  t.ok(worker.begin(1))
  t.ok(worker.begin(2))
  t.equal(host.close(), 2)
  t.notOk(worker.begin(3))
  t.equal(host.close(), 2, 'however often it is asked')
  const untouched = new Gate()
  t.equal(untouched.close(), 0)
  t.notOk(new Gate(untouched.memory).begin(1))
})

t.test('both sides agree, whenever it is closed', async (t) => {
  for (let round = 0; round < 5; round++) {
    const gate = new Gate()
    const worker = new Worker(new URL('./fixtures/beginning.ts', import.meta.url), {
      workerData: gate.memory,
    })
    const [message] = await once(worker, 'message')
    t.equal(message, 'begins')
    const said = once(worker, 'message')
    const begun = gate.close()
    t.same(await said, [begun], `round ${round}`)
    await worker.terminate()
  }
})
