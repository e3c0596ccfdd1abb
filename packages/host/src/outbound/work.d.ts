import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
import type { OpenAction } from '../store/ticket-actions.ts';
/**
 * Takes the first Ticket Action whose time has come one step further. An action that waits for its
 * next attempt holds up later ones on the same Ticket, and no others.
 *
 * @returns whether there was one.
 */
export declare function workOnActions(parts: Parts, lease: Lease, channel: LoadedChannel, actions: readonly OpenAction[]): Promise<boolean>;
