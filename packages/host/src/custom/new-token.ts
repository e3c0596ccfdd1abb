import type { HostContext } from '../host-context.ts'
import { noteOwnPromotion } from '../manifests/own-promotion.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import { storeNewToken } from '../store/channel-settings.ts'
import { changeState, stateOf } from '../store/channel-state.ts'
import { findUnconnected, keepUnconnected } from '../store/custom.ts'
import { areCredentialsErased } from '../store/grants.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { findManifest } from '../store/manifests.ts'
import { renewDeveloperToken } from '../store/own-promotion.ts'
import { ring } from '../store/turns.ts'
import { askAbout, UnsuitableToken } from './add-channel.ts'
import { publishCustom } from './manifest.ts'

type ReplacingContext = Pick<HostContext, 'config' | 'db' | 'sealer' | 'integrations'>

/**
 * Takes the Access Token that a Customer made with "Create new Token": checks that it is the same
 * Channel's, restores the webhook, which SocialHub disabled with the former token, and lets the Channel
 * go on. The Manifest comes first: a crash in between is mended by giving the token again.
 *
 * @returns the Channel's state after it; `unconnected` where its Customer has not authenticated yet.
 * @throws UnsuitableToken, SocialHubError
 */
export async function replaceToken(
  context: ReplacingContext,
  socialhubChannelId: SocialHubChannelId,
  accessToken: string,
): Promise<{ readonly state: string }> {
  const { db, sealer } = context
  const asked = await askAbout(context, accessToken)
  if (asked.socialhubChannelId !== socialhubChannelId) {
    throw new UnsuitableToken(
      `This Access Token is for the Channel ${asked.socialhubChannelId} ("${asked.name}"), not for ${socialhubChannelId}.`,
    )
  }
  const isPromoted = asked.manifestId === null
  const unconnected = await findUnconnected(db, sealer, { socialhubChannelId })
  if (unconnected) {
    if (isPromoted) await noteOwnPromotion(context, unconnected.manifest, { accessToken })
    else await restore(context, unconnected.manifest, unconnected.integration, accessToken)
    await db
      .transaction()
      .execute((trx) => keepUnconnected(trx, sealer, { ...unconnected, accessToken }))
    return { state: 'unconnected' }
  }
  const channel = await channelAtSocialHub(db, socialhubChannelId)
  if (!channel) {
    throw new UnsuitableToken(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  }
  if (isPromoted) await noteOwnPromotion(context, channel.manifest, { accessToken })
  else if (channel.kind === 'custom') {
    await restore(context, channel.manifest, channel.integration, accessToken)
  }
  return db.transaction().execute(async (trx) => {
    await ring(trx, channel.id, 'command')
    const tokenGeneration = await storeNewToken(trx, sealer, channel.id, accessToken)
    await renewDeveloperToken(trx, sealer, socialhubChannelId, accessToken)
    const erased = await areCredentialsErased(trx, channel.id)
    await changeState(
      trx,
      { id: channel.id, tokenGeneration },
      erased ? 'credentials erased' : 'token handed over',
      erased
        ? 'A new Access Token was given; the credentials were erased meanwhile: reconnect it.'
        : 'A new Access Token was given.',
    )
    return { state: await stateOf(trx, channel.id) }
  })
}

/** Sends the whole Manifest again, webhook included. */
async function restore(
  context: ReplacingContext,
  manifest: string,
  name: string,
  accessToken: string,
): Promise<void> {
  const stored = await findManifest(context.db, context.sealer, manifest)
  const integration = context.integrations.get(name)
  if (!stored || !integration) {
    throw new UnsuitableToken(
      `The integration "${name}" is not configured, or can’t run; its Manifest can’t be restored without it.`,
    )
  }
  await publishCustom(context, integration, stored, accessToken)
}
