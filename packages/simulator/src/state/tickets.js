import { linkInteractor, updateInteractor } from './interactors.js';
import { manifestById } from './manifests.js';
import { isReusable, ticketByItem } from './read.js';
import { Refusal } from './refusal.js';
import { isoNow, put } from './state.js';
/** `POST /inbox/tickets` */
export function createTicket(state, channel, { interaction }) {
    requireTypeAllowed(state, channel, interaction.type);
    const existing = requireFreeItem(state, channel, interaction.networkItemId);
    const stored = storedInteraction(state, interaction);
    if (stored.rootId !== undefined && stored.rootId !== stored.networkItemId) {
        ensureRoot(state, channel, stored.rootId);
    }
    const interactor = interaction.interactor && linkInteractor(state, channel, interaction.interactor);
    const isOwnPost = channel.networkId !== undefined && interaction.interactor?.interactorId === channel.networkId;
    return put(state, 'ticket', {
        ...(existing ?? newTicket(state, channel)),
        interaction: stored,
        ...(interactor && { interactorId: interactor.id }),
        unread: !isOwnPost,
        hidden: false,
    });
}
/** `PATCH /inbox/tickets/:ticketId`. `reset` moves it from Done back into the Inbox. */
export function updateTicket(state, channel, ticketId, update, reset) {
    const ticket = ticketOfChannel(state, channel, ticketId);
    const { interactor, ...changes } = update.interaction ?? {};
    requireTypeAllowed(state, channel, changes.type);
    if (interactor && ticket.interactorId !== undefined) {
        updateInteractor(state, ticket.interactorId, interactor);
    }
    const interaction = { ...ticket.interaction, ...changes };
    requireContent(interaction);
    return put(state, 'ticket', {
        ...ticket,
        interaction,
        ...(reset && ticket.status === 'done' && { status: 'inbox', unread: true }),
        updatedTime: isoNow(state),
    });
}
/** A Ticket that answers another, made by `replies/:followupId/success`. */
export function createReplyTicket(state, channel, answered, interaction) {
    requireTypeAllowed(state, channel, interaction.type);
    const existing = requireFreeItem(state, channel, interaction.networkItemId);
    return put(state, 'ticket', {
        ...(existing ?? newTicket(state, channel)),
        interaction: {
            type: 'TICKET',
            createdTime: isoNow(state),
            pictures: [],
            attachments: [],
            ...interaction,
            rootId: answered.interaction.rootId ?? answered.interaction.networkItemId,
        },
        followupToId: answered.id,
        status: 'done',
        unread: false,
        hidden: false,
    });
}
/** The Channel's own Ticket, or 404: a token opens no other Channel's. */
export function ticketOfChannel(state, channel, ticketId) {
    const ticket = state.data.tickets[ticketId];
    if (!ticket || ticket.channelId !== channel.id) {
        throw new Refusal('NotFoundError', 'Error: The Ticket could not be found');
    }
    return ticket;
}
export function ticketById(state, ticketId) {
    const ticket = state.data.tickets[ticketId];
    if (!ticket)
        throw new Refusal('NotFoundError', `There is no Ticket ${ticketId}.`);
    return ticket;
}
export function changeTicket(state, ticketId, change) {
    const ticket = ticketById(state, ticketId);
    return put(state, 'ticket', { ...ticket, ...change, updatedTime: isoNow(state) });
}
function newTicket(state, channel) {
    return {
        id: state.newId(),
        accountId: channel.accountId,
        channelId: channel.id,
        status: 'inbox',
        unread: true,
        hidden: false,
        deleted: false,
        createdTime: isoNow(state),
        updatedTime: isoNow(state),
    };
}
function storedInteraction(state, interaction) {
    const { interactor: _, root, ...content } = interaction;
    return {
        type: 'TICKET',
        createdTime: isoNow(state),
        pictures: [],
        attachments: [],
        ...content,
        ...(root?.rootId !== undefined && { rootId: root.rootId }),
    };
}
/**
 * Throws 409 where the Channel has the item already. A hidden Root-Ticket is no conflict: it is
 * returned, to become the real one.
 */
function requireFreeItem(state, channel, networkItemId) {
    const existing = ticketByItem(state, channel.id, networkItemId);
    if (!existing || existing.hidden)
        return existing;
    throw new Refusal('ConflictError', `Error: A Ticket with the networkItemId ${networkItemId} already exists in this Channel`);
}
/** A root that nobody has sent yet is created empty and hidden. */
function ensureRoot(state, channel, rootId) {
    if (ticketByItem(state, channel.id, rootId))
        return;
    put(state, 'ticket', {
        ...newTicket(state, channel),
        interaction: {
            networkItemId: rootId,
            type: 'TICKET',
            createdTime: isoNow(state),
            pictures: [],
            attachments: [],
        },
        unread: false,
        hidden: true,
    });
}
function requireTypeAllowed(state, channel, type) {
    if (type === undefined || isReusable(manifestById(state, channel.manifestId)))
        return;
    throw new Refusal('BadRequestError', 'Error: interaction.type is only available for Channels of Reusable Manifests');
}
function requireContent(interaction) {
    const { message, link, rating, pictures, attachments } = interaction;
    if (message || link || rating || pictures.length > 0 || attachments.length > 0)
        return;
    throw new Refusal('BadRequestError', 'Error: interaction needs at least one of message, pictures, attachments, link, rating');
}
