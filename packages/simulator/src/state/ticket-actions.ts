import { randomUUID } from 'node:crypto'
import type { NewFile } from './files.ts'
import { uuidV1 } from './ids.ts'
import type { ChosenTemplate, Followup, ReplyAttachment, Ticket, TicketAction } from './model.ts'
import { actionsOn, userOf } from './read.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'
import { changeTicket, ticketById } from './tickets.ts'

/** Which action of the Manifest, on which Ticket, by whom. */
export interface Use {
  ticketId: string
  actionId: string
  userId?: string
}

/** What an agent wrote. */
export interface ReplyContent {
  text?: string
  option?: string
  attachments: ReplyAttachment[]
}

/** Throws where the Manifest doesn't allow this reply. `files` are counted before they are stored. */
export function checkReply(
  state: State,
  use: Use & { text?: string; option?: string },
  files: readonly NewFile[],
): void {
  const { action } = declared(state, use, 'reply')
  const { text = '' } = use
  const { maxLength } = action.config ?? {}
  if (text === '' && files.length === 0) refuse('Write a text or attach a file.')
  // People count characters, not the two halves that UTF-16 makes of an emoji.
  const { length } = [...text]
  if (maxLength !== undefined && length > maxLength) {
    refuse(`The text has ${length} characters; at most ${maxLength} are possible.`)
  }
  if (files.length > 0 && !action.attachments) refuse('This Network takes no attachments.')
  if (files.length > 1) refuse('Only one attachment is possible.')
  if (files.length > 0 && text !== '' && action.attachments?.noText) {
    refuse('Next to an attachment no text is possible.')
  }
  const options = action.options ?? []
  if (options.length > 0 && !options.some((option) => option.id === use.option)) {
    refuse('Choose one of the options.')
  }
  if (options.length === 0 && use.option !== undefined) refuse('This action has no options.')
}

/** A reply that `checkReply` found good. */
export function startReply(
  state: State,
  use: Use,
  { text, option, attachments }: ReplyContent,
): { followup: Followup; action: TicketAction } {
  return startFollowup(state, declared(state, use, 'reply'), {
    attachments,
    ...(text !== undefined && text !== '' && { text }),
    ...(option !== undefined && { option }),
  })
}

export function startTemplateReply(
  state: State,
  use: Use,
  template: ChosenTemplate,
): { followup: Followup; action: TicketAction } {
  return startFollowup(state, declared(state, use, 'template_reply'), {
    attachments: [],
    template,
    ...(template.preview !== undefined && { text: template.preview }),
  })
}

/** A failed reply goes out again: the same Followup under a new event. */
export function restartFollowup(
  state: State,
  { followupId, userId }: { followupId: string; userId?: string },
): { followup: Followup; action: TicketAction } {
  const followup = state.data.followups[followupId]
  if (!followup) throw new Refusal('NotFoundError', `There is no Followup ${followupId}.`)
  if (followup.status !== 'failed') refuse('Only a failed reply can be sent again.')
  const { ticketId, actionId, type } = followup
  const use = { ticketId, actionId, ...(userId !== undefined && { userId }) }
  const started = declared(state, use, type)
  const { reason: _, ...kept } = followup
  return {
    followup: put(state, 'followup', { ...kept, status: 'sending', updatedTime: isoNow(state) }),
    action: startAction(state, started, followupId),
  }
}

export function startButton(state: State, use: Use): TicketAction {
  return startAction(state, declared(state, use, 'button'))
}

/** The Ticket shows as deleted at once, unless the Integration resets it. */
export function startDelete(state: State, use: Use): TicketAction {
  const action = startAction(state, declared(state, use, 'delete'))
  changeTicket(state, use.ticketId, { deleted: true })
  return action
}

interface Started {
  ticket: Ticket
  type: TicketAction['type']
  actionId: string
  userId: string
}

function declared(state: State, use: Use, type: TicketAction['type']) {
  const ticket = ticketById(state, use.ticketId)
  const found = actionsOn(state, ticket).find(({ action }) => action.id === use.actionId)
  if (!found || found.action.type !== type) {
    throw new Refusal('NotFoundError', `The Manifest has no ${type} action "${use.actionId}".`)
  }
  if (found.unavailable !== undefined) refuse(found.unavailable)
  const userId = use.userId ?? userOf(state, ticket.accountId, 'agent')?.id
  if (userId === undefined || state.data.users[userId]?.accountId !== ticket.accountId) {
    throw new Refusal('NotFoundError', 'There is no such user in this Account.')
  }
  return { ticket, type, actionId: use.actionId, userId, action: found.action }
}

function startFollowup(
  state: State,
  started: Started,
  content: Pick<Followup, 'attachments'> & Pick<Partial<Followup>, 'text' | 'option' | 'template'>,
): { followup: Followup; action: TicketAction } {
  const { ticket, type, actionId, userId } = started
  if (type !== 'reply' && type !== 'template_reply') refuse('Only replies have Followups.')
  const followup = put(state, 'followup', {
    id: uuidV1(state.now()),
    accountId: ticket.accountId,
    channelId: ticket.channelId,
    ticketId: ticket.id,
    userId,
    type,
    actionId,
    ...content,
    status: 'sending',
    createdTime: isoNow(state),
    updatedTime: isoNow(state),
  })
  return { followup, action: startAction(state, started, followup.id) }
}

function startAction(state: State, started: Started, followupId?: string): TicketAction {
  const { ticket, type, actionId, userId } = started
  return put(state, 'ticketAction', {
    id: randomUUID(),
    accountId: ticket.accountId,
    channelId: ticket.channelId,
    ticketId: ticket.id,
    userId,
    type,
    actionId,
    ...(followupId !== undefined && { followupId }),
    status: 'sending',
    createdTime: isoNow(state),
    updatedTime: isoNow(state),
  })
}

function refuse(sentence: string): never {
  throw new Refusal('BadRequestError', sentence)
}
