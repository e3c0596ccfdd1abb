import { deactivate } from '../state/channels.ts'
import { channelDisabledEvent } from '../webhooks/events.ts'
import { channelOf, type Route } from './context.ts'

/** Deactivates the Channel; the Customer is told by mail. Deletes nothing. */
export const deleteChannel: Route = (api, { state, delivering }) => {
  api.delete<{ Querystring: { reason?: string } }>('/channel', async (request, reply) => {
    const { id } = await channelOf(state, request)
    const { reason } = request.query
    const channel = deactivate(state, id, {
      by: 'integration',
      ...(reason !== undefined && { reason: String(reason) }),
    })
    if (state.settings.eventAfterDelete) {
      delivering.send(channelDisabledEvent(channel, state.now()))
    }
    return reply.code(204).send()
  })
}
