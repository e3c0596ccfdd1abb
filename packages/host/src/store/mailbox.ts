import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { channelKeysAtHand, channelQuery, type LoadedChannel, opened } from './channels.ts'
import type { Db } from './database.ts'
import { READY } from './interactions.ts'
import { REVISION_READY } from './revisions.ts'
import { type OpenAction, openActions, SETTLED } from './ticket-actions.ts'

/** A Channel with what waits for it, as it was at one moment. */
export interface LoadedMailbox {
  readonly channel: LoadedChannel
  readonly actions: readonly OpenAction[]
  /** Whether an Interaction or a revision may be sent. */
  readonly waiting: boolean
  /** Until when the next Interaction waits for other parts of its group; null: none does. */
  readonly heldUntil: Date | null
}

/** What one statement reads of a Channel and its mailbox. */
export type MailboxRow = Awaited<ReturnType<typeof readMailboxes>>[number]

/**
 * Reads the mailboxes of some Channels in one statement, since most of them are empty most of the time.
 * A Channel that is not there is left out.
 */
export async function readMailboxes(db: Db, channelIds: readonly string[]) {
  const { rows } = await db.executeQuery(mailboxQuery(db, channelIds))
  return rows
}

/**
 * A mailbox as a turn needs it. Ticket Actions, which are rare, are read in a statement of their own, and
 * only where they can be worked on: they came before the first one or ring the Channel again.
 */
export async function openMailbox(
  db: Db,
  sealer: Sealer,
  row: MailboxRow,
  isWorkedOn: (channel: LoadedChannel) => boolean,
): Promise<LoadedMailbox> {
  await channelKeysAtHand(db, sealer, [row])
  const channel = opened(sealer, row)
  return {
    channel,
    actions: row.acting && isWorkedOn(channel) ? await openActions(db, row.id) : [],
    waiting: row.waiting,
    heldUntil: row.heldUntil,
  }
}

type MailboxQuery = ReturnType<typeof compiled>

let text: MailboxQuery | undefined

/** Put together once, and not for each turn: a profile of idle turns showed it near the top. */
function mailboxQuery(db: Db, channelIds: readonly string[]): MailboxQuery {
  text ??= compiled(db)
  return { ...text, parameters: text.parameters.with(-1, channelIds) }
}

/**
 * The Channels' ids are the last parameter.
 *
 * Written so that PostgreSQL plans it once for a connection and well, also while it takes the tables for
 * small: `array(…)` hides how many ids there are, since it would plan a single one anew each time.
 * `offset 0` keeps it from looking at what waits in all Channels in order to tell of one, and the order
 * names the index by which it finds the Channel's own.
 */
function compiled(db: Db) {
  return channelQuery(db)
    .select([
      sql<boolean>`exists (select from ticket_actions a where a.channel_id = channels.id
        and a.state not in (${sql.join(SETTLED.map(sql.lit))}) order by a.id offset 0)`.as(
        'acting',
      ),
      sql<boolean>`exists (select from interactions i
          where i.channel_id = channels.id and ${READY} order by i.seq offset 0)
        or exists (select from revisions r cross join lateral (
            select i.state, i.ticket_id from interactions i
            where i.channel_id = r.channel_id and i.network_item_id = r.network_item_id offset 0) i
          where r.channel_id = channels.id and ${REVISION_READY} offset 0)`.as('waiting'),
      sql<Date | null>`(select min(held_until) from (
          select i.held_until from interactions i where i.channel_id = channels.id
            and i.state = 'stored' order by i.seq offset 0) held
        where held_until > now())`.as('heldUntil'),
    ])
    .where(sql<boolean>`channels.id = any(array(select unnest(${[]}::bigint[])))`)
    .compile()
}
