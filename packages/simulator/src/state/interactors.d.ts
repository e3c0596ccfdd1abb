import type { Channel, Interactor } from './model.ts';
import { type State } from './state.ts';
/**
 * The person behind an `interactor.interactorId`: the same id in Channels of the same Manifest and
 * Account is the same person, under one id of SocialHub's own. Newer details replace older ones.
 */
export declare function linkInteractor(state: State, channel: Channel, sent: {
    interactorId: string;
    name: string;
    url?: string;
    picture?: string;
}): Interactor;
export declare function updateInteractor(state: State, interactorId: string, details: {
    name?: string;
    url?: string;
    picture?: string;
}): void;
