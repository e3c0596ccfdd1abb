import type { Ticket, TicketActionEntry } from './model.ts';
/**
 * Milliseconds of a duration as the npm module juration writes them ("24h", "1 day 2 hours");
 * `undefined` where it is none. A bare number is seconds.
 */
export declare function durationMs(text: string): number | undefined;
/** Until when an action may be used on a Ticket; `undefined`: for ever. */
export declare function actionTimeout(action: TicketActionEntry, ticket: Ticket): Date | undefined;
