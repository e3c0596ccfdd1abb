import { ReplySuccess } from '@hubward/socialhub'
import { confirmReply } from '../state/followups.ts'
import { ticketAnswer } from './answer.ts'
import { readBody } from './body.ts'
import { channelOf, type Route } from './context.ts'

/** A reply was published: answers its Reply-Ticket. */
export const postReplySuccess: Route = (api, { state }) => {
  api.post<{ Params: { ticketId: string; followupId: string } }>(
    '/inbox/tickets/:ticketId/replies/:followupId/success',
    async (request, reply) => {
      const channel = await channelOf(state, request)
      const success = readBody(ReplySuccess, request.body, state.settings)
      const ticket = confirmReply(state, channel, request.params, success)
      return reply.code(201).send(ticketAnswer(state, ticket))
    },
  )
}
