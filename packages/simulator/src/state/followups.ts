import type { ActionReset, ReplySuccess } from '@hubward/socialhub'
import { manifestById } from './manifests.ts'
import type { Channel, Followup, Ticket, TicketAction } from './model.ts'
import { ticketActionsOf } from './read.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'
import { changeTicket, createReplyTicket, ticketOfChannel } from './tickets.ts'

/**
 * `POST …/replies/:followupId/success`: the reply is on the Network. Returns the Reply-Ticket.
 * Counts for a Followup that was reset before, too: what is published can't fail any more.
 */
export function confirmReply(
  state: State,
  channel: Channel,
  ids: { ticketId: string; followupId: string },
  { interaction }: ReplySuccess,
): Ticket {
  const answered = ticketOfChannel(state, channel, ids.ticketId)
  const followup = followupOfTicket(state, answered.id, ids.followupId)
  if (followup.status === 'published') {
    throw new Refusal('ConflictError', 'Error: The Reply has already been published')
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
  })
  const { reason: _, ...kept } = followup
  put(state, 'followup', {
    ...kept,
    status: 'published',
    replyTicketId: replyTicket.id,
    updatedTime: isoNow(state),
  })
  const action = latest(state, answered.id, (one) => one.followupId === followup.id)
  if (action) settle(state, action, 'published')
  return replyTicket
}

/** `POST …/reset/:actionId`: the action failed. Returns the Ticket, back in the Inbox. */
export function resetAction(
  state: State,
  channel: Channel,
  ids: { ticketId: string; actionId: string },
  { followupId, reason }: ActionReset,
): Ticket {
  const ticket = ticketOfChannel(state, channel, ids.ticketId)
  const action = latest(
    state,
    ticket.id,
    (one) =>
      one.actionId === ids.actionId && (followupId === undefined || one.followupId === followupId),
  )
  const isReply = action?.followupId !== undefined || declaresReply(state, channel, ids.actionId)
  if (isReply && followupId === undefined) {
    throw new Refusal('BadRequestError', 'Error: followupId is required to reset a reply')
  }
  if (!action) {
    throw new Refusal('NotFoundError', 'Error: The Ticket Action could not be found')
  }
  if (action.status === 'published') {
    throw new Refusal('ConflictError', 'Error: The Reply has already been published')
  }
  settle(state, action, 'failed', reason)
  if (followupId !== undefined) {
    const followup = followupOfTicket(state, ticket.id, followupId)
    const { reason: _, ...kept } = followup
    put(state, 'followup', {
      ...kept,
      status: 'failed',
      ...(reason !== undefined && { reason }),
      updatedTime: isoNow(state),
    })
  }
  return changeTicket(state, ticket.id, {
    status: 'inbox',
    ...(action.type === 'delete' && { deleted: false }),
  })
}

/** What became of a Ticket Action. */
export function settle(
  state: State,
  action: TicketAction,
  status: TicketAction['status'],
  reason?: string,
): TicketAction {
  const { reason: _, ...kept } = action
  return put(state, 'ticketAction', {
    ...kept,
    status,
    ...(reason !== undefined && { reason }),
    updatedTime: isoNow(state),
  })
}

function followupOfTicket(state: State, ticketId: string, followupId: string): Followup {
  const followup = state.data.followups[followupId]
  if (followup?.ticketId !== ticketId)
    throw new Refusal('NotFoundError', 'Error: The Followup could not be found')
  return followup
}

function latest(
  state: State,
  ticketId: string,
  matches: (action: TicketAction) => boolean,
): TicketAction | undefined {
  return ticketActionsOf(state, ticketId).findLast(matches)
}

function declaresReply(state: State, channel: Channel, actionId: string): boolean {
  const declared = manifestById(state, channel.manifestId).inbox.ticketActions.find(
    (action) => action.id === actionId,
  )
  return declared?.type === 'reply' || declared?.type === 'template_reply'
}
