import { randomUUID } from 'node:crypto'
import type { Channel, Followup, TicketAction } from '../state/model.ts'
import type { State } from '../state/state.ts'
import { ticketById } from '../state/tickets.ts'

/** One event on its way to an Integration; a webhook request carries exactly one. */
export interface OutgoingEvent {
  channelId: string
  list: 'ticket_action' | 'channel_action'
  event: { uuid: string; time: number; [key: string]: unknown }
  /** The Ticket Action whose fate hangs on it. */
  ticketActionId?: string
}

/** The event of a Ticket Action. The keys stand in the order of recorded requests. */
export function eventOf(state: State, action: TicketAction): OutgoingEvent {
  const ticket = ticketById(state, action.ticketId)
  const followup = state.data.followups[action.followupId ?? '']
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
  }
}

function payloadOf({ id, text, attachments, option, template }: Followup): object {
  if (template) {
    const { name, networkId, variables, language } = template
    return { followupId: id, name, networkId, variables, language }
  }
  return {
    followupId: id,
    ...(text !== undefined && { text }),
    ...(attachments.length > 0 && { attachments }),
    ...(option !== undefined && { option }),
  }
}

export function channelDisabledEvent(channel: Channel, time: Date): OutgoingEvent {
  return {
    channelId: channel.id,
    list: 'channel_action',
    event: {
      channelId: channel.id,
      type: 'disabled',
      time: time.getTime(),
      uuid: randomUUID(),
    },
  }
}

/** The body of a webhook request: compact JSON. Without an event it is the test request's. */
export function webhookBody(channel: Channel, outgoing?: OutgoingEvent): string {
  return JSON.stringify({
    manifestId: channel.manifestId,
    accountId: channel.accountId,
    channelId: channel.id,
    events: outgoing ? { [outgoing.list]: [outgoing.event] } : {},
  })
}
