import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { Mailbox } from '../turn.ts';
/**
 * What is left to do for a Channel whose grant ended: published replies are confirmed, all else is
 * reset with the reason. Then SocialHub is asked to tell the Customer, who comes back through
 * `channelReactivation`.
 */
export declare function endGrant(parts: Parts, lease: Lease, { channel, actions }: Mailbox): Promise<'worked' | {
    inMs: number | undefined;
}>;
