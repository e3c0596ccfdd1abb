import { ManifestUpdate } from '@hubward/socialhub'
import { readManifestChanges } from '../state/manifest-changes.ts'
import { manifestById, updateManifest } from '../state/manifests.ts'
import type { ManifestChanges } from '../state/model.ts'
import { isReusable } from '../state/read.ts'
import { Refusal } from '../state/refusal.ts'
import { testWebhook } from '../webhooks/test-request.ts'
import { manifestAnswer } from './answer.ts'
import { readBody, requireObject } from './body.ts'
import { channelOf, type Route } from './context.ts'
import { sendGzipped } from './gzipped.ts'
import { withFullLabels } from './labels.ts'

/** A partial update. A `webhook` in it, changed or not, is tested before the answer. */
export const patchManifest: Route = (api, context) => {
  const { state } = context
  api.patch('/manifest', async (request, reply) => {
    const channel = await channelOf(state, request)
    if (isReusable(manifestById(state, channel.manifestId))) {
      throw new Refusal('AccessDenied', 'Error: The Manifest of this Channel is reusable')
    }
    const changes = readChanges(request.body, context.state.settings)
    if (changes.webhook) await testWebhook(context, channel, changes.webhook)
    const manifest = updateManifest(state, channel.manifestId, changes)
    return sendGzipped(request, reply, manifestAnswer(manifest))
  })
}

function readChanges(body: unknown, settings: Parameters<typeof readBody>[2]): ManifestChanges {
  readBody(ManifestUpdate, withFullLabels(requireObject(body), settings.legacyLabels), settings)
  return readManifestChanges(body)
}
