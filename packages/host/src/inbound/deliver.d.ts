import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
/**
 * Turns waiting Interactions into Tickets: those of one thread in their order, threads side by side.
 * Gives way after each Ticket to a Ticket Action that came in.
 *
 * @returns whether anything was done: false when all that waits has to wait longer.
 */
export declare function deliver(parts: Parts, lease: Lease, channel: LoadedChannel): Promise<boolean>;
