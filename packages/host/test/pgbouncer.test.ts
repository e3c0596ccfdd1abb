import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { Doorbell } from '../src/doorbell.ts'
import { withCreationLock } from '../src/store/creation-attempts.ts'
import { openDatabase, sharesSessions } from '../src/store/database.ts'
import { DOORBELL } from '../src/store/turns.ts'
import { openAgency } from './fixtures/agency.ts'
import { needsPgbouncer, startPgbouncer } from './fixtures/pgbouncer.ts'
import { createHostDatabase } from './stage/database.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

t.test('a host works through PgBouncer in session mode', needsPgbouncer(), async (t) => {
  const database = await createHostDatabase()
  const pooler = await startPgbouncer(database.url, 'session')
  const stage = await setStage({ database, config: { databaseUrl: pooler.url } })
  t.teardown(async () => {
    await stage.close()
    await pooler.close()
  })
  const { simulator, network } = stage

  await t.test('from a message to the answer on the Network', async (t) => {
    await stage.addChannel('shop')
    network.addMessage('shop', { text: 'are you open on Sunday?' })
    const host = await stage.startHost()
    const [ticket] = await eventually(
      () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden),
      ({ length }) => length === 1,
    )
    const followup = simulator.act.reply({
      ticketId: ticket?.id ?? '',
      actionId: 'reply',
      text: 'until noon',
    })
    await eventually(
      () => simulator.state.data.followups[followup.id]?.status,
      (status) => status === 'published',
    )
    t.same(
      network.replies('shop').map(({ text }) => text),
      ['until noon'],
    )
    await host.stop()
  })

  await t.test('LISTEN hears, and an advisory lock is its connection’s own', async (t) => {
    const { db, pool } = openDatabase(pooler.url, 3)
    t.teardown(() => db.destroy())
    t.equal(await sharesSessions(db), false)
    const heard: string[] = []
    const doorbell = new Doorbell(
      pool,
      pino({ level: 'silent' }),
      (channelId) => heard.push(channelId),
      { heard: () => undefined, heardNothing: () => undefined },
    )
    await doorbell.start()
    await sql`select pg_notify(${DOORBELL}, '17 push')`.execute(stage.db)
    await eventually(
      () => heard,
      (channels) => channels.includes('17'),
    )
    await withCreationLock(db, 'manifest', 'shop', async () => {
      t.equal(await withCreationLock(db, 'manifest', 'shop', async () => 'both'), undefined)
    })
    t.match(await withCreationLock(db, 'manifest', 'shop', async () => 'one'), { result: 'one' })
    await doorbell.stop()
  })
})

t.test('in transaction mode a host does not start, and says why', needsPgbouncer(), async (t) => {
  const agency = await openAgency()
  t.teardown(() => agency.close())
  const { databaseUrl } = JSON.parse(await readFile(agency.file, 'utf8'))
  const pooler = await startPgbouncer(databaseUrl, 'transaction')
  t.teardown(() => pooler.close())
  const env = { DATABASE_URL: pooler.url }
  const started = await agency.hubward(['start'], { env })
  t.equal(started.code, 1)
  t.match(started.stderr, /LISTEN.*Set pool_mode = session/)
  t.notMatch(started.stderr, /^\s+at /m, 'and no stack')

  const { code, stdout } = await agency.hubward(['doctor', '--json'], { env })
  t.equal(code, 1)
  const { results }: { results: { name: string; outcome: string; mend?: string }[] } =
    JSON.parse(stdout)
  const sessions = results.find(({ name }) => name === 'sessions')
  t.match(sessions, { outcome: 'fail', mend: /pool_mode = session/ })
})
