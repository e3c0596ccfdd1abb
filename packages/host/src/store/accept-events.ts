import type { TicketActionEvent } from '@hubward/socialhub'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import { sealText, textSealers } from './contents.ts'
import type { Db } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { jsonText } from './jsonb.ts'
import { ACTION_DIGEST, count } from './ledger.ts'
import { PAYLOAD } from './ticket-actions.ts'
import { type ClaimWhenRung, DOORBELL, type DueChannel } from './turns.ts'

/** An event as it came in, with the Manifest whose webhook brought it. */
export interface IncomingEvent {
  /** Our id of the Manifest. */
  readonly manifest: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly event: TicketActionEvent
  /** The step that accepts it. */
  readonly traceparent: string | null
}

/**
 * `accepted`: committed now or earlier. `unknown`: no such Channel yet. `foreign`: the Channel exists,
 * but under another Manifest.
 */
export type Acceptance = 'accepted' | 'unknown' | 'foreign'

/** Runs the statement that stores events, which claims as many turns as it is offered. */
export type Claiming = <Stored extends { readonly claimed: readonly DueChannel[] }>(
  statement: (offer: ClaimWhenRung) => Promise<Stored>,
) => Promise<Stored>

/**
 * Our ids of Channels, by SocialHub's: who keeps them spares a statement for each group of events. One that
 * is right no more makes its Channel unknown, and is forgotten.
 */
export type ChannelsAtHand = Pick<Map<SocialHubChannelId, ChannelId>, 'delete' | 'get'> & {
  set(socialhub: SocialHubChannelId, id: ChannelId): unknown
}

/** Others find the Channels due, and claim them. */
const claimNone: Claiming = (statement) =>
  statement({ holder: null, leaseMs: 0, places: 0, integrations: [] })

/**
 * Commits any number of events, and rings their Channels: an event that was seen before (its uuid; its
 * Followup, unless that was reset since; or the same Ticket, action and time under another uuid)
 * changes nothing. A reply that SocialHub sends again while its reset is being told is noted at what
 * failed, since its reset has to be told once more; that reset covers the event, however often it comes.
 *
 * @returns an answer for each event, in the order given.
 */
export async function acceptEvents(
  db: Db,
  events: readonly IncomingEvent[],
  claiming: Claiming = claimNone,
  atHand: ChannelsAtHand = new Map(),
): Promise<readonly Acceptance[]> {
  const insert = (some: readonly IncomingEvent[]) =>
    claiming((offer) => insertEvents(db, some, offer, atHand))
  const { rows } = await insert(events)
  const resent = events.filter(
    ({ event }, place) => rows[place]?.known && followupOf(event) !== undefined,
  )
  for (const one of resent) {
    // What was settled between the two statements is known no more.
    if (!(await noteResent(db, one))) await insert([one])
  }
  for (const [place, { socialhubChannelId }] of events.entries()) {
    if (rows[place]?.acceptance === 'unknown') atHand.delete(socialhubChannelId)
  }
  return rows.map(({ acceptance }) => acceptance)
}

interface InsertedEvent extends DueChannel {
  readonly acceptance: Acceptance
  readonly known: boolean
  readonly taken: boolean
}

/**
 * In one statement, without `*`, so that it is prepared. The count of rings is asked for, since
 * PostgreSQL leaves out a join of which nothing is used, and the notifications with it. Rows are taken
 * in one order, so that two hosts can't deadlock. Who is claimed here need be heard of by nobody. A
 * Channel that was not there when keys were read is unknown still: its text would not be sealed.
 */
async function insertEvents(
  db: Db,
  events: readonly IncomingEvent[],
  { holder, leaseMs, places, integrations }: ClaimWhenRung,
  atHand: ChannelsAtHand,
): Promise<{ readonly rows: readonly InsertedEvent[]; readonly claimed: readonly DueChannel[] }> {
  const channels = await channelsOf(db, events, atHand)
  const input = events.map(({ manifest, socialhubChannelId, event, traceparent }, place) => ({
    place,
    manifest,
    channel: socialhubChannelId,
    known: channels.get(socialhubChannelId)?.id ?? null,
    uuid: event.uuid,
    subject: subjectOf(event),
    time: event.time,
    type: event.type,
    action: event.actionId,
    ticket: event.ticketId,
    item: event.networkItemId,
    followup: followupOf(event) ?? null,
    payload: sealPayload(channels.get(socialhubChannelId)?.data, event),
    traceparent,
  }))
  const { rows } = await sql<InsertedEvent>`
    with input as (
      select place, uuid, subject, time, i.type, action, ticket, item, followup, payload, traceparent,
        c.id as channel_id, c.manifest = i.manifest as belongs,
        c.integration = any(${integrations}::text[]) as runs_here
      from jsonb_to_recordset(${jsonText(input)}::jsonb) as i (
        place int, manifest uuid, channel text, known bigint, uuid text, subject text, time float8, type text,
        action text, ticket text, item text, followup text, payload jsonb, traceparent text)
      left join channels c on c.id = i.known and c.socialhub_channel_id = i.channel
    ), stored as (
      insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id,
        ticket_id, network_item_id, followup_id, payload, traceparent, payload_digest)
      select channel_id, uuid, subject, to_timestamp(time / 1000), type, action, ticket, item,
        followup, payload, traceparent, ledger_digest(payload::text)
      from input where belongs and not exists (
        select from ticket_actions a where a.channel_id = input.channel_id
          and a.followup_id = input.followup and a.resent_at >= to_timestamp(input.time / 1000)
      ) order by channel_id, time, place
      on conflict do nothing
      returning channel_id, event_uuid, ${ACTION_DIGEST} as digest
    ), counted as (
      ${count('ticket-actions', 'accepted')}
    ), locked as (
      select channel_id, due_at, (holder is null or due_at <= now())
        and channel_id in (select channel_id from input where runs_here) as free
      from turns where channel_id in (select channel_id from stored)
      order by channel_id for update
    ), rung as (
      update turns t set rung = rung + 1, people_wait = true,
        holder = case when taken then ${holder}::uuid else holder end,
        fence = case when taken then fence + 1 else fence end,
        due_at = case when taken then now() + ${leaseMs} * interval '1 ms'
          when holder is null then least(t.due_at, now()) else t.due_at end
      from (
        select channel_id, due_at,
          free and row_number() over (order by free desc, due_at) <= ${places} as taken
        from locked
      ) l
      where t.channel_id = l.channel_id
      returning t.channel_id, fence, taken,
        extract(epoch from now() - least(l.due_at, now()))::float8 * 1000 as overdue_ms
    ), notified as (
      select pg_notify(${DOORBELL}, channel_id || ' action') from rung where not taken
    )
    select case when belongs then 'accepted' when belongs is null then 'unknown' else 'foreign' end
      as acceptance, rings.count as rings,
      coalesce(belongs, false) and (channel_id, uuid) not in (select channel_id, event_uuid from stored)
        as known,
      channel_id as "channelId", fence, coalesce(taken, false) as taken, true as "peopleWait",
      overdue_ms as "overdueMs"
    from input left join rung using (channel_id)
      cross join (select count(*) from notified) as rings order by place`.execute(db)
  const claimed = new Map(rows.flatMap((row) => (row.taken ? [[row.channelId, row]] : [])))
  return { rows, claimed: [...claimed.values()] }
}

/** A Channel that is there, and what seals for it. */
interface SealedChannel {
  readonly id: ChannelId
  readonly data: AccountSealer
}

/** The Channels of some events, as far as they are known; afterwards those are at hand. */
async function channelsOf(
  db: Db,
  events: readonly IncomingEvent[],
  atHand: ChannelsAtHand,
): Promise<ReadonlyMap<SocialHubChannelId, SealedChannel>> {
  const found = new Map<SocialHubChannelId, ChannelId>()
  const missing = new Set<SocialHubChannelId>()
  for (const { socialhubChannelId } of events) {
    const id = atHand.get(socialhubChannelId)
    if (id === undefined) missing.add(socialhubChannelId)
    else found.set(socialhubChannelId, id)
  }
  if (missing.size > 0) {
    const { rows } = await sql<{ id: ChannelId; socialhub: SocialHubChannelId }>`
      select id, socialhub_channel_id as socialhub from channels
      where socialhub_channel_id = any(${[...missing]})`.execute(db)
    for (const { id, socialhub } of rows) {
      found.set(socialhub, id)
      atHand.set(socialhub, id)
    }
  }
  const sealers = await textSealers(db, [...found.values()])
  const channels = new Map<SocialHubChannelId, SealedChannel>()
  for (const [socialhub, id] of found) {
    const data = sealers.get(id)
    if (data) channels.set(socialhub, { id, data })
  }
  return channels
}

function sealPayload(data: AccountSealer | undefined, event: TicketActionEvent): unknown {
  const payload = event.payload ?? {}
  // {} stands for what was erased, and says nothing.
  if (data === undefined || Object.keys(payload).length === 0) return payload
  return sealText(data, PAYLOAD, event.uuid, payload)
}

/** @returns whether a reset is on its way for the reply that this event sends again. */
async function noteResent(db: Db, { socialhubChannelId, event }: IncomingEvent): Promise<boolean> {
  const { rows } = await sql`
    update ticket_actions a set resent_at = to_timestamp(${event.time}::float8 / 1000)
    from channels c
    where c.socialhub_channel_id = ${socialhubChannelId} and a.channel_id = c.id
      and a.followup_id = ${followupOf(event)} and a.state = 'failed'
      and a.event_uuid <> ${event.uuid}
      and greatest(a.event_time, a.resent_at) < to_timestamp(${event.time}::float8 / 1000)
    returning a.id`.execute(db)
  return rows.length > 0
}

function followupOf(event: TicketActionEvent): string | undefined {
  return 'followupId' in (event.payload ?? {}) && event.payload && 'followupId' in event.payload
    ? String(event.payload.followupId)
    : undefined
}

function subjectOf(event: TicketActionEvent): string {
  return followupOf(event) ?? `${event.ticketId} ${event.actionId}`
}
