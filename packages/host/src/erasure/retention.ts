import { sql } from 'kysely'
import type { Parts } from '../parts.ts'
import { changeState } from '../store/channels.ts'
import { eraseOldFiles } from '../store/files.ts'

/** Rows that one transaction erases: it holds nobody up. */
const BATCH = 500
/** Credentials of a Channel that has stood still for so long are erased, and what waits for it. */
const INACTIVE_DAYS = 90
/** Settled attempts to create a Channel: their intent is needed for nothing any more. */
const CREATION_DAYS = 1

/** How much was erased, by what it was. */
export type Erased = Record<
  'messages' | 'revisions' | 'actions' | 'pushes' | 'creations' | 'files' | 'kept' | 'credentials',
  number
>

/**
 * Erases what the operator no longer keeps. What stays are ids, keyed hashes, dates and the sealed
 * references: enough to recognise a message that comes again, and to publish a late reply.
 */
export async function eraseExpired(
  parts: Pick<Parts, 'config' | 'db' | 'sealer'>,
): Promise<Erased> {
  const { retentionDays, fileRetentionDays } = parts.config
  return {
    messages: await inBatches(() => eraseContents(parts, retentionDays)),
    revisions: await inBatches(() => eraseRevisions(parts, retentionDays)),
    actions: await inBatches(() => erasePayloads(parts, retentionDays)),
    pushes: await inBatches(() => erasePushes(parts)),
    creations: await inBatches(() => eraseCreations(parts, retentionDays)),
    files: await inBatches(() =>
      parts.db.transaction().execute((trx) => eraseOldFiles(trx, fileRetentionDays, BATCH)),
    ),
    kept: await inBatches(() => eraseKept(parts, fileRetentionDays)),
    credentials: await inBatches(() => eraseCredentials(parts)),
  }
}

async function inBatches(erase: () => Promise<number>): Promise<number> {
  let all = 0
  for (;;) {
    const erased = await erase()
    all += erased
    if (erased < BATCH) return all
  }
}

type Store = Pick<Parts, 'db'>

async function eraseContents({ db }: Store, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update interactions set content = null, erased_at = now()
    where (channel_id, network_item_id) in (
      select channel_id, network_item_id from interactions
      where content is not null and state <> 'stored' and received_at < now() - ${days} * interval '1 day'
        and coalesce(delivered_at, received_at) < now() - ${days} * interval '1 day'
      limit ${BATCH} for update skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Edits that wait for the id of a Ticket which no event ever named. */
async function eraseRevisions({ db }: Store, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update revisions set content = null, state = 'refused', refusal = 'its Ticket was never named'
    where (channel_id, network_item_id, revision) in (
      select r.channel_id, r.network_item_id, r.revision
      from revisions r join interactions i using (channel_id, network_item_id)
      where r.state = 'stored' and i.state = 'delivered' and i.ticket_id is null
        and r.received_at < now() - ${days} * interval '1 day'
      limit ${BATCH} for update of r skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function erasePayloads({ db }: Store, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update ticket_actions set payload = '{}', erased_at = now() where id in (
      select id from ticket_actions
      where erased_at is null and settled_at < now() - ${days} * interval '1 day'
      limit ${BATCH} for update skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function erasePushes({ db }: Store): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from pushes where (channel_id, number) in (
      select channel_id, number from pushes
      where received_at < now() - ${INACTIVE_DAYS} * interval '1 day' limit ${BATCH})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function eraseCreations({ db }: Store, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from channel_creations where id in (
      select id from channel_creations
      where updated_at < now() - interval '1 day' *
        case when state in ('recorded', 'unknown') then ${days}::int else ${CREATION_DAYS}::int end
      limit ${BATCH})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** What plugins keep of people; files that it names are as old, and go by themselves. */
async function eraseKept({ db }: Store, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from plugin_store where (integration, channel_id, key) in (
      select integration, channel_id, key from plugin_store
      where person_hash is not null and updated_at < now() - ${days} * interval '1 day'
      limit ${BATCH})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function eraseCredentials({ db, sealer }: Pick<Parts, 'db' | 'sealer'>): Promise<number> {
  const idle = await db
    .selectFrom('channels')
    .select(['id', 'state', 'state_cause', 'token_generation'])
    .where('state', '<>', 'active')
    .where('credentials_erased_at', 'is', null)
    .where('state_since', '<', sql<Date>`now() - ${INACTIVE_DAYS} * interval '1 day'`)
    .limit(BATCH)
    .execute()
  for (const { id, state, state_cause, token_generation } of idle) {
    const cause = `${state_cause ?? state} (Its credentials were erased after ${INACTIVE_DAYS} days: reconnect it.)`
    await db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('channels')
        .set({
          credentials_erased_at: sql`now()`,
          sealed_credentials: sealer.seal('channels.sealed_credentials', id, null),
          state_cause: cause,
        })
        .where('id', '=', id)
        // Somebody may have reconnected it in this moment.
        .where('token_generation', '=', token_generation)
        .where('state', '=', state)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return
      // A token that SocialHub refuses is the first thing to mend; whoever does is told the rest then.
      if (state === 'paused') {
        await changeState(
          trx,
          { id, tokenGeneration: token_generation },
          'credentials erased',
          cause,
        )
      }
      await sql`
        update interactions set content = null, erased_at = now(), state = 'refused',
          refusal = ${`the Channel stood still for ${INACTIVE_DAYS} days`}
        where channel_id = ${id} and state = 'stored'`.execute(trx)
      await sql`
        update ticket_actions set payload = '{}', erased_at = now()
        where channel_id = ${id} and erased_at is null`.execute(trx)
      await sql`
        update revisions set content = null, state = 'refused', refusal = 'the Channel stood still'
        where channel_id = ${id} and state = 'stored'`.execute(trx)
    })
  }
  return idle.length
}
