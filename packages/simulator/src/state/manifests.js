import { isReusable } from './read.js';
import { Refusal } from './refusal.js';
import { isoNow, put } from './state.js';
/** The empty Manifest that every Custom Channel begins with. */
export function createManifest(state, accountId) {
    return put(state, 'manifest', {
        id: state.newId(),
        accountId,
        inbox: { ticketActions: [], rightSidebar: [] },
        createdTime: isoNow(state),
        updatedTime: isoNow(state),
    });
}
export function manifestById(state, manifestId) {
    const manifest = state.data.manifests[manifestId];
    if (!manifest)
        throw new Refusal('NotFoundError', `There is no Manifest ${manifestId}.`);
    return manifest;
}
/**
 * `PATCH /manifest`, after its webhook passed the test request. `branding` and `callbacks` are
 * merged by key; `inbox.ticketActions` and `inbox.rightSidebar` are replaced as a whole.
 */
export function updateManifest(state, manifestId, update) {
    const { webhook, webhookRemoved, ...kept } = manifestById(state, manifestId);
    const configured = update.webhook === undefined ? webhook : (update.webhook ?? undefined);
    const removed = update.webhook === undefined ? webhookRemoved : undefined;
    return put(state, 'manifest', {
        ...kept,
        ...((kept.branding || update.branding) && {
            branding: { ...kept.branding, ...update.branding },
        }),
        ...((kept.callbacks || update.callbacks) && {
            callbacks: { ...kept.callbacks, ...update.callbacks },
        }),
        inbox: { ...kept.inbox, ...update.inbox },
        ...(configured && { webhook: configured }),
        ...(removed && { webhookRemoved: removed }),
        updatedTime: isoNow(state),
    });
}
/** SocialHub takes the webhook away, for a reason that the pages show. */
export function removeWebhook(state, manifestId, reason) {
    const { webhook, ...kept } = manifestById(state, manifestId);
    if (!webhook)
        return kept;
    const time = isoNow(state);
    return put(state, 'manifest', { ...kept, webhookRemoved: { reason, time }, updatedTime: time });
}
/** Makes a Manifest Reusable under the name of its Network. */
export function promoteManifest(state, input) {
    const manifest = manifestById(state, input.manifestId);
    const name = input.name.trim();
    if (isReusable(manifest)) {
        throw new Refusal('ConflictError', `This Manifest is Reusable already, as "${manifest.name}".`);
    }
    if (name === '') {
        throw new Refusal('BadRequestError', 'A Reusable Manifest needs the name of its Network.');
    }
    if (!manifest.callbacks?.channelCreation) {
        throw new Refusal('BadRequestError', 'Before promotion the Integration must set callbacks.channelCreation by PATCH /manifest.');
    }
    return put(state, 'manifest', { ...manifest, name, updatedTime: isoNow(state) });
}
