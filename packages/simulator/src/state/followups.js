import { manifestById } from './manifests.js';
import { followupsOf, ticketActionsOf } from './read.js';
import { Refusal } from './refusal.js';
import { isoNow, put } from './state.js';
import { changeTicket, createReplyTicket, ticketOfChannel } from './tickets.js';
/**
 * `POST …/replies/:followupId/success`: the reply is on the Network. Returns the Reply-Ticket.
 * Counts for a Followup that was reset before, too: what is published can't fail any more.
 */
export function confirmReply(state, channel, ids, { interaction }) {
    const answered = ticketOfChannel(state, channel, ids.ticketId);
    const followup = followupOfTicket(state, answered.id, ids.followupId);
    if (followup.status === 'published') {
        throw new Refusal('ConflictError', 'Error: The Reply has already been published');
    }
    const replyTicket = createReplyTicket(state, channel, answered, {
        ...interaction,
        ...(followup.text !== undefined && { message: followup.text }),
        attachments: followup.attachments.map(({ url, name, size, mimetype }) => ({
            url,
            name,
            size,
            mimeType: mimetype,
        })),
    });
    const { reason: _, ...kept } = followup;
    put(state, 'followup', {
        ...kept,
        status: 'published',
        replyTicketId: replyTicket.id,
        updatedTime: isoNow(state),
    });
    const action = latest(state, answered.id, (one) => one.followupId === followup.id);
    if (action)
        settle(state, action, 'published');
    return replyTicket;
}
/** `POST …/reset/:actionId`: the action failed. Returns the Ticket, back in the Inbox. */
export function resetAction(state, channel, ids, { followupId, reason }) {
    const ticket = ticketOfChannel(state, channel, ids.ticketId);
    const action = latest(state, ticket.id, (one) => one.actionId === ids.actionId && (followupId === undefined || one.followupId === followupId));
    const isReply = action?.followupId !== undefined || declaresReply(state, channel, ids.actionId);
    if (isReply && followupId === undefined) {
        throw new Refusal('BadRequestError', 'Error: followupId is required to reset a reply');
    }
    if (!action) {
        throw new Refusal('NotFoundError', 'Error: The Ticket Action could not be found');
    }
    if (action.status === 'published') {
        throw new Refusal('ConflictError', 'Error: The Reply has already been published');
    }
    settle(state, action, 'failed', reason);
    if (followupId !== undefined) {
        const followup = followupOfTicket(state, ticket.id, followupId);
        const { reason: _, ...kept } = followup;
        put(state, 'followup', {
            ...kept,
            status: 'failed',
            ...(reason !== undefined && { reason }),
            updatedTime: isoNow(state),
        });
    }
    return changeTicket(state, ticket.id, {
        status: 'inbox',
        ...(action.type === 'delete' && { deleted: false }),
    });
}
/** What became of a Ticket Action. */
export function settle(state, action, status, reason) {
    const { reason: _, ...kept } = action;
    return put(state, 'ticketAction', {
        ...kept,
        status,
        ...(reason !== undefined && { reason }),
        updatedTime: isoNow(state),
    });
}
function followupOfTicket(state, ticketId, followupId) {
    const followup = followupsOf(state, ticketId).find((one) => one.id === followupId);
    if (!followup)
        throw new Refusal('NotFoundError', 'Error: The Followup could not be found');
    return followup;
}
function latest(state, ticketId, matches) {
    return ticketActionsOf(state, ticketId).findLast(matches);
}
function declaresReply(state, channel, actionId) {
    const declared = manifestById(state, channel.manifestId).inbox.ticketActions.find((action) => action.id === actionId);
    return declared?.type === 'reply' || declared?.type === 'template_reply';
}
