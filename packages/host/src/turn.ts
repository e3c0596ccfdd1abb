import { CHANNEL_STATES } from './channel.ts'
import { handOver } from './custom/hand-over.ts'
import { deliver } from './inbound/deliver.ts'
import { fetchMessages } from './inbound/fetch.ts'
import { reconcileInMs } from './inbound/recent-pace.ts'
import { reconcile } from './inbound/reconcile.ts'
import { Interrupted, type Lease } from './lease.ts'
import { isTooLate } from './outbound/declared-action.ts'
import { workOnActions } from './outbound/work.ts'
import type { Parts } from './parts.ts'
import { ChannelStopped } from './socialhub.ts'
import type { LoadedChannel } from './store/channels.ts'
import { openMailbox } from './store/mailbox.ts'
import type { OpenAction } from './store/ticket-actions.ts'
import type { Together } from './together.ts'
import { confirmAccess } from './tokens/access.ts'
import { endGrant } from './tokens/end-grant.ts'
import { type Gate, gateOf, held } from './tokens/gate.ts'
import { refresh } from './tokens/refresh.ts'
import { subscribe } from './tokens/subscribe.ts'
import { tellExpiration } from './tokens/tell-expiration.ts'

/** After this long a turn hands the Channel back, due at once, so that others get their place. */
const LONGEST_MS = 20_000
/** When a Channel whose plugin this host did not load is looked at again. */
const WITHOUT_PLUGIN_MS = 60_000

/** What a turn needs to know of those beside it. */
export interface Beside {
  readonly together: Together
  /** Aborts when the host stops: the piece of work at hand is finished, the rest left. */
  readonly stopping: AbortSignal
  /** How many turns this host has given, this one included. */
  readonly turns: () => number
  /** Whether the place is wanted back once the Ticket Actions are done. */
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

/** What a Channel's mailbox holds at one moment. */
export interface Mailbox {
  readonly channel: LoadedChannel
  readonly actions: readonly OpenAction[]
  /** Whether an Interaction or a revision waits to be delivered. */
  readonly waiting: boolean
  /** When the Network and SocialHub may be asked, and what the grant needs. */
  readonly gate: Gate
}

/**
 * One turn: does all that is due for a Channel, what people wait for first, reading its mailbox anew
 * after each piece of work.
 *
 *   confirm that it is disabled → Ticket Actions → refresh the grant → deliver Tickets
 *     → tell SocialHub when the grant runs out → subscribe → fetch → compare with what is listed again
 */
export async function takeTurn(parts: Parts, lease: Lease, beside: Beside): Promise<TurnResult> {
  const began = performance.now()
  for (;;) {
    lease.listen()
    const mailbox = await readMailbox(parts, lease, beside.together)
    if (!mailbox) return { rungSeen: '0', nextInMs: undefined }
    if (!('gate' in mailbox)) return { rungSeen: mailbox.rung, nextInMs: WITHOUT_PLUGIN_MS }
    const { rung } = mailbox.channel
    if (beside.stopping.aborted || performance.now() - began > LONGEST_MS) {
      return { rungSeen: rung, nextInMs: 0 }
    }
    try {
      const next = await workOnce(parts, lease, mailbox, beside)
      if (next !== 'worked') return { rungSeen: rung, nextInMs: next.inMs }
    } catch (error) {
      if (!(error instanceof ChannelStopped || error instanceof Interrupted)) throw error
    }
  }
}

/** @returns no more than `rung` where this host did not load the plugin; undefined: no such Channel. */
async function readMailbox(
  parts: Parts,
  lease: Lease,
  together: Together,
): Promise<Mailbox | { readonly rung: string } | undefined> {
  const { db, sealer, integrations } = parts
  const row = await together.readMailbox(lease.channelId)
  if (!row) return undefined
  const { channel, actions, waiting } = await openMailbox(db, sealer, row)
  const plugin = integrations.get(channel.integration)?.plugin
  if (!plugin) return { rung: channel.rung }
  const gate = gateOf(channel, plugin)
  const idle = !CHANNEL_STATES[channel.state].works && channel.state !== 'needs-authentication'
  if (idle) return { channel, actions: [], waiting: false, gate }
  const letThrough = held(actions, gate, (action) => isTooLate(plugin, channel, action))
  return { channel, actions: letThrough, waiting, gate }
}

/** The most urgent piece of work; or, when nothing is due, until when that is so. */
async function workOnce(
  parts: Parts,
  lease: Lease,
  mailbox: Mailbox,
  { together, turns, makesWay, overdueMs }: Beside,
): Promise<'worked' | { readonly inMs: number | undefined }> {
  const { channel, actions, waiting, gate } = mailbox
  const { works, tokenLives } = CHANNEL_STATES[channel.state]
  // What we had SocialHub deactivate ourselves needs no confirmation, and has no token to ask with.
  if (channel.checkAccess && tokenLives && channel.toldAt === null) {
    if (gate.socialhubInMs > 0) return { inMs: gate.socialhubInMs }
    return await confirmAccess(parts, lease, channel)
  }
  if (!works) {
    const next =
      channel.state === 'needs-authentication'
        ? await endGrant(parts, lease, mailbox)
        : { inMs: undefined }
    const moves = channel.movesTo !== null && channel.state !== 'paused'
    return moves && next !== 'worked' && next.inMs === undefined
      ? await handOver(parts, lease, mailbox)
      : next
  }
  if (await workOnActions(parts, lease, channel, actions)) return 'worked'
  // The Channel keeps its place in the order of those that wait.
  if (makesWay()) return { inMs: -overdueMs }
  if (gate.refreshInMs === 0) {
    await refresh(parts, lease, channel)
    return 'worked'
  }
  const now = channel.now.getTime()
  const deliverInMs = Math.max(channel.deliverAfter.getTime() - now, gate.socialhubInMs)
  if (waiting && deliverInMs <= 0) {
    if (await deliver(parts, lease, channel, turns())) return 'worked'
  }
  if (channel.movesTo !== null) return await handOver(parts, lease, mailbox)
  if (gate.expirationInMs === 0) {
    await tellExpiration(parts, lease, channel)
    return 'worked'
  }
  if (gate.subscribeInMs === 0) {
    await subscribe(parts, lease, channel)
    return 'worked'
  }
  const compareInMs = reconcileInMs(parts, channel, gate.networkInMs)
  const others = [
    compareInMs,
    gate.refreshInMs,
    gate.expirationInMs,
    gate.subscribeInMs,
    ...(waiting ? [deliverInMs] : []),
    ...actions.map((action) => action.dueInMs),
  ]
  const fetchInMs = Math.max(channel.fetchDueAt.getTime() - now, gate.networkInMs)
  if (fetchInMs <= 0) {
    const began = performance.now()
    const again = await fetchMessages(parts, lease, channel, together)
    // Most fetches bring nothing. Then the mailbox is as it was read: whoever put something into it
    // since has rung, which the release will see.
    if (again === undefined || compareInMs <= 0 || lease.rung) return 'worked'
    const tookMs = performance.now() - began
    return { inMs: soonest([again.inMs, ...others.map((ms) => ms - tookMs)]) }
  }
  if (compareInMs <= 0) {
    await reconcile(parts, lease, channel)
    return 'worked'
  }
  return { inMs: soonest([fetchInMs, ...others.filter((ms) => ms > 0)]) }
}

/** At least a moment: own messages may wait for a reply that is still uncertain. */
function soonest(inMs: readonly number[]): number {
  return Math.max(50, Math.min(...inMs))
}
