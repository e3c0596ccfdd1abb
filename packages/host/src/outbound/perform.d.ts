import { type PublishedReply } from '@hubward/plugin';
import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
import { type OpenAction } from '../store/ticket-actions.ts';
/**
 * Performs an accepted Ticket Action: stores that it is being sent, with the time by which the call
 * has certainly ended; calls the plugin; stores what came of it.
 */
export declare function perform(parts: Parts, lease: Lease, channel: LoadedChannel, action: OpenAction): Promise<void>;
/** Stores that the Network has it. A reply of ours never becomes a Ticket by way of a fetch. */
export declare function storePerformed(lease: Lease, channel: LoadedChannel, action: OpenAction, published: PublishedReply | undefined): Promise<void>;
/** Ends an action that was not performed; SocialHub is told with the next step. */
export declare function giveUp(lease: Lease, action: OpenAction, failure: string, reason: string): Promise<void>;
/** Whether an action's lifetime is over, by the database's clock. */
export declare function isTooLate(parts: Parts, channel: LoadedChannel, action: OpenAction): boolean;
