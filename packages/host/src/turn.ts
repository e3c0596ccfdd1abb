import { noteGone } from './availability.ts'
import type { HostContext } from './host-context.ts'
import { Interrupted, type Lease } from './lease.ts'
import { readMailbox } from './mailbox.ts'
import type { SharedStatements } from './shared-statements.ts'
import { ChannelStopped } from './socialhub.ts'
import { nextWork } from './turn-order.ts'

/** After this long a turn hands the Channel back, due at once, so that others get their place. */
const LONGEST_MS = 20_000
/** When a Channel whose plugin this host did not load is looked at again. */
const WITHOUT_PLUGIN_MS = 60_000
/** The same while this host still reads the code of plugins. */
const WHILE_READING_MS = 2_000
/** No Channel is due again sooner, where nothing is due now. */
const SOONEST_MS = 50

/** What a turn needs to know of its host and of the turns beside it. */
export interface TurnContext {
  readonly statements: SharedStatements
  /** Aborts when the host stops: the piece of work at hand is finished, the rest left. */
  readonly stopping: AbortSignal
  /** How many turns this host has given, this one included. */
  readonly turns: () => number
  /** Whether a Ticket Action rang before the turn began. */
  readonly peopleWait: boolean
  /** Whether the place is wanted back once nobody waits for what is done. */
  readonly makesWay: () => boolean
  /** For how long the Channel had been due when its turn began. */
  readonly overdueMs: number
}

/** How a turn ends. */
export interface TurnResult {
  /** `turns.rung` as it was before the mailbox was last read. */
  readonly rungSeen: string
  /** Until the Channel is due again; undefined: when it is rung. */
  readonly nextInMs: number | undefined
}

/**
 * One turn: does what is due for a Channel in the order of `TURN_ORDER`, reading its mailbox anew after
 * each piece of work, until nothing is due any more.
 */
export async function takeTurn(
  context: HostContext,
  lease: Lease,
  turn: TurnContext,
): Promise<TurnResult> {
  const { statements, stopping, turns, makesWay, overdueMs } = turn
  let peopleWait = turn.peopleWait
  const began = performance.now()
  for (;;) {
    lease.listen()
    const mailbox = await readMailbox(context, statements, lease.channelId, peopleWait)
    if (!mailbox) return { rungSeen: '0', nextInMs: undefined }
    if (!('times' in mailbox)) {
      const { unread } = context.availability
      if (mailbox.isActive) noteGone(context.availability, mailbox.integration)
      const nextInMs = unread.size > 0 ? WHILE_READING_MS : WITHOUT_PLUGIN_MS
      return { rungSeen: mailbox.rung, nextInMs }
    }
    lease.names = mailbox.channel.names
    const readAt = performance.now()
    const rungSeen = mailbox.channel.rung
    if (stopping.aborted || readAt - began > LONGEST_MS) return { rungSeen, nextInMs: 0 }
    const { work, inMs } = nextWork(mailbox)
    if (!work) return { rungSeen, nextInMs: soonest(inMs) }
    // The Channel keeps its place in the order of those that wait.
    if (!work.peopleWait && makesWay()) return { rungSeen, nextInMs: -overdueMs }
    try {
      const again = await work.do({ context, lease, mailbox, statements, turns: turns() })
      // Most fetches bring nothing. Then the mailbox is as it was read: whoever put something into it
      // since has rung, which the release will see.
      if (!again || lease.rung) continue
      const others = nextWork(mailbox, work)
      if (others.work) continue
      const restInMs = others.inMs - (performance.now() - readAt)
      return { rungSeen, nextInMs: soonest(Math.min(again.inMs, restInMs)) }
    } catch (error) {
      if (!(error instanceof ChannelStopped || error instanceof Interrupted)) throw error
      peopleWait ||= error instanceof Interrupted
    }
  }
}

function soonest(inMs: number): number | undefined {
  return Number.isFinite(inMs) ? Math.max(SOONEST_MS, inMs) : undefined
}
