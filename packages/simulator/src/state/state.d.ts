import { EventEmitter } from 'node:events';
import type * as Model from './model.ts';
import { type Settings } from './settings.ts';
/** The entities of the state, by what one of them is called. */
export interface Entities {
    account: Model.Account;
    user: Model.User;
    manifest: Model.Manifest;
    channel: Model.Channel;
    interactor: Model.Interactor;
    ticket: Model.Ticket;
    followup: Model.Followup;
    ticketAction: Model.TicketAction;
    notice: Model.Notice;
    file: Model.StoredFile;
}
export type Kind = keyof Entities;
/** The records of `StateData`, by kind. */
type Tables = {
    [K in Kind]: Record<string, Entities[K]>;
};
/**
 * What changed, for pages that update live: emitted as `changes.emit('change', change)` after the
 * data was changed. `accountId` says whose pages are concerned (absent: everybody's),
 * `channelId` and `ticketId` are there where the entity belongs to one.
 */
export interface Change {
    kind: Kind;
    id: string;
    accountId?: string;
    channelId?: string;
    ticketId?: string;
}
/**
 * The state with what it needs to be worked on. Only the functions in this folder write to `data`,
 * always by `put`, so that no change goes unannounced.
 */
export interface State {
    data: Model.StateData;
    /** Not part of `data`: a restart begins with those it is started with. */
    settings: Settings;
    tables: Tables;
    changes: EventEmitter<{
        change: [Change];
    }>;
    now: () => Date;
    newId: () => string;
    /** Ticket ids by Channel and networkItemId: see `ticketKey`. Rebuilt from `data`. */
    ticketIdByItem: Map<string, string>;
}
export declare function emptyStateData(): Model.StateData;
export declare function createState(options?: {
    data?: Model.StateData;
    settings?: Partial<Settings>;
    now?: () => Date;
}): State;
export declare function ticketKey(channelId: string, networkItemId: string): string;
/** The current time as SocialHub writes it. */
export declare function isoNow(state: State): string;
/** Stores an entity, new or changed, and says so. */
export declare function put<K extends Kind>(state: State, kind: K, entity: Entities[K]): Entities[K];
export {};
