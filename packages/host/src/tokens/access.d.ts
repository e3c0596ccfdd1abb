import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
/**
 * Asks SocialHub whether a Channel that is said to be disabled really is: the event may be late, or
 * concern an older token.
 */
export declare function confirmAccess(parts: Parts, lease: Lease, channel: LoadedChannel): Promise<'worked' | {
    inMs: number;
}>;
