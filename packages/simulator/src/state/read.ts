import { actionTimeout } from './action-timeout.ts'
import type {
  Channel,
  Followup,
  Interactor,
  Label,
  Manifest,
  Ticket,
  TicketAction,
  TicketActionEntry,
  User,
} from './model.ts'
import { type State, ticketKey } from './state.ts'

/** Questions to the state, for pages and routes. None of them changes anything. */

export function isReusable(manifest: Manifest): boolean {
  return manifest.name !== undefined
}

/** The Manifests on every Customer's Channels Settings Page, by name. */
export function reusableManifests(state: State): Manifest[] {
  return Object.values(state.data.manifests)
    .filter(isReusable)
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
}

/** An Account's Channels, oldest first. */
export function channelsOf(state: State, accountId: string): Channel[] {
  return Object.values(state.data.channels).filter((channel) => channel.accountId === accountId)
}

export function manifestOf(state: State, channel: Channel): Manifest | undefined {
  return state.data.manifests[channel.manifestId]
}

/** The first user of that role in an Account. */
export function userOf(state: State, accountId: string, role: User['role']): User | undefined {
  return Object.values(state.data.users).find(
    (user) => user.accountId === accountId && user.role === role,
  )
}

/** What the Inbox lists: newest first, without hidden Root-Tickets. */
export function inboxTickets(
  state: State,
  filter: { accountId: string; status: Ticket['status']; channelId?: string },
): Ticket[] {
  return Object.values(state.data.tickets)
    .filter(
      (ticket) =>
        !ticket.hidden &&
        ticket.accountId === filter.accountId &&
        ticket.status === filter.status &&
        (!filter.channelId || ticket.channelId === filter.channelId),
    )
    .sort((a, b) => b.interaction.createdTime.localeCompare(a.interaction.createdTime))
}

/** A Ticket by what the Integration calls it. */
export function ticketByItem(
  state: State,
  channelId: string,
  networkItemId: string,
): Ticket | undefined {
  const id = state.ticketIdByItem.get(ticketKey(channelId, networkItemId))
  return id === undefined ? undefined : state.data.tickets[id]
}

/** The Root-Ticket of a Ticket's thread: itself where it names none. May be hidden. */
export function rootOf(state: State, ticket: Ticket): Ticket {
  const { rootId } = ticket.interaction
  if (rootId === undefined) return ticket
  return ticketByItem(state, ticket.channelId, rootId) ?? ticket
}

/**
 * The thread beside a Ticket, oldest first: its Root-Ticket (unless hidden) and every Ticket that
 * names the same root, Reply-Tickets among them.
 */
export function threadOf(state: State, ticket: Ticket): Ticket[] {
  const root = rootOf(state, ticket)
  return Object.values(state.data.tickets)
    .filter((other) => other.channelId === ticket.channelId && !other.hidden)
    .filter((other) => other.id === root.id || rootOf(state, other).id === root.id)
    .sort((a, b) => a.interaction.createdTime.localeCompare(b.interaction.createdTime))
}

/** A Ticket's Followups, oldest first. */
export function followupsOf(state: State, ticketId: string): Followup[] {
  return Object.values(state.data.followups).filter((followup) => followup.ticketId === ticketId)
}

/** What users asked for on a Ticket, oldest first: also shows how buttons and deletes went. */
export function ticketActionsOf(state: State, ticketId: string): TicketAction[] {
  return Object.values(state.data.ticketActions).filter((action) => action.ticketId === ticketId)
}

export function interactorOf(state: State, ticket: Ticket): Interactor | undefined {
  return ticket.interactorId === undefined ? undefined : state.data.interactors[ticket.interactorId]
}

/** Other Tickets of the same person, newest first. */
export function ticketsOfInteractor(state: State, interactorId: string): Ticket[] {
  return Object.values(state.data.tickets)
    .filter((ticket) => ticket.interactorId === interactorId && !ticket.hidden)
    .sort((a, b) => b.interaction.createdTime.localeCompare(a.interaction.createdTime))
}

/** An action of the Manifest as the Inbox shows it on one Ticket. */
export interface ActionOnTicket {
  action: TicketActionEntry
  /** A sentence, where the action can't be used on this Ticket now. */
  unavailable?: string
}

export function actionsOn(state: State, ticket: Ticket): ActionOnTicket[] {
  const channel = state.data.channels[ticket.channelId]
  const manifest = channel && manifestOf(state, channel)
  return (manifest?.inbox.ticketActions ?? []).map((action) => {
    const unavailable = whyUnavailable(state, ticket, action, channel)
    return unavailable === undefined ? { action } : { action, unavailable }
  })
}

function whyUnavailable(
  state: State,
  ticket: Ticket,
  action: TicketActionEntry,
  channel: Channel | undefined,
): string | undefined {
  if (channel?.status !== 'active') return 'The Channel is deactivated.'
  if (ticket.hidden) return 'This Ticket only stands for the beginning of a thread.'
  if (ticket.deleted) return 'This Ticket was deleted.'
  const until = actionTimeout(action, ticket)
  if (until && until <= state.now()) return `This was possible until ${until.toISOString()}.`
  return undefined
}

/** A label in a language, else in English; a bare string is all languages at once. */
export function labelText(label: Label, language: 'en' | 'de' | 'fr' = 'en'): string {
  return typeof label === 'string' ? label : (label[language] ?? label.en)
}
