import type { ChannelUpdate } from '@hubward/socialhub';
import type { Channel } from './model.ts';
import { type State } from './state.ts';
export interface NewChannel {
    accountId: string;
    manifestId: string;
    name: string;
    uniqueName: string;
    networkId?: string;
    imageUrl?: string;
    endpoint?: Channel['endpoint'];
}
/** An active Channel under its first token. Checks nothing. */
export declare function addChannel(state: State, channel: NewChannel): Channel;
/** A Channel with an empty Manifest of its own, as a Customer makes it by hand. */
export declare function createCustomChannel(state: State, input: Omit<NewChannel, 'manifestId' | 'uniqueName' | 'endpoint'> & {
    uniqueName?: string;
}): Channel;
export declare function channelById(state: State, channelId: string): Channel;
/** `PATCH /channel`: the token stays. `endpoint` is merged by key. */
export declare function updateChannel(state: State, channelId: string, update: ChannelUpdate): Channel;
/**
 * Switches a Channel off: the API answers 403 until it is reactivated. Where its Integration did
 * it (`DELETE /channel`), the Customer is told by mail.
 */
export declare function deactivate(state: State, channelId: string, deactivation: {
    by: 'customer' | 'integration';
    reason?: string;
}): Channel;
/** Switches a Channel on again, under a new token. */
export declare function activate(state: State, channelId: string): Channel;
/**
 * "Reactivate" on a Custom Channel. A Channel of a Reusable Manifest goes through its Integration,
 * which calls `POST /channels`.
 */
export declare function reactivateCustomChannel(state: State, channelId: string): Channel;
/** "Create new Token": also disables the webhook of a Manifest that isn't Reusable. */
export declare function replaceToken(state: State, channelId: string): Channel;
/** Throws `ChannelLimitReached` where the Account may not have one more active Channel. */
export declare function requireFreeSlot(state: State, accountId: string): void;
/** @param exceptChannelId the Channel that is about to get the name */
export declare function requireUniqueName(state: State, accountId: string, uniqueName: string, exceptChannelId?: string): void;
