import type { TicketActionEvent } from '@hubward/socialhub';
import type { Parts } from '../parts.ts';
import { type Acceptance, type IncomingEvent } from '../store/ticket-actions.ts';
/**
 * Commits events. While one group is being committed, the events that arrive form the next one: under
 * load they share a round trip and an fsync, and without load nobody waits for anything.
 */
export declare class Acceptor {
    #private;
    constructor(parts: Parts);
    /** Resolves once the event is committed: acted upon soon, or kept for a Channel to come. */
    accept(incoming: IncomingEvent): Promise<Acceptance>;
}
/** All events of one request. */
export declare function acceptAll(acceptor: Acceptor, manifest: string, socialhubChannelId: string, events: readonly TicketActionEvent[]): Promise<readonly Acceptance[]>;
