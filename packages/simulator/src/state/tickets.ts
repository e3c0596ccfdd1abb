import type { Interaction, TicketCreation, TicketUpdate } from '@hubward/socialhub'
import { linkInteractor, updateInteractor } from './interactors.ts'
import { manifestById } from './manifests.ts'
import type { Channel, StoredInteraction, Ticket } from './model.ts'
import { isReusable, ticketByItem } from './read.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'

/** `POST /inbox/tickets` */
export function createTicket(
  state: State,
  channel: Channel,
  { interaction }: TicketCreation,
): Ticket {
  requireTypeAllowed(state, channel, interaction.type)
  const existing = requireFreeItem(state, channel, interaction.networkItemId)
  const stored = storedInteraction(state, interaction)
  if (stored.rootId !== undefined && stored.rootId !== stored.networkItemId) {
    ensureRoot(state, channel, stored.rootId)
  }
  const interactor =
    interaction.interactor && linkInteractor(state, channel, interaction.interactor)
  const isOwnPost =
    channel.networkId !== undefined && interaction.interactor?.interactorId === channel.networkId
  return put(state, 'ticket', {
    ...(existing ?? newTicket(state, channel)),
    interaction: stored,
    ...(interactor && { interactorId: interactor.id }),
    unread: !isOwnPost,
    hidden: false,
  })
}

/** `PATCH /inbox/tickets/:ticketId`. `reset` moves it from Done back into the Inbox. */
export function updateTicket(
  state: State,
  channel: Channel,
  ticketId: string,
  update: TicketUpdate,
  reset: boolean,
): Ticket {
  const ticket = ticketOfChannel(state, channel, ticketId)
  const { interactor, ...changes } = update.interaction ?? {}
  requireTypeAllowed(state, channel, changes.type)
  if (interactor && ticket.interactorId !== undefined) {
    updateInteractor(state, ticket.interactorId, interactor)
  }
  const interaction = { ...ticket.interaction, ...changes }
  requireContent(interaction)
  return put(state, 'ticket', {
    ...ticket,
    interaction,
    ...(reset && ticket.status === 'done' && { status: 'inbox', unread: true }),
    updatedTime: isoNow(state),
  })
}

/** A Ticket that answers another, made by `replies/:followupId/success`. */
export function createReplyTicket(
  state: State,
  channel: Channel,
  answered: Ticket,
  interaction: Pick<StoredInteraction, 'networkItemId'> & Partial<StoredInteraction>,
): Ticket {
  requireTypeAllowed(state, channel, interaction.type)
  const existing = requireFreeItem(state, channel, interaction.networkItemId)
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
  })
}

/** The Channel's own Ticket, or 404: a token opens no other Channel's. */
export function ticketOfChannel(state: State, channel: Channel, ticketId: string): Ticket {
  const ticket = state.data.tickets[ticketId]
  if (!ticket || ticket.channelId !== channel.id) {
    throw new Refusal('NotFoundError', 'Error: The Ticket could not be found')
  }
  return ticket
}

export function ticketById(state: State, ticketId: string): Ticket {
  const ticket = state.data.tickets[ticketId]
  if (!ticket) throw new Refusal('NotFoundError', `There is no Ticket ${ticketId}.`)
  return ticket
}

export function changeTicket(
  state: State,
  ticketId: string,
  change: Partial<Pick<Ticket, 'status' | 'unread' | 'deleted'>>,
): Ticket {
  const ticket = ticketById(state, ticketId)
  return put(state, 'ticket', { ...ticket, ...change, updatedTime: isoNow(state) })
}

function newTicket(state: State, channel: Channel): Omit<Ticket, 'interaction'> {
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
  }
}

function storedInteraction(state: State, interaction: Interaction): StoredInteraction {
  const { interactor: _, root, ...content } = interaction
  return {
    type: 'TICKET',
    createdTime: isoNow(state),
    pictures: [],
    attachments: [],
    ...content,
    ...(root?.rootId !== undefined && { rootId: root.rootId }),
  }
}

/**
 * Throws 409 where the Channel has the item already. A hidden Root-Ticket is no conflict: it is
 * returned, to become the real one.
 */
function requireFreeItem(
  state: State,
  channel: Channel,
  networkItemId: string,
): Ticket | undefined {
  const existing = ticketByItem(state, channel.id, networkItemId)
  if (!existing || existing.hidden) return existing
  throw new Refusal(
    'ConflictError',
    `Error: A Ticket with the networkItemId ${networkItemId} already exists in this Channel`,
  )
}

/** A root that nobody has sent yet is created empty and hidden. */
function ensureRoot(state: State, channel: Channel, rootId: string): void {
  if (ticketByItem(state, channel.id, rootId)) return
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
  })
}

function requireTypeAllowed(state: State, channel: Channel, type: string | undefined): void {
  if (type === undefined || isReusable(manifestById(state, channel.manifestId))) return
  throw new Refusal(
    'BadRequestError',
    'Error: interaction.type is only available for Channels of Reusable Manifests',
  )
}

function requireContent(interaction: StoredInteraction): void {
  const { message, link, rating, pictures, attachments } = interaction
  if (message || link || rating || pictures.length > 0 || attachments.length > 0) return
  throw new Refusal(
    'BadRequestError',
    'Error: interaction needs at least one of message, pictures, attachments, link, rating',
  )
}
