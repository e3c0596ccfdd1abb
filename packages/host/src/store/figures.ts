import { sql } from 'kysely'
import type { Db } from './database.ts'
import { UNACCOUNTED } from './proofs.ts'
import { UNREAD_PUSHES } from './waiting.ts'

/** How things stand, for whoever watches over all hosts together. Ages are in seconds. */
export interface Figures {
  readonly channels: readonly {
    readonly integration: string
    readonly state: string
    readonly count: number
    /** Since the last successful fetch of the Channel that waits longest; active Channels only. */
    readonly fetchAgeS: number | null
    /** What was pushed and not read yet, of Channels whose plugin reads the log. */
    readonly pushBacklog: number
    /** Messages that were received and are no Tickets yet, wherever they stand. */
    readonly waiting: number
    /** Whose last fetch, or last delivery, failed; active Channels only. */
    readonly failing: number
  }[]
  readonly integrations: readonly {
    readonly integration: string
    /** Channels that are due, and how long the one that is longest due has been. */
    readonly overdue: number
    readonly overdueS: number
    /** Age of the oldest Ticket Action that is not settled, of active Channels. */
    readonly oldestActionS: number
    readonly oldestTicketS: number
  }[]
  readonly oldestActionS: number
  readonly oldestTicketS: number
  /** How long the Channel that is longest due has been waiting for its turn. */
  readonly overdueS: number
  readonly noticesDue: number
  /** To visitors, of the last 24 hours. */
  readonly visitorMails: readonly {
    readonly kind: string
    readonly state: string
    readonly count: number
  }[]
  /** Age of the oldest mail to a visitor that is to be sent. */
  readonly oldestMailS: number
  /** Visitors' addresses with a mail that has been due for over an hour. */
  readonly lateMailAddresses: number
  /** What did not fit the ledger when it was last looked at, and how long ago that was at most. */
  readonly proofs: readonly {
    readonly integration: string
    readonly unaccounted: number
    readonly ageS: number
  }[]
}

/**
 * One look at the tables. Channels are counted in one pass, and so is what waits, by partial indexes; the
 * rest are the first entries of indexes. Not to be had for every reading.
 */
export async function readFigures(db: Db): Promise<Figures> {
  const [channels, integrations, mails, proofs, { rows }] = await Promise.all([
    sql<Figures['channels'][number]>`
      select integration, state, count(*)::int as count,
        extract(epoch from now() - min(coalesce(fetched_at, created_at))
          filter (where state = 'active'))::float8 as "fetchAgeS",
        sum(${UNREAD_PUSHES})::int as "pushBacklog",
        sum(${UNREAD_PUSHES} + coalesce(stored.count, 0))::int as waiting,
        count(*) filter (where state = 'active' and (fetch_failures > 0 or deliver_failures > 0))::int
          as failing
      from channels c left join (select channel_id, count(*) from interactions
        where state = 'stored' group by channel_id) stored on stored.channel_id = c.id
      group by integration, state order by integration, state`.execute(db),
    sql<Figures['integrations'][number]>`
      select integration, sum(overdue)::int as overdue, ${age('min(due_at)')} as "overdueS",
        ${age('min(accepted_at)')} as "oldestActionS",
        ${age('min(received_at)')} as "oldestTicketS"
      from (
        select c.integration, 1 as overdue, due_at, null::timestamptz as accepted_at,
          null::timestamptz as received_at
        from turns join channels c on c.id = channel_id where due_at <= now()
        union all
        select c.integration, 0, null, accepted_at, null
        from ticket_actions a join channels c on c.id = channel_id
        where a.state not in ('confirmed', 'unconfirmed', 'reset') and c.state = 'active'
        union all
        select c.integration, 0, null, null, received_at
        from interactions i join channels c on c.id = channel_id
        where i.state = 'stored' and c.state = 'active'
        union all
        select distinct integration, 0, null::timestamptz, null::timestamptz, null::timestamptz
        from channels
      ) waiting group by integration`.execute(db),
    sql<Figures['visitorMails'][number]>`
      select kind, state, count(*)::int as count from visitor_mails
      where created_at > now() - interval '1 day' group by kind, state order by kind, state`.execute(
      db,
    ),
    UNACCOUNTED.execute(db),
    sql<Omit<Figures, 'channels' | 'integrations' | 'visitorMails' | 'proofs'>>`
      select
        (select ${age('accepted_at')} from (
          select accepted_at from ticket_actions join channels c on c.id = channel_id
          where ticket_actions.state not in ('confirmed', 'unconfirmed', 'reset')
            and c.state = 'active'
          order by accepted_at limit 1) oldest) as "oldestActionS",
        (select ${age('received_at')} from (
          select received_at from interactions join channels c on c.id = channel_id
          where interactions.state = 'stored' and c.state = 'active'
          order by received_at limit 1) oldest) as "oldestTicketS",
        (select ${age('min(due_at)')} from turns where due_at <= now()) as "overdueS",
        (select ${age('min(created_at)')} from visitor_mails
          where state in ('due', 'sending')) as "oldestMailS",
        (select count(distinct address_hash)::int from visitor_mails
          where state in ('due', 'sending')
            and created_at < now() - interval '1 hour') as "lateMailAddresses",
        (select count(*)::int from notices where state = 'due') as "noticesDue"`.execute(db),
  ])
  const [row] = rows
  return {
    channels: channels.rows,
    integrations: integrations.rows.map((one) => ({
      ...one,
      overdueS: one.overdueS ?? 0,
      oldestActionS: one.oldestActionS ?? 0,
      oldestTicketS: one.oldestTicketS ?? 0,
    })),
    oldestActionS: row?.oldestActionS ?? 0,
    oldestTicketS: row?.oldestTicketS ?? 0,
    overdueS: row?.overdueS ?? 0,
    noticesDue: row?.noticesDue ?? 0,
    visitorMails: mails.rows,
    oldestMailS: row?.oldestMailS ?? 0,
    lateMailAddresses: row?.lateMailAddresses ?? 0,
    proofs: proofs.rows,
  }
}

const age = (time: string) => sql.raw(`greatest(0, extract(epoch from now() - ${time}))::float8`)
