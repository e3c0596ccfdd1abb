import { once } from 'node:events'
import t from 'tap'
import { Lease } from '../src/lease.ts'
import { openDatabase } from '../src/store/database.ts'
import { LeaseLostError } from '../src/store/turns.ts'
import { createHostDatabase } from './stage/database.ts'

t.test('a lease ends by itself, whether or not PostgreSQL can be asked', async (t) => {
  const { url, drop } = await createHostDatabase()
  const { db } = openDatabase(url, 1)
  t.teardown(async () => {
    await db.destroy()
    await drop()
  })
  const claimed = { channelId: '1', fence: '1' }
  const leaseUntil = (heldUntil: number) => {
    const lease = new Lease(db, 'this host', claimed, heldUntil)
    t.teardown(() => lease.close())
    return lease
  }

  await t.test('what runs under it is aborted when nobody renewed it', async (t) => {
    const { signal } = leaseUntil(performance.now() + 30)
    // The lease's own timer keeps no process alive.
    const alive = setInterval(() => undefined, 1_000)
    if (!signal.aborted) await once(signal, 'abort')
    clearInterval(alive)
    t.ok(signal.reason instanceof LeaseLostError)
  })

  await t.test('a host that stood still asks nobody anything when it wakes up', async (t) => {
    const lease = leaseUntil(performance.now() - 1)
    // No timer has fired yet.
    t.notOk(lease.signal.aborted)
    t.throws(() => lease.assertHeld(), LeaseLostError)
    await t.rejects(
      lease.interruptible(0, async () => t.fail('the Network is not asked')),
      LeaseLostError,
    )
    await t.rejects(
      leaseUntil(performance.now() - 1).interruptible(3_600_000, async () =>
        t.fail('nor for long'),
      ),
      LeaseLostError,
      'nor where nothing interrupts it any more',
    )
    await t.rejects(
      lease.transaction(async () => t.fail('nothing is stored')),
      LeaseLostError,
    )
  })

  await t.test('renewed, it goes on', async (t) => {
    const lease = leaseUntil(performance.now() - 1)
    lease.renewed(performance.now() + 60_000)
    lease.assertHeld()
    await new Promise(setImmediate)
    t.notOk(lease.signal.aborted)
  })
})
