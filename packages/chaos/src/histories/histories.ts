import type { Channel, Followup, Interactor, Ticket, TicketAction } from '@hubward/simulator'
import type { StubWatch } from '@hubward/testkit/stub-network'
import type { PlannedAccount } from '../plan/step.ts'
import type { Frozen } from '../stage/hosts.ts'
import type { Delivered } from '../stage/mail.ts'
import type { AccountHistory } from '../stage/network.ts'
import type { TicketSeen } from '../stage/socialhub.ts'
import type { World } from '../stage/world.ts'

/** A row of the host's `interactions`, with what became of its revisions. */
export interface StoredInteraction {
  readonly account: string
  readonly networkItemId: string
  /** Grows with each message of the Channel. */
  readonly seq: number
  readonly state: string
  readonly thread: string
  readonly own: boolean
  readonly ticketId: string | null
  readonly refusal: string | null
  readonly revisions: readonly { readonly kind: string; readonly state: string }[]
}

/** A row of the host's `ticket_actions`. */
export interface StoredAction {
  readonly id: string
  readonly account: string
  readonly uuid: string
  readonly followupId: string | null
  readonly networkItemId: string
  readonly actionId: string
  readonly state: string
  readonly attempts: number
  readonly failure: string | null
  readonly reason: string | null
}

/** A row of the host's `visitor_mails`. */
export interface StoredMail {
  readonly id: string
  readonly account: string
  readonly kind: string
  /** Of the reply that it tells of. */
  readonly key: string
  /** Which conversation, hashed. */
  readonly thread: string
  readonly state: string
  readonly reason: string | null
  /** Whether the plugin was handed what to tell the agent. */
  readonly told: boolean
}

/** What the Network, SocialHub and the hosts' database know when all is quiet. */
export interface Histories {
  readonly accounts: readonly (PlannedAccount & AccountHistory)[]
  readonly watch: StubWatch
  readonly socialhub: {
    readonly channels: readonly Channel[]
    readonly tickets: readonly Ticket[]
    readonly followups: readonly Followup[]
    readonly actions: readonly TicketAction[]
    readonly interactors: readonly Interactor[]
    /** Each change of a Ticket, in its order. */
    readonly seen: readonly TicketSeen[]
  }
  readonly interactions: readonly StoredInteraction[]
  readonly actions: readonly StoredAction[]
  readonly mails: readonly StoredMail[]
  /** By the mail server, each as often as it took it. */
  readonly delivered: readonly Delivered[]
  /** When a host stood still, stopped by us or by a machine that had too much to do. */
  readonly frozen: readonly Frozen[]
}

/** Something that must not be, and all that is known about it. */
export interface Fault {
  readonly what: string
  readonly life: readonly string[]
}

/** What a comparison found. */
export interface Found {
  readonly faults: readonly Fault[]
  readonly counts: Readonly<Record<string, number>>
}

export async function collect(world: World): Promise<Histories> {
  const { channels, hosts, mail, network, pool, socialhub } = world
  const accounts: (PlannedAccount & AccountHistory)[] = []
  for (const account of channels.keys()) {
    accounts.push({ ...account, ...(await network.history(account.name)) })
  }
  // Channel by Channel: all at once may be more than a string can hold.
  const tickets: Ticket[] = []
  for (const { id } of await socialhub.list('channels')) {
    tickets.push(...(await socialhub.list('tickets', `channelId=${id}`)))
  }
  const interactions = await pool.query<StoredInteraction>(`
    select c.network_id as account, i.network_item_id as "networkItemId", i.seq::float8 as seq,
      i.state, i.thread, i.own, i.ticket_id as "ticketId", i.refusal,
      coalesce((select json_agg(json_build_object('kind', r.kind, 'state', r.state) order by r.revision)
        from revisions r where r.channel_id = i.channel_id
          and r.network_item_id = i.network_item_id), '[]') as revisions
    from interactions i join channels c on c.id = i.channel_id order by i.seq`)
  const actions = await pool.query<StoredAction>(`
    select a.id::text, c.network_id as account, a.event_uuid as uuid, a.followup_id as "followupId",
      a.network_item_id as "networkItemId", a.action_id as "actionId", a.state, a.attempts,
      a.failure, a.reason
    from ticket_actions a join channels c on c.id = a.channel_id order by a.id`)
  const mails = await pool.query<StoredMail>(`
    select m.id::text, c.network_id as account, m.kind, m.key, encode(m.thread_hash, 'hex') as thread,
      m.state, m.reason, exists (
        select from pushes p where p.channel_id = m.channel_id and p.received_at = m.settled_at) as told
    from visitor_mails m join channels c on c.id = m.channel_id order by m.created_at`)
  return {
    accounts,
    watch: await network.watch(),
    socialhub: {
      channels: await socialhub.list('channels'),
      tickets,
      followups: await socialhub.list('followups'),
      actions: await socialhub.list('ticket-actions'),
      interactors: await socialhub.list('interactors'),
      seen: socialhub.seen,
    },
    interactions: interactions.rows,
    actions: actions.rows,
    mails: mails.rows,
    delivered: mail.delivered,
    frozen: [...hosts.frozen, ...hosts.stalls],
  }
}
