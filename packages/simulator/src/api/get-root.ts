import { isReusable, manifestOf } from '../state/read.ts'
import { channelAnswer, manifestInRoot } from './answer.ts'
import { channelOf, type Route } from './context.ts'
import { sendGzipped } from './gzipped.ts'

/** The Channel of the token, and its Manifest unless that is Reusable. */
export const getRoot: Route = (api, { state }) => {
  api.get('/', async (request, reply) => {
    const channel = await channelOf(state, request)
    const manifest = manifestOf(state, channel)
    return sendGzipped(request, reply, {
      channel: channelAnswer(channel),
      ...(manifest && !isReusable(manifest) && { manifest: manifestInRoot(manifest) }),
    })
  })
}
