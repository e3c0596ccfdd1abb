import type { Channel, Interactor, Manifest, Ticket } from '../../state/model.ts'
import { inboxTickets, interactorOf, manifestOf } from '../../state/read.ts'
import type { State } from '../../state/state.ts'

export const inboxViews = { inbox: 'Open', done: 'Done' } as const
export type InboxView = keyof typeof inboxViews

/** A Ticket with what stands around it. */
export interface TicketInContext {
  ticket: Ticket
  channel: Channel | undefined
  manifest: Manifest | undefined
  interactor: Interactor | undefined
}

/** The Account's Tickets, newest first; Reply-Tickets stand in their threads only. */
export function listTickets(state: State, accountId: string, view: InboxView): TicketInContext[] {
  return inboxTickets(state, { accountId, status: view })
    .filter(({ followupToId }) => !followupToId)
    .map((ticket) => inContext(state, ticket))
}

/** The Account's Ticket, unless it is a hidden Root-Ticket. */
export function findTicket(
  state: State,
  accountId: string,
  ticketId: string,
): TicketInContext | undefined {
  const ticket = state.data.tickets[ticketId]
  if (!ticket || ticket.accountId !== accountId || ticket.hidden) return undefined
  return inContext(state, ticket)
}

export function inContext(state: State, ticket: Ticket): TicketInContext {
  const channel = state.data.channels[ticket.channelId]
  return {
    ticket,
    channel,
    manifest: channel && manifestOf(state, channel),
    interactor: interactorOf(state, ticket),
  }
}

/** Written on behalf of the Channel itself: a Reply-Ticket, or the Customer's own post. */
export function isOwn({ ticket, channel, interactor }: TicketInContext): boolean {
  if (ticket.followupToId) return true
  return !!channel?.networkId && interactor?.networkInteractorId === channel.networkId
}

/** Who wrote it, for people. */
export function authorName(found: TicketInContext): string {
  if (found.interactor) return found.interactor.name
  return isOwn(found) ? (found.channel?.name ?? 'This Channel') : 'Unknown'
}
