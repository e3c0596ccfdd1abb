import type { TicketCreation, TicketUpdate } from '@hubward/socialhub';
import type { Channel, StoredInteraction, Ticket } from './model.ts';
import { type State } from './state.ts';
/** `POST /inbox/tickets` */
export declare function createTicket(state: State, channel: Channel, { interaction }: TicketCreation): Ticket;
/** `PATCH /inbox/tickets/:ticketId`. `reset` moves it from Done back into the Inbox. */
export declare function updateTicket(state: State, channel: Channel, ticketId: string, update: TicketUpdate, reset: boolean): Ticket;
/** A Ticket that answers another, made by `replies/:followupId/success`. */
export declare function createReplyTicket(state: State, channel: Channel, answered: Ticket, interaction: Pick<StoredInteraction, 'networkItemId'> & Partial<StoredInteraction>): Ticket;
/** The Channel's own Ticket, or 404: a token opens no other Channel's. */
export declare function ticketOfChannel(state: State, channel: Channel, ticketId: string): Ticket;
export declare function ticketById(state: State, ticketId: string): Ticket;
export declare function changeTicket(state: State, ticketId: string, change: Partial<Pick<Ticket, 'status' | 'unread' | 'deleted'>>): Ticket;
