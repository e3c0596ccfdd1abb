import { sql } from 'kysely'
import { type ChannelState, isChannelState } from '../channel.ts'
import type { Db, Trx } from './database.ts'
import type { AccountId, ChannelId, SocialHubChannelId } from './ids.ts'

/** Everything that the operator is told; `notices/kinds.ts` has the words. */
const KINDS = [
  'channel.needs-authentication',
  'channel.disabled',
  'channel.revoked',
  'channel.paused',
  'channel.ended',
  'channel.active',
  'channel.fetch-refused',
  'ledger.unaccounted',
  'brake.on',
  'brake.off',
  'app.refused',
  'app.accepted',
  'onboarding.failed',
  'webhook.refused',
  'hosts.away',
  'integration.missing',
  'integration.gone',
  'disk.full',
  'manifest.promoted',
  'manifest.promoted-twice',
  'worker.given-up',
  'visitor-mail.refused',
  'visitor-mail.unopened',
  'clock.wrong',
] as const

export type NoticeKind = (typeof KINDS)[number]

/** What is known of one thing that the operator should hear of. */
export interface Subject {
  /** The Channel as SocialHub and its Customer call it, and the state that it is in now. */
  readonly channel: {
    readonly socialhubChannelId: SocialHubChannelId
    readonly name: string
    readonly state: ChannelState
    readonly kind: 'reusable' | 'custom'
    /** The Customer: what the operator calls the Account, or else SocialHub's id of it. */
    readonly customer: string
    readonly accountId: AccountId
    /** SocialHub's id of the Custom Channel that has to hand over first. */
    readonly waitsFor: string | null
  } | null
  readonly integration: string | null
  /** How many of the same kind this stands for. */
  readonly count: number
}

export type Destination = 'webhook' | 'mail'

export interface NewNotice {
  readonly kind: NoticeKind
  /** What it is about, with the generation of that: the same is told once. The kind is added. */
  readonly about: string
  /** Why, in one sentence. Never a secret. */
  readonly cause: string
  /** Our id. */
  readonly channelId?: ChannelId
  readonly integration: string | null
  /** How many of the same kind it stands for; 1 if absent. */
  readonly count?: number
  /** How long to wait for more of the same, which are added to the count. */
  readonly collectMs?: number
}

/** Writes down what the operator is to be told, in the transaction of what it tells of. */
export async function writeNotice(trx: Db, notice: NewNotice): Promise<void> {
  const { kind, about, cause, channelId = null, integration, count = 1, collectMs = 0 } = notice
  await sql`
    insert into notices (key, destination, kind, channel_id, integration, cause, count, due_at)
    select ${`${kind} ${about}`}, destination, ${kind}, ${channelId}, ${integration}, ${cause},
      ${count}, now() + ${collectMs} * interval '1 ms'
    from unnest(array['webhook', 'mail']) as destination
    on conflict (key, destination) do update set count = notices.count + excluded.count
      where notices.state = 'due' and notices.attempts = 0 and ${collectMs} > 0`.execute(trx)
}

/** A Channel's new state, as something to tell: each change once. */
export async function noticeOfState(
  trx: Trx,
  channel: {
    readonly id: string
    readonly integration: string
    readonly token_generation: number
    readonly state_since: Date
  },
  state: ChannelState,
  cause: string,
): Promise<void> {
  const { id, integration, token_generation, state_since } = channel
  await writeNotice(trx, {
    kind: `channel.${state}`,
    about: `${id} ${token_generation} ${state_since.getTime()}`,
    cause,
    channelId: id,
    integration,
  })
}

/** One notice on its way to one destination. */
export interface DueNotice {
  readonly id: string
  readonly kind: NoticeKind
  readonly destination: Destination
  readonly subject: Subject
  readonly cause: string
  /** How often it was tried, with this time. */
  readonly attempts: number
  /** Whether it may have been told already. */
  readonly maybeTold: boolean
  readonly createdAt: Date
}

/**
 * Takes notices that are due, for `leaseMs`: no other host sends them meanwhile, and any host does
 * afterwards. That they may have been told is written down before they are sent, since a host that dies
 * can't do it later.
 */
export async function claimNotices(
  db: Db,
  destinations: readonly Destination[],
  leaseMs: number,
  limit: number,
): Promise<readonly DueNotice[]> {
  const { rows } = await sql<Row>`
    with claimed as (
      update notices set attempts = attempts + 1, maybe_told = true,
        due_at = now() + ${leaseMs} * interval '1 ms'
      from (
        select id, maybe_told as before from notices
        where state = 'due' and due_at <= now() and destination = any(${destinations})
        order by due_at limit ${limit} for update skip locked
      ) due
      where notices.id = due.id
      returning notices.*, due.before
    )
    select claimed.id, claimed.kind, claimed.destination, claimed.integration, claimed.cause,
      claimed.count, claimed.attempts, claimed.before as "maybeTold",
      claimed.created_at as "createdAt",
      channels.socialhub_channel_id as "socialhubChannelId", channels.name, channels.state,
      channels.account_id as "accountId", l.label, manifests.kind as "manifestKind",
      former.socialhub_channel_id as "waitsFor"
    from claimed left join channels on channels.id = claimed.channel_id
      left join manifests on manifests.id = channels.manifest
      left join account_labels l on l.account_id = channels.account_id
      left join channel_moves move on move.to_channel = channels.id
      left join channels former on former.id = move.channel_id
    order by claimed.created_at, claimed.id`.execute(db)
  return rows.flatMap((row) => {
    const { kind, integration, count, ...rest } = row
    // A newer host may have written a kind that this one has no words for, and will send it.
    const known = KINDS.find((one) => one === kind)
    if (known === undefined) return []
    return { ...rest, kind: known, subject: { channel: channelOf(row), integration, count } }
  })
}

function channelOf(row: Row): Subject['channel'] {
  const { socialhubChannelId, name, state, accountId, label, manifestKind: kind, waitsFor } = row
  if (socialhubChannelId === null || name === null || accountId === null) return null
  if (state === null || kind === null || !isChannelState(state)) return null
  const customer = label ?? accountId
  return { socialhubChannelId, name, state, kind, customer, accountId, waitsFor }
}

interface Row {
  id: string
  kind: string
  destination: Destination
  integration: string | null
  cause: string
  count: number
  attempts: number
  maybeTold: boolean
  createdAt: Date
  socialhubChannelId: SocialHubChannelId | null
  name: string | null
  state: string | null
  accountId: AccountId | null
  label: string | null
  manifestKind: 'reusable' | 'custom' | null
  waitsFor: string | null
}

export async function settleNotice(db: Db, id: string): Promise<void> {
  await sql`update notices set state = 'sent', settled_at = now() where id = ${id}`.execute(db)
}

/**
 * Puts a notice off, or gives it up when it is a day old.
 *
 * @param maybeTold whether it may have arrived all the same.
 * @returns whether it was given up.
 */
export async function putOffNotice(
  db: Db,
  id: string,
  inMs: number,
  maybeTold: boolean,
): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    update notices set due_at = now() + ${inMs} * interval '1 ms', maybe_told = ${maybeTold},
      state = case when created_at < now() - interval '1 day' then 'given-up' else 'due' end,
      settled_at = case when created_at < now() - interval '1 day' then now() end
    where id = ${id} returning state`.execute(db)
  return rows[0]?.state === 'given-up'
}

/** What nobody wants to hear any more; and after a month, that it was told. */
export async function eraseNotices(db: Db): Promise<void> {
  await sql`
    delete from notices where created_at < now() - interval '30 days'
      or state = 'due' and created_at < now() - interval '2 days'`.execute(db)
}
