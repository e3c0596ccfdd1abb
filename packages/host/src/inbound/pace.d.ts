import type { Lease } from '../lease.ts';
import type { LoadedChannel } from '../store/channels.ts';
/**
 * Stores when SocialHub may be sent the next Ticket of this Channel.
 *
 * @param putOffMs undefined when all went well: the count of failures begins anew.
 */
export declare function storePace(lease: Lease, channel: LoadedChannel, putOffMs: number | undefined): Promise<void>;
