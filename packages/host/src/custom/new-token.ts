import type { Parts } from '../parts.ts'
import { changeState } from '../store/channels.ts'
import { findUnconnected, keepUnconnected, storeNewToken } from '../store/custom.ts'
import { findManifest } from '../store/manifests.ts'
import { ring } from '../store/turns.ts'
import { askAbout, UnsuitableToken } from './add.ts'
import { publishCustom } from './publish.ts'

type ReplacingParts = Pick<Parts, 'config' | 'db' | 'sealer' | 'integrations'>

/**
 * Takes the Access Token that a Customer made with "Create new Token": checks that it is the same
 * Channel's, restores the webhook, which SocialHub disabled with the former token, and lets the Channel
 * go on. The Manifest comes first: a crash in between is mended by giving the token again.
 *
 * @returns the Channel's state after it; `unconnected` where its Customer has not authenticated yet.
 * @throws UnsuitableToken, SocialHubError
 */
export async function replaceToken(
  parts: ReplacingParts,
  socialhubChannelId: string,
  accessToken: string,
): Promise<{ readonly state: string }> {
  const { db, sealer } = parts
  const asked = await askAbout(parts, accessToken)
  if (asked.socialhubChannelId !== socialhubChannelId) {
    throw new UnsuitableToken(
      `This Access Token is for the Channel ${asked.socialhubChannelId} ("${asked.name}"), not for ${socialhubChannelId}.`,
    )
  }
  const unconnected = await findUnconnected(db, sealer, { socialhubChannelId })
  if (unconnected) {
    await restore(parts, unconnected.manifest, unconnected.integration, accessToken)
    await db
      .transaction()
      .execute((trx) => keepUnconnected(trx, sealer, { ...unconnected, accessToken }))
    return { state: 'unconnected' }
  }
  const channel = await db
    .selectFrom('channels')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .select([
      'channels.id',
      'channels.manifest',
      'channels.integration',
      'channels.credentials_erased_at',
      'manifests.kind',
    ])
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (!channel) {
    throw new UnsuitableToken(`No Channel here has SocialHub’s id ${socialhubChannelId}.`)
  }
  if (channel.kind === 'custom') {
    await restore(parts, channel.manifest, channel.integration, accessToken)
  }
  return db.transaction().execute(async (trx) => {
    await ring(trx, channel.id, 'command')
    const tokenGeneration = await storeNewToken(trx, sealer, channel.id, accessToken)
    await changeState(
      trx,
      { id: channel.id, tokenGeneration },
      channel.credentials_erased_at === null ? 'token handed over' : 'credentials erased',
      channel.credentials_erased_at === null
        ? 'A new Access Token was given.'
        : 'A new Access Token was given; the credentials were erased meanwhile: reconnect it.',
    )
    const { state } = await trx
      .selectFrom('channels')
      .select('state')
      .where('id', '=', channel.id)
      .executeTakeFirstOrThrow()
    return { state }
  })
}

/** Sends the whole Manifest again, webhook included. */
async function restore(
  parts: ReplacingParts,
  manifest: string,
  name: string,
  accessToken: string,
): Promise<void> {
  const stored = await findManifest(parts.db, parts.sealer, manifest)
  const integration = parts.integrations.get(name)
  if (!stored || !integration) {
    throw new UnsuitableToken(
      `The integration "${name}" is not configured, or can’t run; its Manifest can’t be restored without it.`,
    )
  }
  await publishCustom(parts, integration, stored, accessToken)
}
