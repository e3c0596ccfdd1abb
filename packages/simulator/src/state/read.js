import { actionTimeout } from './action-timeout.js';
import { ticketKey } from './state.js';
/** Questions to the state, for pages and routes. None of them changes anything. */
export function isReusable(manifest) {
    return manifest.name !== undefined;
}
/** The Manifests on every Customer's Channels Settings Page, by name. */
export function reusableManifests(state) {
    return Object.values(state.data.manifests)
        .filter(isReusable)
        .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
}
/** An Account's Channels, oldest first. */
export function channelsOf(state, accountId) {
    return Object.values(state.data.channels).filter((channel) => channel.accountId === accountId);
}
export function manifestOf(state, channel) {
    return state.data.manifests[channel.manifestId];
}
/** The first user of that role in an Account. */
export function userOf(state, accountId, role) {
    return Object.values(state.data.users).find((user) => user.accountId === accountId && user.role === role);
}
/** What the Inbox lists: newest first, without hidden Root-Tickets. */
export function inboxTickets(state, filter) {
    return Object.values(state.data.tickets)
        .filter((ticket) => !ticket.hidden &&
        ticket.accountId === filter.accountId &&
        ticket.status === filter.status &&
        (!filter.channelId || ticket.channelId === filter.channelId))
        .sort((a, b) => b.interaction.createdTime.localeCompare(a.interaction.createdTime));
}
/** A Ticket by what the Integration calls it. */
export function ticketByItem(state, channelId, networkItemId) {
    const id = state.ticketIdByItem.get(ticketKey(channelId, networkItemId));
    return id === undefined ? undefined : state.data.tickets[id];
}
/** The Root-Ticket of a Ticket's thread: itself where it names none. May be hidden. */
export function rootOf(state, ticket) {
    const { rootId } = ticket.interaction;
    if (rootId === undefined)
        return ticket;
    return ticketByItem(state, ticket.channelId, rootId) ?? ticket;
}
/**
 * The thread beside a Ticket, oldest first: its Root-Ticket (unless hidden) and every Ticket that
 * names the same root, Reply-Tickets among them.
 */
export function threadOf(state, ticket) {
    const root = rootOf(state, ticket);
    return Object.values(state.data.tickets)
        .filter((other) => other.channelId === ticket.channelId && !other.hidden)
        .filter((other) => other.id === root.id || rootOf(state, other).id === root.id)
        .sort((a, b) => a.interaction.createdTime.localeCompare(b.interaction.createdTime));
}
/** A Ticket's Followups, oldest first. */
export function followupsOf(state, ticketId) {
    return Object.values(state.data.followups).filter((followup) => followup.ticketId === ticketId);
}
/** What users asked for on a Ticket, oldest first: also shows how buttons and deletes went. */
export function ticketActionsOf(state, ticketId) {
    return Object.values(state.data.ticketActions).filter((action) => action.ticketId === ticketId);
}
export function interactorOf(state, ticket) {
    return ticket.interactorId === undefined ? undefined : state.data.interactors[ticket.interactorId];
}
/** Other Tickets of the same person, newest first. */
export function ticketsOfInteractor(state, interactorId) {
    return Object.values(state.data.tickets)
        .filter((ticket) => ticket.interactorId === interactorId && !ticket.hidden)
        .sort((a, b) => b.interaction.createdTime.localeCompare(a.interaction.createdTime));
}
export function actionsOn(state, ticket) {
    const channel = state.data.channels[ticket.channelId];
    const manifest = channel && manifestOf(state, channel);
    return (manifest?.inbox.ticketActions ?? []).map((action) => {
        const unavailable = whyUnavailable(state, ticket, action, channel);
        return unavailable === undefined ? { action } : { action, unavailable };
    });
}
function whyUnavailable(state, ticket, action, channel) {
    if (channel?.status !== 'active')
        return 'The Channel is deactivated.';
    if (ticket.hidden)
        return 'This Ticket only stands for the beginning of a thread.';
    if (ticket.deleted)
        return 'This Ticket was deleted.';
    const until = actionTimeout(action, ticket);
    if (until && until <= state.now())
        return `This was possible until ${until.toISOString()}.`;
    return undefined;
}
/** A label in a language, else in English; a bare string is all languages at once. */
export function labelText(label, language = 'en') {
    return typeof label === 'string' ? label : (label[language] ?? label.en);
}
