import { type Kysely, sql } from 'kysely'
import type { Sealer } from '../tokens/sealer.ts'
import { channelQuery, type LoadedChannel, opened } from './channels.ts'
import type { Database } from './database.ts'
import { type OpenAction, openActions, SETTLED } from './ticket-actions.ts'

/** A Channel with what waits for it, as it was at one moment. */
export interface LoadedMailbox {
  readonly channel: LoadedChannel
  readonly actions: readonly OpenAction[]
  /** Whether an Interaction or a revision waits to be delivered. */
  readonly waiting: boolean
}

/**
 * Reads a Channel's mailbox in one statement, since most of them are empty most of the time. Ticket
 * Actions, which are rare, are read in a second one: they came before it or ring the Channel again.
 */
export async function loadMailbox(
  db: Kysely<Database>,
  sealer: Sealer,
  channelId: string,
): Promise<LoadedMailbox | undefined> {
  const { rows } = await db.executeQuery(mailboxQuery(db, channelId))
  const [row] = rows
  if (!row) return undefined
  return {
    channel: opened(sealer, row),
    actions: row.acting ? await openActions(db, channelId) : [],
    waiting: row.waiting,
  }
}

type MailboxQuery = ReturnType<typeof compiled>

let text: MailboxQuery | undefined

/** Put together once, and not for each turn: a profile of idle turns showed it near the top. */
function mailboxQuery(db: Kysely<Database>, channelId: string): MailboxQuery {
  text ??= compiled(db)
  return { ...text, parameters: text.parameters.with(-1, channelId) }
}

/** The Channel's id is the last parameter. */
function compiled(db: Kysely<Database>) {
  return channelQuery(db)
    .select([
      sql<boolean>`exists (select from ticket_actions a where a.channel_id = channels.id
        and a.state not in (${sql.join(SETTLED.map(sql.lit))}))`.as('acting'),
      sql<boolean>`exists (select from interactions i
          where i.channel_id = channels.id and i.state = 'stored')
        or exists (select from revisions r join interactions i using (channel_id, network_item_id)
          where r.channel_id = channels.id and r.state = 'stored' and i.ticket_id is not null)`.as(
        'waiting',
      ),
    ])
    .where('channels.id', '=', '0')
    .compile()
}
