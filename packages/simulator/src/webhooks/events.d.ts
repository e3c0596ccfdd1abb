import type { Channel, TicketAction } from '../state/model.ts';
import type { State } from '../state/state.ts';
/** One event on its way to an Integration; a webhook request carries exactly one. */
export interface OutgoingEvent {
    channelId: string;
    list: 'ticket_action' | 'channel_action';
    event: {
        uuid: string;
        time: number;
        [key: string]: unknown;
    };
    /** The Ticket Action whose fate hangs on it. */
    ticketActionId?: string;
}
/** The event of a Ticket Action. The keys stand in the order of recorded requests. */
export declare function eventOf(state: State, action: TicketAction): OutgoingEvent;
export declare function channelDisabledEvent(channel: Channel, time: Date): OutgoingEvent;
/** The body of a webhook request: compact JSON. Without an event it is the test request's. */
export declare function webhookBody(channel: Channel, outgoing?: OutgoingEvent): string;
