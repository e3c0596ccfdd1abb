import { ActionReset } from '@hubward/socialhub'
import { resetAction } from '../state/followups.ts'
import { ticketAnswer } from './answer.ts'
import { readBody } from './body.ts'
import { channelOf, type Route } from './context.ts'

/** A Ticket Action failed: the community manager sees the reason. */
export const postReset: Route = (api, { state }) => {
  api.post<{ Params: { ticketId: string; actionId: string } }>(
    '/inbox/tickets/:ticketId/reset/:actionId',
    async (request, reply) => {
      const channel = await channelOf(state, request)
      const reset = readBody(ActionReset, request.body, state.settings)
      const ticket = resetAction(state, channel, request.params, reset)
      return reply.code(201).send(ticketAnswer(state, ticket))
    },
  )
}
