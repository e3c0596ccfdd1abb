import { put } from './state.js';
/**
 * The person behind an `interactor.interactorId`: the same id in Channels of the same Manifest and
 * Account is the same person, under one id of SocialHub's own. Newer details replace older ones.
 */
export function linkInteractor(state, channel, sent) {
    const known = Object.values(state.data.interactors).find((interactor) => interactor.accountId === channel.accountId &&
        interactor.manifestId === channel.manifestId &&
        interactor.networkInteractorId === sent.interactorId);
    const { interactorId, ...details } = sent;
    return put(state, 'interactor', {
        ...(known ?? {
            id: state.newId(),
            accountId: channel.accountId,
            manifestId: channel.manifestId,
            networkInteractorId: interactorId,
        }),
        ...details,
    });
}
export function updateInteractor(state, interactorId, details) {
    const interactor = state.data.interactors[interactorId];
    if (interactor)
        put(state, 'interactor', { ...interactor, ...details });
}
