import { type SocialHubClient } from '@hubward/socialhub';
import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
/**
 * Carries edits and deletions to their Tickets, in order.
 *
 * @returns whether anything was done.
 */
export declare function deliverRevisions(parts: Parts, lease: Lease, channel: LoadedChannel, client: SocialHubClient): Promise<boolean>;
