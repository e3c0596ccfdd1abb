import { Grouping } from './grouping.ts'
import type { Sealer } from './sealing/sealer.ts'
import { channelKeysAtHand } from './store/channels.ts'
import type { Db } from './store/database.ts'
import { type ClaimedProgress, type FetchProgress, storeProgress } from './store/fetching.ts'
import type { ChannelId } from './store/ids.ts'
import { type MailboxRow, readMailboxes } from './store/mailbox.ts'
import { type Claimed, type EndedTurn, LeaseLostError, releaseTurns } from './store/turns.ts'

/** The most turns that share a statement. */
const MOST_IN_A_STATEMENT = 200

/**
 * What turns ask of PostgreSQL at the same moment, in one statement for all: most of them find nothing,
 * store that they found nothing, and end.
 */
export class SharedStatements {
  readonly #db: Db
  readonly #holder: string
  readonly #mailboxes: Grouping<string, { readonly row: MailboxRow | undefined }>
  /** Of Channels where a Ticket Action waits: they don't queue behind a large group of quiet ones. */
  readonly #mailboxesOfPeople: Grouping<string, { readonly row: MailboxRow | undefined }>
  readonly #progress: Grouping<ClaimedProgress, boolean>
  readonly #endings: Grouping<EndedTurn, true>

  constructor(db: Db, sealer: Sealer, holder: string) {
    this.#db = db
    this.#holder = holder
    const read = async (channelIds: readonly string[]) => {
      const found = await readMailboxes(db, channelIds)
      await channelKeysAtHand(db, sealer, found)
      const rows = new Map(found.map((row) => [row.id, row]))
      return channelIds.map((id) => ({ row: rows.get(id) }))
    }
    this.#mailboxes = new Grouping(read, MOST_IN_A_STATEMENT)
    this.#mailboxesOfPeople = new Grouping(read, MOST_IN_A_STATEMENT)
    this.#progress = new Grouping(async (given) => {
      const stored = await storeProgress(db, holder, given, 'leave')
      return given.map(({ claimed }) => stored.has(claimed.channelId))
    }, MOST_IN_A_STATEMENT)
    this.#endings = new Grouping(async (ended) => {
      await releaseTurns(db, holder, ended)
      return ended.map(() => true)
    }, MOST_IN_A_STATEMENT)
  }

  /** Undefined: there is no such Channel any more. */
  async readMailbox(channelId: ChannelId, peopleWait: boolean): Promise<MailboxRow | undefined> {
    const group = peopleWait ? this.#mailboxesOfPeople : this.#mailboxes
    return (await group.add(channelId)).row
  }

  /**
   * A Channel that somebody else writes to is left out of its group, which does not wait for it.
   *
   * @throws LeaseLostError
   */
  async storeProgress(claimed: Claimed, progress: FetchProgress): Promise<void> {
    const one = { claimed, progress }
    if (await this.#progress.add(one)) return
    const { channelId } = claimed
    const stored = await storeProgress(this.#db, this.#holder, [one], 'wait')
    if (!stored.has(channelId)) throw new LeaseLostError(channelId)
  }

  async end(ended: EndedTurn): Promise<void> {
    await this.#endings.add(ended)
  }
}
