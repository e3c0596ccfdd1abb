import { randomUUID } from 'node:crypto';
import { ticketById } from '../state/tickets.js';
/** The event of a Ticket Action. The keys stand in the order of recorded requests. */
export function eventOf(state, action) {
    const ticket = ticketById(state, action.ticketId);
    const followup = state.data.followups[action.followupId ?? ''];
    return {
        channelId: action.channelId,
        list: 'ticket_action',
        ticketActionId: action.id,
        event: {
            ticketId: ticket.id,
            networkItemId: ticket.interaction.networkItemId,
            type: action.type,
            actionId: action.actionId,
            payload: followup ? payloadOf(followup) : {},
            time: Date.parse(action.createdTime),
            uuid: action.id,
        },
    };
}
function payloadOf({ id, text, attachments, option, template }) {
    if (template) {
        const { name, networkId, variables, language } = template;
        return { followupId: id, name, networkId, variables, language };
    }
    return {
        followupId: id,
        ...(text !== undefined && { text }),
        ...(attachments.length > 0 && { attachments }),
        ...(option !== undefined && { option }),
    };
}
export function channelDisabledEvent(channel, time) {
    return {
        channelId: channel.id,
        list: 'channel_action',
        event: {
            channelId: channel.id,
            type: 'disabled',
            time: time.getTime(),
            uuid: randomUUID(),
        },
    };
}
/** The body of a webhook request: compact JSON. Without an event it is the test request's. */
export function webhookBody(channel, outgoing) {
    return JSON.stringify({
        manifestId: channel.manifestId,
        accountId: channel.accountId,
        channelId: channel.id,
        events: outgoing ? { [outgoing.list]: [outgoing.event] } : {},
    });
}
