import { type Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import { type LoadedChannel } from '../store/channels.ts';
/**
 * Fetches once, and stores what came together with the position after it.
 *
 * @throws Interrupted when a Ticket Action came in meanwhile; nothing has changed then.
 */
export declare function fetchMessages(parts: Parts, lease: Lease, channel: LoadedChannel): Promise<void>;
