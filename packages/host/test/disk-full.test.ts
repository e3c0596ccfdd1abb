import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { Notifier } from '../src/notices/notifier.ts'
import { toPageFailure } from '../src/web/error-reply.ts'
import { openHouse } from './fixtures/house.ts'
import { startReceivers } from './fixtures/receivers.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(400_000)

t.test('a full disk is said, told once, and over as soon as there is room', async (t) => {
  const [house, receivers] = await Promise.all([openHouse(), startReceivers()])
  t.teardown(async () => {
    await receivers.close()
    await house.close()
  })
  const { context } = house
  const { db, availability } = context
  const ready = () => got(`${house.url}/readyz`, { throwHttpErrors: false, retry: { limit: 0 } })
  t.equal((await ready()).statusCode, 200)

  // As PostgreSQL says it when a file can't grow.
  await sql`create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100';
    end $$`.execute(db)
  await sql`create trigger no_room before insert or update on host_presence
    for each row execute function no_room()`.execute(db)
  const full = await eventually(ready, ({ statusCode }) => statusCode === 503)
  t.match(full.body, 'the disk of PostgreSQL is full')

  await sql`create trigger no_room before insert on onboarding_sessions
    for each row execute function no_room()`.execute(db)
  const link = await house.creationLink()
  const refused = await new Visitor('en').open(link)
  t.match(refused, { status: 503, words: /Please try again in a moment/ })
  await sql`drop trigger no_room on onboarding_sessions`.execute(db)
  t.equal(
    (await new Visitor('en').open(link)).status,
    200,
    'the same link works once there is room',
  )

  const { posts, webhookUrl } = receivers
  const notifier = new Notifier({
    ...context,
    config: {
      ...context.config,
      // Nobody listens there: whom the other way reaches hears it once all the same.
      notices: { webhookUrl, mailTo: 'agency@example.org', smtpUrl: 'smtp://127.0.0.1:9' },
    },
  })
  await notifier.tellOfFullDisk()
  await notifier.tellOfFullDisk()
  t.equal(posts.length, 1, 'the operator is told without the database, once')
  t.match(JSON.parse(posts[0]?.body ?? '{}'), { kind: 'disk.full', cure: /Make room there/ })

  await sql`drop trigger no_room on host_presence`.execute(db)
  await eventually(ready, ({ statusCode }) => statusCode === 200)
  t.equal(availability.diskFull, false)
})

t.test('what passes is no fault of ours, and says when to come again', (t) => {
  const failed = (message: string, code?: string) =>
    toPageFailure(Object.assign(new Error(message), code === undefined ? {} : { code }))
  for (const code of [
    '53100',
    '53300',
    '57P01',
    '57P03',
    '08006',
    '25006',
    '40001',
    'ECONNREFUSED',
  ]) {
    t.match(failed('of PostgreSQL', code), { code: 'temporarily-unavailable', retryAfterMs: 5_000 })
  }
  t.equal(failed('Connection terminated unexpectedly').code, 'temporarily-unavailable')
  for (const code of ['42P01', '23505', 'ERR_ASSERTION']) {
    t.equal(failed('of ours', code).code, 'internal')
  }
  t.equal(failed('something else').code, 'internal')
  t.end()
})
