import { CHANNEL_STATES } from './channel.ts'
import { deliver } from './inbound/deliver.ts'
import { fetchMessages } from './inbound/fetch.ts'
import { Interrupted, type Lease } from './lease.ts'
import { workOnActions } from './outbound/work.ts'
import type { Parts } from './parts.ts'
import { ChannelStopped } from './socialhub.ts'
import { type LoadedChannel, loadCallChannel } from './store/channels.ts'
import { anyWaiting } from './store/interactions.ts'
import { type OpenAction, openActions } from './store/ticket-actions.ts'
import { confirmAccess } from './tokens/access.ts'
import { endGrant } from './tokens/end-grant.ts'

/** After this long a turn hands the Channel back, due at once, so that others get their place. */
const LONGEST_MS = 20_000
/** When a Channel whose plugin this host did not load is looked at again. */
const WITHOUT_PLUGIN_MS = 60_000

/** How a turn ends. */
export interface TurnResult {
  /** `turns.rung` as it was before the mailbox was last read. */
  readonly rungSeen: string
  /** Until the Channel is due again; undefined: when it is rung. */
  readonly nextInMs: number | undefined
}

/** What a Channel's mailbox holds at one moment. */
export interface Mailbox {
  readonly channel: LoadedChannel
  readonly actions: readonly OpenAction[]
  /** Whether an Interaction or a revision waits to be delivered. */
  readonly waiting: boolean
}

/**
 * One turn: does all that is due for a Channel, what people wait for first, reading its mailbox anew
 * after each piece of work.
 *
 *   confirm that it is disabled → Ticket Actions → deliver Tickets → fetch
 *
 * @param stopping aborts when the host stops: the piece of work at hand is finished, the rest left.
 */
export async function takeTurn(
  parts: Parts,
  lease: Lease,
  stopping: AbortSignal,
): Promise<TurnResult> {
  const began = performance.now()
  for (;;) {
    lease.listen()
    const mailbox = await readMailbox(parts, lease)
    if (!mailbox) return { rungSeen: '0', nextInMs: undefined }
    const { rung } = mailbox.channel
    if (stopping.aborted || performance.now() - began > LONGEST_MS) {
      return { rungSeen: rung, nextInMs: 0 }
    }
    if (!parts.integrations.has(mailbox.channel.integration)) {
      return { rungSeen: rung, nextInMs: WITHOUT_PLUGIN_MS }
    }
    try {
      const next = await workOnce(parts, lease, mailbox)
      if (next !== 'worked') return { rungSeen: rung, nextInMs: next.inMs }
    } catch (error) {
      if (!(error instanceof ChannelStopped || error instanceof Interrupted)) throw error
    }
  }
}

async function readMailbox(parts: Parts, lease: Lease): Promise<Mailbox | undefined> {
  const { db, sealer } = parts
  // The Channel first: its `rung` must be older than everything else that is read.
  const channel = await loadCallChannel(db, sealer, lease.channelId)
  if (!channel) return undefined
  const idle = !CHANNEL_STATES[channel.state].works && channel.state !== 'needs-authentication'
  if (idle) return { channel, actions: [], waiting: false }
  const [actions, waiting] = await Promise.all([
    openActions(db, channel.id),
    anyWaiting(db, channel.id),
  ])
  return { channel, actions, waiting }
}

/** The most urgent piece of work; or, when nothing is due, until when that is so. */
async function workOnce(
  parts: Parts,
  lease: Lease,
  mailbox: Mailbox,
): Promise<'worked' | { readonly inMs: number | undefined }> {
  const { channel, actions, waiting } = mailbox
  const { works, tokenLives } = CHANNEL_STATES[channel.state]
  if (channel.checkAccess && tokenLives) return await confirmAccess(parts, lease, channel)
  if (!works) {
    if (channel.state === 'needs-authentication') return await endGrant(parts, lease, mailbox)
    return { inMs: undefined }
  }
  if (await workOnActions(parts, lease, channel, actions)) return 'worked'
  const now = channel.now.getTime()
  if (waiting && channel.deliverAfter.getTime() <= now) {
    if (await deliver(parts, lease, channel)) return 'worked'
  }
  if (channel.fetchDueAt.getTime() <= now) {
    await fetchMessages(parts, lease, channel)
    return 'worked'
  }
  const next = [
    channel.fetchDueAt.getTime() - now,
    ...(waiting ? [channel.deliverAfter.getTime() - now] : []),
    ...actions.map((action) => action.dueInMs),
  ]
  // At least a moment: own messages may wait for a reply that is still uncertain.
  return { inMs: Math.max(50, Math.min(...next.filter((ms) => ms > 0))) }
}
