import { sql } from 'kysely'
import type { Days } from '../own-days.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { daysOf, fewestDays } from './retention-days.ts'

const ofChannel = (days: Days) => daysOf(days, 'c.account_id', 'c.integration')

// What is kept no longer. Each erases at most `limit` rows and answers how many, so that none holds
// anybody up. Raw SQL, since kysely's builder has no limit for what is changed.

/** The texts of messages that are Tickets, or will be none; what was taken for deleted stays so. */
export async function eraseContents(db: Db, days: Days, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update interactions set content = null, erased_at = now(), presumed_gone_at = null
    where (channel_id, network_item_id) in (
      select i.channel_id, i.network_item_id
      from interactions i join channels c on c.id = i.channel_id
      where (i.content is not null or i.presumed_gone_at is not null)
        and i.state <> 'stored' and i.received_at < now() - ${fewestDays(days)} * interval '1 day'
        and coalesce(i.delivered_at, i.received_at) < now() - ${ofChannel(days)} * interval '1 day'
      limit ${limit} for update of i skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Edits that wait for the id of a Ticket which no event ever named. */
export async function eraseRevisions(db: Db, days: Days, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update revisions set content = null, state = 'refused', refusal = 'its Ticket was never named'
    where (channel_id, network_item_id, revision) in (
      select r.channel_id, r.network_item_id, r.revision
      from revisions r join interactions i using (channel_id, network_item_id)
        join channels c on c.id = i.channel_id
      where r.state = 'stored' and i.state = 'delivered' and i.ticket_id is null
        and r.received_at < now() - ${ofChannel(days)} * interval '1 day'
      limit ${limit} for update of r skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** What settled Ticket Actions said. */
export async function erasePayloads(db: Db, days: Days, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update ticket_actions set payload = '{}', erased_at = now() where id in (
      select a.id from ticket_actions a join channels c on c.id = a.channel_id
      where a.erased_at is null and a.settled_at < now() - ${fewestDays(days)} * interval '1 day'
        and a.settled_at < now() - ${ofChannel(days)} * interval '1 day'
      limit ${limit} for update of a skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** What was pushed to a Channel that has not read for so long. */
export async function eraseUnreadPushes(db: Db, days: number, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from pushes where (channel_id, number) in (
      select channel_id, number from pushes
      where received_at < now() - ${days} * interval '1 day' limit ${limit})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Attempts to create a Channel: how they ended is known, or nobody will ask any more. */
export async function eraseCreations(
  db: Db,
  { settledDays, openDays }: { readonly settledDays: number; readonly openDays: number },
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from channel_creations where id in (
      select id from channel_creations
      where updated_at < now() - interval '1 day' *
        case when state in ('recorded', 'unknown') then ${openDays}::int else ${settledDays}::int end
      limit ${limit})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** What plugins keep of people; files that it names are as old, and go by themselves. */
export async function eraseKept(db: Db, days: Days, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from plugin_store where (integration, channel_id, key) in (
      select p.integration, p.channel_id, p.key
      from plugin_store p left join channels c on c.id = p.channel_id
      where p.person_hash is not null
        and p.updated_at < now() - ${daysOf(days, 'c.account_id', 'p.integration')} * interval '1 day'
      limit ${limit})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Erases the content of all that waits for one Channel, and gives it up. */
export async function eraseWaiting(
  trx: Trx,
  channelId: ChannelId,
  refusals: { readonly message: string; readonly edit: string },
): Promise<void> {
  await sql`
    update interactions set content = null, erased_at = now(), state = 'refused',
      refusal = ${refusals.message}
    where channel_id = ${channelId} and state = 'stored'`.execute(trx)
  await sql`
    update ticket_actions set payload = '{}', erased_at = now()
    where channel_id = ${channelId} and erased_at is null`.execute(trx)
  await sql`
    update revisions set content = null, state = 'refused', refusal = ${refusals.edit}
    where channel_id = ${channelId} and state = 'stored'`.execute(trx)
}
