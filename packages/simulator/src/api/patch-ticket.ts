import { TicketUpdate } from '@hubward/socialhub'
import { interactorOf } from '../state/read.ts'
import { ticketOfChannel, updateTicket } from '../state/tickets.ts'
import { ticketAnswer } from './answer.ts'
import { readBody, requireObject, requireUnchanged } from './body.ts'
import { channelOf, type Route } from './context.ts'

interface Request {
  Params: { ticketId: string }
  Querystring: { reset?: string }
}

/** A partial update; `?reset=true` also moves the Ticket from Done back into the Inbox. */
export const patchTicket: Route = (api, { state }) => {
  api.patch<Request>('/inbox/tickets/:ticketId', async (request) => {
    const channel = await channelOf(state, request)
    const ticket = ticketOfChannel(state, channel, request.params.ticketId)
    const { createdTime, networkItemId, rootId } = ticket.interaction
    const interactorId = interactorOf(state, ticket)?.networkInteractorId
    const body = { interaction: {}, ...requireObject(request.body) }
    requireUnchanged(body, 'interaction.createdTime', createdTime)
    requireUnchanged(body, 'interaction.networkItemId', networkItemId)
    requireUnchanged(body, 'interaction.root.rootId', rootId)
    requireUnchanged(body, 'interaction.interactor.interactorId', interactorId)
    const update = readBody(TicketUpdate, body, state.settings)
    const reset = request.query.reset === 'true'
    return ticketAnswer(state, updateTicket(state, channel, ticket.id, update, reset))
  })
}
