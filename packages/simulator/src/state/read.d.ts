import type { Channel, Followup, Interactor, Label, Manifest, Ticket, TicketAction, TicketActionEntry, User } from './model.ts';
import { type State } from './state.ts';
/** Questions to the state, for pages and routes. None of them changes anything. */
export declare function isReusable(manifest: Manifest): boolean;
/** The Manifests on every Customer's Channels Settings Page, by name. */
export declare function reusableManifests(state: State): Manifest[];
/** An Account's Channels, oldest first. */
export declare function channelsOf(state: State, accountId: string): Channel[];
export declare function manifestOf(state: State, channel: Channel): Manifest | undefined;
/** The first user of that role in an Account. */
export declare function userOf(state: State, accountId: string, role: User['role']): User | undefined;
/** What the Inbox lists: newest first, without hidden Root-Tickets. */
export declare function inboxTickets(state: State, filter: {
    accountId: string;
    status: Ticket['status'];
    channelId?: string;
}): Ticket[];
/** A Ticket by what the Integration calls it. */
export declare function ticketByItem(state: State, channelId: string, networkItemId: string): Ticket | undefined;
/** The Root-Ticket of a Ticket's thread: itself where it names none. May be hidden. */
export declare function rootOf(state: State, ticket: Ticket): Ticket;
/**
 * The thread beside a Ticket, oldest first: its Root-Ticket (unless hidden) and every Ticket that
 * names the same root, Reply-Tickets among them.
 */
export declare function threadOf(state: State, ticket: Ticket): Ticket[];
/** A Ticket's Followups, oldest first. */
export declare function followupsOf(state: State, ticketId: string): Followup[];
/** What users asked for on a Ticket, oldest first: also shows how buttons and deletes went. */
export declare function ticketActionsOf(state: State, ticketId: string): TicketAction[];
export declare function interactorOf(state: State, ticket: Ticket): Interactor | undefined;
/** Other Tickets of the same person, newest first. */
export declare function ticketsOfInteractor(state: State, interactorId: string): Ticket[];
/** An action of the Manifest as the Inbox shows it on one Ticket. */
export interface ActionOnTicket {
    action: TicketActionEntry;
    /** A sentence, where the action can't be used on this Ticket now. */
    unavailable?: string;
}
export declare function actionsOn(state: State, ticket: Ticket): ActionOnTicket[];
/** A label in a language, else in English; a bare string is all languages at once. */
export declare function labelText(label: Label, language?: 'en' | 'de' | 'fr'): string;
