import { sql } from 'kysely'
import t from 'tap'
import { createHost } from '../src/host.ts'
import { Lease } from '../src/lease.ts'
import { claimTurn, LeaseLostError, releaseTurns } from '../src/store/turns.ts'
import { eventually, setStage } from './stage/stage.ts'

t.test('what is written under a lease', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  const { channelId } = await stage.addChannel('anna')
  const claim = async (holder: string) => {
    await db
      .updateTable('turns')
      .set({ due_at: new Date(0) })
      .execute()
    const claimed = await claimTurn(db, holder, 60_000, channelId)
    if (!claimed) throw new Error('nobody else holds it')
    return claimed
  }
  const nameBy = (lease: Lease, name: string) =>
    lease.single((id) => db.updateTable('channels').set({ name }).where('id', '=', id))
  const name = async () =>
    (await db.selectFrom('channels').select('name').executeTakeFirstOrThrow()).name
  const turn = () => db.selectFrom('turns').selectAll().executeTakeFirstOrThrow()

  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
  const earlier = await claim(first)
  const lease = new Lease(db, first, earlier, performance.now() + 60_000)
  await nameBy(lease, 'by the first')
  t.equal(await name(), 'by the first')

  const later = await claim(second)
  await t.rejects(nameBy(lease, 'too late'), LeaseLostError, 'the fence has moved on')
  await t.rejects(
    lease.transaction((trx) => trx.updateTable('channels').set({ name: 'too late' }).execute()),
    LeaseLostError,
  )
  t.equal(await name(), 'by the first', 'nothing of it was written')

  const { rung } = await turn()
  await releaseTurns(db, first, [{ claimed: earlier, rungSeen: rung, nextInMs: 0 }])
  t.equal((await turn()).holder, second, 'nor can it hand back what it has lost')
  await releaseTurns(db, second, [{ claimed: later, rungSeen: rung, nextInMs: 3_600_000 }])
  const released = await turn()
  t.equal(released.holder, null)
  t.ok(released.due_at.getTime() > Date.now() + 3_000_000, 'due when it was said')

  const again = await claim(first)
  await releaseTurns(db, first, [{ claimed: again, rungSeen: '0', nextInMs: 3_600_000 }])
  t.ok((await turn()).due_at.getTime() < Date.now() + 60_000, 'rung meanwhile: due at once')
})

t.test('a turn that outlasts its lease does not end the Channel’s next one', async (t) => {
  const stage = await setStage({ leaseMs: 1_500 })
  t.teardown(() => stage.close())
  await stage.addChannel('slow')
  const held: PromiseWithResolvers<void>[] = []
  const host = await createHost({
    config: stage.config,
    logTo: { write: () => undefined },
    atCrashPoint: async (point) => {
      if (point !== 'fetch.returned') return
      const hold = Promise.withResolvers<void>()
      held.push(hold)
      await hold.promise
    },
  })
  await host.start()
  await eventually(
    () => held.length,
    (count) => count === 1,
  )
  const { fence } = await stage.db.selectFrom('turns').select('fence').executeTakeFirstOrThrow()
  // As if its host had stood still: it is due again, and this host takes it once more.
  await eventually(
    async () => {
      await sql`update turns set due_at = now() - interval '1 minute'
        where fence = ${fence}`.execute(stage.db)
      return held.length
    },
    (count) => count === 2,
  )
  held[0]?.resolve()
  const dueAt = async () =>
    (await stage.db.selectFrom('turns').select('due_at').executeTakeFirstOrThrow()).due_at.getTime()
  const claimedUntil = await dueAt()
  await eventually(dueAt, (until) => until > claimedUntil + 4_000)
  t.equal(held.length, 2, 'the second is renewed, so nobody takes a third')
  for (const { resolve } of held) resolve()
  await host.stop()
})
