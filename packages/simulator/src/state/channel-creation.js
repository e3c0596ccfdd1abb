import { activate, addChannel, requireFreeSlot, requireUniqueName } from './channels.js';
import { channelsOf, isReusable } from './read.js';
import { Refusal } from './refusal.js';
import { put } from './state.js';
/**
 * `POST /channels`: the match decides what happens.
 *
 *   same networkId under this Manifest in another Account   DuplicateChannel
 *   no match                                                a new Channel
 *   a deactivated match                                     reactivated, under a new token
 *   an active match                                         as `settings.activeMatch` says
 */
export function createOrReactivate(state, claims, wanted) {
    const { accountId, manifestId } = claims;
    requireReusable(state, claims);
    requireFreeNetworkId(state, claims, wanted);
    const match = findMatch(state, claims, wanted);
    requireUniqueName(state, accountId, wanted.uniqueName, match?.id);
    const { name, uniqueName, imageUrl, networkId, endpoint } = wanted;
    const content = {
        name,
        uniqueName,
        ...(imageUrl !== undefined && { imageUrl }),
        ...(networkId !== undefined && { networkId }),
        endpoint: {
            ...(endpoint?.expirationTime !== undefined && { expirationTime: endpoint.expirationTime }),
            ...(endpoint?.user !== undefined && { user: endpoint.user }),
        },
    };
    if (!match) {
        requireFreeSlot(state, accountId);
        return addChannel(state, { accountId, manifestId, ...content });
    }
    if (match.status === 'active' && state.settings.activeMatch === 'refuse') {
        throw new Refusal('ConflictError', 'Error: The Channel already exists and is active');
    }
    return put(state, 'channel', { ...activate(state, match.id), ...content });
}
function requireReusable(state, { accountId, manifestId }) {
    const manifest = state.data.manifests[manifestId];
    if (!manifest || !state.data.accounts[accountId]) {
        throw new Refusal('NotFoundError', 'Error: The Manifest could not be found');
    }
    if (!isReusable(manifest)) {
        throw new Refusal('AccessDenied', 'Error: The Manifest is not reusable');
    }
}
function requireFreeNetworkId(state, { accountId, manifestId }, { networkId }) {
    const elsewhere = Object.values(state.data.channels).some((channel) => networkId !== undefined &&
        channel.networkId === networkId &&
        channel.manifestId === manifestId &&
        channel.accountId !== accountId);
    if (elsewhere) {
        throw new Refusal('DuplicateChannel', 'Error: A Channel with this networkId already exists in another Account');
    }
}
/** By `networkId`; by `uniqueName` only where no Network ID is there to go by. */
function findMatch(state, { accountId, manifestId }, { networkId, uniqueName }) {
    return channelsOf(state, accountId)
        .filter((channel) => channel.manifestId === manifestId)
        .find((channel) => networkId === undefined ? channel.uniqueName === uniqueName : channel.networkId === networkId);
}
