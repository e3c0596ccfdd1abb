import type { ChannelState } from './channel.ts'
import { handOver, handOverInMs } from './custom/move.ts'
import { isUnperformed } from './delivery.ts'
import type { HostContext } from './host-context.ts'
import { deliver } from './inbound/deliver.ts'
import { fetchMessages } from './inbound/fetch.ts'
import { reconcileInMs } from './inbound/recent-pace.ts'
import { reconcile } from './inbound/reconcile.ts'
import type { Lease } from './lease.ts'
import type { Mailbox } from './mailbox.ts'
import { giveUpUnperformed } from './outbound/give-up.ts'
import { nextAction } from './outbound/next-action.ts'
import { workOnActions } from './outbound/work.ts'
import type { SharedStatements } from './shared-statements.ts'
import { confirmAccess } from './tokens/access.ts'
import { checkToken } from './tokens/check-token.ts'
import { refresh } from './tokens/refresh.ts'
import { subscribe } from './tokens/subscribe.ts'
import { tellExpiration } from './tokens/tell-expiration.ts'
import { tellGrantEnded } from './tokens/tell-grant-ended.ts'

/** What a piece of work is given. */
export interface AtWork {
  readonly context: HostContext
  readonly lease: Lease
  readonly mailbox: Mailbox
  readonly statements: SharedStatements
  /** How many turns this host has given, this one included. */
  readonly turns: number
}

/** One kind of work that a turn does. */
export interface Work {
  readonly name: string
  /** In which states of the Channel. */
  readonly states: readonly ChannelState[]
  /**
   * In how many milliseconds it is due, 0 or less: now. Infinity: not before something else has
   * happened. Undefined: there is nothing of it to do.
   */
  readonly dueInMs: (mailbox: Mailbox) => number | undefined
  /**
   * Does it, or a part of it after which a Ticket Action may have its turn.
   *
   * @returns when it is due again, where nothing else has changed for the Channel.
   */
  readonly do: (work: AtWork) => Promise<void> | Promise<{ readonly inMs: number } | undefined>
  /** Nobody's place is wanted back before it is done: people wait for it. */
  readonly peopleWait?: true
  /** As long as there is something of it to do, due or not, nothing below is done. */
  readonly holdsBack?: true
}

/** What a turn does, in this order: what people wait for first. A new kind of work is one row. */
export const TURN_ORDER: readonly Work[] = [
  {
    name: 'Ask SocialHub whether the Channel is really disabled',
    states: ['active', 'needs-authentication', 'paused'],
    // What we had SocialHub deactivate ourselves needs no confirmation, and has no token to ask with.
    dueInMs: ({ channel, times }) =>
      channel.checkAccess && channel.toldAt === null ? times.socialhubInMs : undefined,
    do: ({ context, lease, mailbox }) => confirmAccess(context, lease, mailbox.channel),
    peopleWait: true,
    holdsBack: true,
  },
  {
    name: 'Give up the Ticket Actions of a grant or a Channel that ended',
    states: ['needs-authentication', 'ended'],
    dueInMs: ({ actions }) => (actions.some(({ state }) => isUnperformed(state)) ? 0 : undefined),
    do: ({ lease, mailbox }) => giveUpUnperformed(lease, mailbox.channel, mailbox.actions),
    peopleWait: true,
  },
  {
    name: 'Take a Ticket Action one step further',
    states: ['active', 'needs-authentication', 'ended'],
    dueInMs: ({ actions }) => nextAction(actions)?.dueInMs,
    do: ({ context, lease, mailbox }) =>
      workOnActions(context, lease, mailbox.channel, mailbox.actions),
    peopleWait: true,
  },
  {
    name: 'Have SocialHub tell the Customer that the grant or the Channel ended',
    states: ['needs-authentication', 'ended'],
    dueInMs: ({ channel, actions, times }) =>
      channel.manifestKind === 'reusable' && channel.toldAt === null && actions.length === 0
        ? times.socialhubInMs
        : undefined,
    do: ({ context, lease, mailbox }) => tellGrantEnded(context, lease, mailbox.channel),
  },
  {
    name: 'Refresh the grant',
    states: ['active'],
    dueInMs: ({ times }) => times.refreshInMs,
    do: ({ context, lease, mailbox }) => refresh(context, lease, mailbox.channel),
  },
  {
    name: 'Deliver Tickets, edits and deletions',
    states: ['active'],
    dueInMs: ({ channel, waiting, heldUntil, times }) => {
      if (!waiting && heldUntil === null) return undefined
      const readyInMs = waiting || heldUntil === null ? 0 : inMs(heldUntil, channel)
      return Math.max(readyInMs, inMs(channel.deliverAfter, channel), times.socialhubInMs)
    },
    do: ({ context, lease, mailbox, turns }) => deliver(context, lease, mailbox.channel, turns),
  },
  {
    name: 'Hand a Custom Channel over to its successor',
    states: ['active', 'needs-authentication', 'disabled', 'revoked'],
    dueInMs: handOverInMs,
    do: ({ context, lease, mailbox }) => handOver(context, lease, mailbox.channel),
    holdsBack: true,
  },
  {
    name: 'Tell SocialHub when the grant runs out',
    states: ['active'],
    dueInMs: ({ times }) => times.expirationInMs,
    do: ({ context, lease, mailbox }) => tellExpiration(context, lease, mailbox.channel),
  },
  {
    name: 'Ask the Network to push',
    states: ['active'],
    dueInMs: ({ times }) => times.subscribeInMs,
    do: ({ context, lease, mailbox }) => subscribe(context, lease, mailbox.channel),
  },
  {
    name: 'Fetch',
    states: ['active'],
    dueInMs: ({ channel, times }) => Math.max(inMs(channel.fetchDueAt, channel), times.networkInMs),
    do: ({ context, lease, mailbox, statements }) =>
      fetchMessages(context, lease, mailbox.channel, statements),
  },
  {
    name: 'Compare with what the Network lists again',
    states: ['active'],
    dueInMs: ({ channel, plugin, times }) => reconcileInMs(channel, plugin, times.networkInMs),
    do: ({ context, lease, mailbox }) => reconcile(context, lease, mailbox.channel),
  },
  {
    name: 'Ask SocialHub whether it still takes the Access Token',
    states: ['active'],
    dueInMs: ({ channel, times }) =>
      channel.tokenCheckAt === null
        ? 0
        : Math.max(inMs(channel.tokenCheckAt, channel), times.socialhubInMs),
    do: ({ context, lease, mailbox }) => checkToken(context, lease, mailbox.channel),
  },
]

/** What is due first; where nothing is, when something will be. */
export interface Next {
  readonly work?: Work
  readonly inMs: number
}

/** @param except a kind of work that is left out. */
export function nextWork(mailbox: Mailbox, except?: Work): Next {
  let soonestInMs = Number.POSITIVE_INFINITY
  for (const work of TURN_ORDER) {
    if (work === except || !work.states.includes(mailbox.channel.state)) continue
    const dueInMs = work.dueInMs(mailbox)
    if (dueInMs === undefined) continue
    if (dueInMs <= 0) return { work, inMs: 0 }
    soonestInMs = Math.min(soonestInMs, dueInMs)
    if (work.holdsBack) break
  }
  return { inMs: soonestInMs }
}

function inMs(time: Date, { now }: { readonly now: Date }): number {
  return time.getTime() - now.getTime()
}
