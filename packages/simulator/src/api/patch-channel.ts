import { ChannelUpdate } from '@hubward/socialhub'
import { updateChannel } from '../state/channels.ts'
import { channelAnswer } from './answer.ts'
import { readBody, requireUnchanged } from './body.ts'
import { channelOf, type Route } from './context.ts'

/** A partial update of the Channel, never of its `networkId`. The token stays and isn't told. */
export const patchChannel: Route = (api, { state }) => {
  api.patch('/channel', async (request) => {
    const channel = await channelOf(state, request)
    requireUnchanged(request.body, 'networkId', channel.networkId)
    const update = readBody(ChannelUpdate, request.body, state.settings)
    return channelAnswer(updateChannel(state, channel.id, update))
  })
}
