import type { Lease } from '../lease.ts';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
import { type OpenAction } from '../store/ticket-actions.ts';
/**
 * Finds out what became of an action that was being sent when its host crashed, or whose call ended
 * without an answer: waits until that call has certainly ended, then asks the Network. Sends again
 * only what was certainly not sent, or does no harm twice; otherwise says honestly that nobody knows.
 */
export declare function resolveUncertain(parts: Parts, lease: Lease, channel: LoadedChannel, action: OpenAction): Promise<void>;
