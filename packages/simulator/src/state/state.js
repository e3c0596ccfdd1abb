import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { objectId } from './ids.js';
import { DEFAULT_SETTINGS } from './settings.js';
export function emptyStateData() {
    return {
        version: 1,
        tokenKey: randomBytes(32).toString('hex'),
        accounts: {},
        users: {},
        manifests: {},
        channels: {},
        interactors: {},
        tickets: {},
        followups: {},
        ticketActions: {},
        notices: {},
        files: {},
    };
}
export function createState(options = {}) {
    const now = options.now ?? (() => new Date());
    const data = options.data ?? emptyStateData();
    const changes = new EventEmitter();
    // One listener for each open page.
    changes.setMaxListeners(0);
    const ticketIdByItem = new Map();
    for (const ticket of Object.values(data.tickets)) {
        ticketIdByItem.set(ticketKey(ticket.channelId, ticket.interaction.networkItemId), ticket.id);
    }
    const tables = {
        account: data.accounts,
        user: data.users,
        manifest: data.manifests,
        channel: data.channels,
        interactor: data.interactors,
        ticket: data.tickets,
        followup: data.followups,
        ticketAction: data.ticketActions,
        notice: data.notices,
        file: data.files,
    };
    const settings = structuredClone({ ...DEFAULT_SETTINGS, ...options.settings });
    return { data, settings, tables, changes, now, newId: () => objectId(now()), ticketIdByItem };
}
export function ticketKey(channelId, networkItemId) {
    return `${channelId} ${networkItemId}`;
}
/** The current time as SocialHub writes it. */
export function isoNow(state) {
    return state.now().toISOString();
}
/** Stores an entity, new or changed, and says so. */
export function put(state, kind, entity) {
    const { id, accountId, channelId, ticketId } = entity;
    const table = state.tables[kind];
    table[id] = entity;
    const ticket = kind === 'ticket' ? state.data.tickets[id] : undefined;
    if (ticket) {
        state.ticketIdByItem.set(ticketKey(ticket.channelId, ticket.interaction.networkItemId), id);
    }
    const ofChannel = kind === 'channel' ? id : channelId;
    const ofTicket = kind === 'ticket' ? id : ticketId;
    state.changes.emit('change', {
        kind,
        id,
        ...(accountId !== undefined && { accountId }),
        ...(ofChannel !== undefined && { channelId: ofChannel }),
        ...(ofTicket !== undefined && { ticketId: ofTicket }),
    });
    return entity;
}
