import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { Presence } from '../src/presence.ts'
import { affectedAccounts, notePresence } from '../src/store/installation.ts'
import { migrate } from '../src/store/migrate.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { setStage } from './stage/stage.ts'

t.setTimeout(200_000)

t.test('times in which no host was there', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, simulator } = stage
  const { file, remove } = await writeConfigFile(stage.config)
  t.teardown(remove)
  await stage.addChannel('ours')
  const notedAgo = (seconds: number) =>
    sql`update host_presence set seen_at = now() - ${seconds} * interval '1 second'`.execute(db)
  const timesAway = async () => (await sql`select * from times_away`.execute(db)).rows.length

  t.test('a short one is none, and neither is one with another host there', async (t) => {
    await notedAgo(10)
    t.equal(await notePresence(db, 15_000), undefined)
    t.equal(await notePresence(db, 15_000), undefined, 'a second host, or a rolling restart')
    t.equal(await timesAway(), 0)
  })

  t.test('hosts that come back together note it once', async (t) => {
    await notedAgo(3_600)
    const noted = await Promise.all([1, 2, 3, 4].map(() => notePresence(db, 15_000)))
    t.equal(noted.filter(Boolean).length, 1)
    t.equal(await timesAway(), 1)
    await sql`delete from times_away`.execute(db)
  })

  t.test('is told for each Account: in the log, as a notice, and to be forwarded', async (t) => {
    // The Account's Channels, and one that came after it all.
    await sql`update channels set created_at = now() - interval '2 days'`.execute(db)
    await notedAgo(7_200)
    const said: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => said.push(line) })
    const presence = new Presence({
      db,
      log,
      availability: {
        foreignDatabase: undefined,
        draining: false,
        unread: new Set(),
        failing: () => [],
      },
    })
    await presence.start()
    await presence.stop()
    await stage.addChannel('later')
    t.equal(said.length, 1)
    t.match(said[0], simulator.accountId)
    t.match(said[0], 'may be lost')
    const notices = await db.selectFrom('notices').select(['kind', 'cause']).execute()
    t.match(notices[0], { kind: 'hosts.away', cause: /^From .*Z until .*Z no host answered/ })
    const [affected] = await affectedAccounts(db, {})
    t.same(affected?.channels, ['ours'], 'not the Channel that came later')
    const { stdout } = await runHere(t, ['away', '-c', file, '--json'])
    const [told] = JSON.parse(stdout)
    t.match(told, { accountId: simulator.accountId, text: /^Between .* UTC and .* UTC our conn/ })
    const spanMs = Date.parse(told.until) - Date.parse(told.since)
    t.ok(spanMs >= 7_200_000 && spanMs < 7_500_000, `${spanMs} ms`)
    const german = await runHere(t, ['away', '-c', file, '--language', 'de'])
    t.match(german.stdout, 'Antworten und andere Aktionen')
    const other = await runHere(t, ['away', '-c', file, '--account', 'f'.repeat(24)])
    t.match(other.stdout, 'There was always a host.')
  })
})

t.test('an older host starts on what a newer one has migrated', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  await sql`insert into kysely_migration (name, timestamp)
    values ('9999-later', '2099-01-01T00:00:00.000Z')`.execute(stage.db)
  t.same(await migrate(stage.db), [])
})
