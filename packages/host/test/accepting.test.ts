import { sql } from 'kysely'
import t from 'tap'
import { Acceptor } from '../src/outbound/accept.ts'
import { acceptEvents, type ChannelsAtHand } from '../src/store/accept-events.ts'
import { type Db, openDatabase } from '../src/store/database.ts'
import type { SocialHubChannelId } from '../src/store/ids.ts'
import { keepEvent } from '../src/store/unclaimed-events.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { untraced } from '../src/tracing/tracing.ts'
import { replyTo } from './fixtures/reply-to.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const stage = await setStage()
t.teardown(() => stage.close())
const { db, manifest, config } = stage

/** A handle as a host has it that has just begun: no key is at hand. */
async function freshHandle() {
  const opened = openDatabase(config.databaseUrl, 2)
  await openSealer(opened.db, config.keys)
  t.teardown(() => opened.db.destroy())
  return opened.db
}

/** A fresh handle, and how many statements it has run. */
async function countingHandle() {
  let count = 0
  const counting: Db = (await freshHandle()).withPlugin({
    transformQuery({ node }) {
      count += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return { counting, count: () => count }
}

t.test('events of many Channels need no more statements than those of one', async (t) => {
  const ids: SocialHubChannelId[] = []
  for (const account of ['anna', 'bert', 'cleo']) {
    ids.push((await stage.addChannel(account)).socialhubChannelId)
  }
  const statementsFor = async (channels: readonly SocialHubChannelId[]) => {
    const { counting, count } = await countingHandle()
    const answers = await acceptEvents(
      counting,
      channels.map((id) => replyTo(manifest, id)),
    )
    t.same(new Set(answers), new Set(['accepted']))
    return count()
  }
  t.equal(await statementsFor(ids), await statementsFor(ids.slice(0, 1)))
})

t.test('whoever keeps the ids of Channels stores their events in one statement', async (t) => {
  const { channelId, socialhubChannelId: id } = await stage.addChannel('fred')
  const { counting, count } = await countingHandle()
  const atHand: ChannelsAtHand = new Map()
  const accept = () => acceptEvents(counting, [replyTo(manifest, id)], undefined, atHand)
  t.same(await accept(), ['accepted'])
  const before = count()
  t.same(await accept(), ['accepted'])
  t.equal(count() - before, 1)

  await makeAnew(channelId, manifest)
  t.same(await accept(), ['unknown'], 'nothing is sealed with the key of the Account before')
  t.same(await accept(), ['accepted'])
  const { rows } = await sql`
    select payload from ticket_actions a join channels c on c.id = a.channel_id
    where c.socialhub_channel_id = ${id}`.execute(db)
  t.match(rows, [{ payload: { sealed: String } }])
  t.equal(rows.length, 1)
})

t.test('a Channel that was made anew under another Manifest is another’s at once', async (t) => {
  const { channelId, socialhubChannelId: id } = await stage.addChannel('hans')
  const parts = { db: await freshHandle(), sealer: stage.sealer, tracing: untraced }
  const acceptor = new Acceptor(parts, 1)
  const accept = () => acceptor.accept(replyTo(manifest, id), 'stub')
  t.equal(await accept(), 'accepted')
  const { rows } = await sql<{ id: string }>`
    insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
    values ('stub-2', 'reusable', 'hash', 'sealed', 'sealed') returning id`.execute(db)
  await makeAnew(channelId, rows[0]?.id ?? '')
  t.equal(await accept(), 'foreign')
  t.same(await db.selectFrom('unclaimed_events').select('event_uuid').execute(), [])
})

/** The Channel ends, and another Account gets one that SocialHub calls the same. */
async function makeAnew(channelId: string, under: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string; socialhub: string }>`
      with added as (
        insert into channels (integration, manifest, network_id, fetch_since, socialhub_channel_id,
          account_id, name, unique_name, language, sealed_token, sealed_credentials, sealed_settings)
        select integration, ${under}, network_id || ' anew', fetch_since, ${'e'.repeat(24)},
          ${'d'.repeat(24)}, 'Anew', 'anew', language, sealed_token, sealed_credentials, sealed_settings
        from channels where id = ${channelId} returning id
      ), given as (
        insert into turns (channel_id) select id from added
      )
      select added.id, socialhub_channel_id as socialhub from added, channels
      where channels.id = ${channelId}`.execute(trx)
    await sql`delete from channels where id = ${channelId}`.execute(trx)
    await sql`update channels set socialhub_channel_id = ${rows[0]?.socialhub}
      where id = ${rows[0]?.id}`.execute(trx)
  })
}

t.test(
  'an event of a Channel that appears in this very moment is sealed all the same',
  async (t) => {
    const { channelId, socialhubChannelId: known } = await stage.addChannel('dora')
    const events = [
      replyTo(manifest, known),
      replyTo(manifest, 'f'.repeat(24) as SocialHubChannelId),
    ] as const
    const fresh = await freshHandle()
    const { accepting } = await db.transaction().execute(async (trx) => {
      // Whoever wants to know what seals for Dora's Channel waits, and has seen which Channels there are.
      await sql`lock table account_keys`.execute(trx)
      const accepting = acceptEvents(fresh, events)
      await eventually(
        () =>
          sql`select from pg_locks where relation = 'account_keys'::regclass and not granted`.execute(
            db,
          ),
        ({ rows }) => rows.length > 0,
      )
      await sql`
      with channel as (
        insert into channels (integration, manifest, network_id, fetch_since, socialhub_channel_id,
          account_id, name, unique_name, language, sealed_token, sealed_credentials, sealed_settings)
        select integration, manifest, 'emil', fetch_since, ${events[1].socialhubChannelId},
          account_id, 'Emil', 'emil', language, sealed_token, sealed_credentials, sealed_settings
        from channels where id = ${channelId} returning id
      )
      insert into turns (channel_id) select id from channel`.execute(trx)
      return { accepting }
    })
    t.same(await accepting, ['accepted', 'unknown'])
    const { sealer } = stage
    // As the webhook does with what is unknown.
    await db.transaction().execute((trx) => keepEvent(trx, sealer, events[1]))
    const { rows } = await sql`
    select payload from ticket_actions
    where event_uuid = any(${events.map(({ event }) => event.uuid)})`.execute(db)
    t.match(rows, [{ payload: { sealed: String } }, { payload: { sealed: String } }])
    t.equal(rows.length, 2)
  },
)
