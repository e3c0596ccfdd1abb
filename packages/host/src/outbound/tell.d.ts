import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
import { type OpenAction } from '../store/ticket-actions.ts';
/** Tells SocialHub that a reply was published. A conflict says that it knows already. */
export declare function confirm(parts: Parts, lease: Lease, channel: LoadedChannel, action: OpenAction): Promise<void>;
/** Tells SocialHub that an action failed, and why, in the Channel's language. */
export declare function reset(parts: Parts, lease: Lease, channel: LoadedChannel, action: OpenAction): Promise<void>;
