import { TicketCreation } from '@hubward/socialhub'
import { createTicket } from '../state/tickets.ts'
import { ticketAnswer } from './answer.ts'
import { readBody } from './body.ts'
import { channelOf, type Route } from './context.ts'

export const postTicket: Route = (api, { state }) => {
  api.post('/inbox/tickets', async (request, reply) => {
    const channel = await channelOf(state, request)
    const ticket = createTicket(
      state,
      channel,
      readBody(TicketCreation, request.body, state.settings),
    )
    return reply.code(201).send(ticketAnswer(state, ticket))
  })
}
