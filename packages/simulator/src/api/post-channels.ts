import { ChannelCreation } from '@hubward/socialhub'
import { createOrReactivate } from '../state/channel-creation.ts'
import { accessTokenOf, claimsOfCreationToken } from '../state/tokens.ts'
import { channelAnswer } from './answer.ts'
import { accessTokenIn } from './arrival.ts'
import { readBody } from './body.ts'
import type { Route } from './context.ts'

/** Creates a Channel of a Reusable Manifest, or reactivates the one that it finds. */
export const postChannels: Route = (api, { state }) => {
  api.post('/channels', async (request, reply) => {
    const claims = await claimsOfCreationToken(state, accessTokenIn(request))
    const wanted = readBody(ChannelCreation, request.body, state.settings)
    const channel = createOrReactivate(state, claims, wanted)
    return reply.code(201).send(channelAnswer(channel, await accessTokenOf(state, channel)))
  })
}
