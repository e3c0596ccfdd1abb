import type { ActionReset, ReplySuccess } from '@hubward/socialhub';
import type { Channel, Ticket, TicketAction } from './model.ts';
import { type State } from './state.ts';
/**
 * `POST …/replies/:followupId/success`: the reply is on the Network. Returns the Reply-Ticket.
 * Counts for a Followup that was reset before, too: what is published can't fail any more.
 */
export declare function confirmReply(state: State, channel: Channel, ids: {
    ticketId: string;
    followupId: string;
}, { interaction }: ReplySuccess): Ticket;
/** `POST …/reset/:actionId`: the action failed. Returns the Ticket, back in the Inbox. */
export declare function resetAction(state: State, channel: Channel, ids: {
    ticketId: string;
    actionId: string;
}, { followupId, reason }: ActionReset): Ticket;
/** What became of a Ticket Action. */
export declare function settle(state: State, action: TicketAction, status: TicketAction['status'], reason?: string): TicketAction;
