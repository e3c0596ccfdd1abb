import { check, TicketActionEvent } from '@hubward/socialhub'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { type Acceptance, acceptEvents, type IncomingEvent } from './accept-events.ts'
import type { Db, Trx } from './database.ts'
import type { SocialHubChannelId } from './ids.ts'

/** How long an event may wait for its Channel: it can outrun the answer to `POST /channels`. */
const KEPT = sql.raw("interval '24 hours'")
/** More than any Channel could collect before it is known; a flood ends here. */
const LIMIT_PER_CHANNEL = 1_000

/**
 * Keeps an event of a Channel that is not known yet, sealed. Should the Channel have appeared in this
 * very moment, it gets the event at once; unless it is under another Manifest.
 */
export async function keepEvent(
  trx: Trx,
  sealer: Sealer,
  incoming: IncomingEvent,
): Promise<Acceptance> {
  const { manifest, socialhubChannelId, event, traceparent } = incoming
  await lock(trx, socialhubChannelId)
  const known = await trx
    .selectFrom('channels')
    .select('id')
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (known) {
    const [acceptance = 'unknown'] = await acceptEvents(trx, [incoming])
    return acceptance
  }
  const sealed = sealer.seal(
    'unclaimed_events.sealed_event',
    rowOf(incoming),
    JSON.stringify(event),
  )
  await sql`
    insert into unclaimed_events (manifest, socialhub_channel_id, event_uuid, sealed_event, traceparent)
    select ${manifest}, ${socialhubChannelId}, ${event.uuid}, ${sealed}, ${traceparent}
    where (select count(*) from unclaimed_events
      where manifest = ${manifest} and socialhub_channel_id = ${socialhubChannelId}) < ${LIMIT_PER_CHANNEL}
    on conflict do nothing`.execute(trx)
  return 'unknown'
}

/** Hands a new Channel the events that came before it. To be called once its row is written. */
export async function claimEvents(
  trx: Trx,
  sealer: Sealer,
  manifest: string,
  socialhubChannelId: SocialHubChannelId,
): Promise<void> {
  await lock(trx, socialhubChannelId)
  const { rows } = await sql<{
    event_uuid: string
    sealed_event: Buffer
    traceparent: string | null
  }>`
    delete from unclaimed_events
    where manifest = ${manifest} and socialhub_channel_id = ${socialhubChannelId}
      and received_at > now() - ${KEPT}
    returning event_uuid, sealed_event, traceparent`.execute(trx)
  const events = rows.flatMap((row): IncomingEvent[] => {
    const place = `${manifest}:${socialhubChannelId}:${row.event_uuid}`
    const text = sealer.open('unclaimed_events.sealed_event', place, row.sealed_event)
    const event = check(TicketActionEvent, JSON.parse(String(text)))
    const { traceparent } = row
    return event.ok ? [{ manifest, socialhubChannelId, event: event.value, traceparent }] : []
  })
  if (events.length > 0) await acceptEvents(trx, events)
}

export async function eraseOldEvents(db: Db): Promise<void> {
  await sql`delete from unclaimed_events where received_at < now() - ${KEPT}`.execute(db)
}

function rowOf({ manifest, socialhubChannelId, event }: IncomingEvent): string {
  return `${manifest}:${socialhubChannelId}:${event.uuid}`
}

/** Serialises the arrival of a Channel with that of its early events. */
async function lock(trx: Trx, socialhubChannelId: SocialHubChannelId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${socialhubChannelId}, 0))`.execute(trx)
}
