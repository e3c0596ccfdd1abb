import { isDeepStrictEqual } from 'node:util'
import type { Integration } from '@hubward/border'
import { type ManifestUpdate, SocialHubError } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { buildManifest } from '../manifests/build.ts'
import { manifestAddress } from '../manifests/manifest-address.ts'
import { isForbidden } from '../manifests/manifest-at-socialhub.ts'
import { noteOwnPromotion } from '../manifests/own-promotion.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { customManifests, customPushed, setCustomPushed } from '../store/custom.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { findManifest, type StoredManifest } from '../store/manifests.ts'

type PublishingContext = Pick<HostContext, 'config' | 'db' | 'sealer'>

/**
 * What a Custom Channel's own Manifest says: all that the Reusable one does, so that it can be promoted
 * too. SocialHub uses its callbacks from then on only.
 */
function customManifest(
  { config }: Pick<HostContext, 'config'>,
  integration: Integration,
  manifest: StoredManifest,
): ManifestUpdate {
  return buildManifest(integration, manifestAddress(config, manifest))
}

/**
 * Publishes a Custom Channel's own Manifest, whose reference and secret are committed already:
 * SocialHub's test request arrives while this call is open, so a host must be listening.
 *
 * @throws SocialHubError
 */
export async function publishCustom(
  context: PublishingContext,
  integration: Integration,
  manifest: StoredManifest,
  accessToken: string,
): Promise<void> {
  const { config, db, sealer } = context
  const wanted = customManifest(context, integration, manifest)
  const { _id } = await socialhubClient(config, accessToken).updateManifest(wanted)
  await db.transaction().execute((trx) => setCustomPushed(trx, sealer, manifest.id, _id, wanted))
}

/** What became of one Custom Channel's Manifest. */
export interface PushOutcome {
  readonly socialhubChannelId: SocialHubChannelId
  readonly integration: string
  readonly name: string
  readonly outcome: 'pushed' | 'up to date' | 'failed'
  /** Why it failed, in a sentence. */
  readonly reason?: string
}

/**
 * Brings every Custom Channel's own Manifest up to date with its integration's declaration, one after
 * the other, telling each one's outcome as it is known. What SocialHub has been told already is left
 * alone, so a run that was interrupted goes on where it stopped when it is started again.
 *
 * @param again tells SocialHub also what it has been told already, such as a webhook that it removed.
 */
export async function* pushAllManifests(
  context: Pick<HostContext, 'config' | 'db' | 'sealer' | 'integrations'>,
  options: { readonly again?: boolean } = {},
): AsyncGenerator<PushOutcome> {
  for (const custom of await customManifests(context.db)) {
    const { socialhubChannelId, integration, name } = custom
    const outcome = await pushOne(
      context,
      custom.manifest,
      context.integrations.get(integration),
      options,
    )
    yield { socialhubChannelId, integration, name, ...outcome }
  }
}

const PROMOTED = 'The SocialHub Team has promoted it: only they can change it.'

async function pushOne(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  id: string,
  integration: Integration | undefined,
  { again = false }: { readonly again?: boolean },
): Promise<Pick<PushOutcome, 'outcome' | 'reason'>> {
  const { db, sealer } = context
  const manifest = await findManifest(db, sealer, id)
  const pushed = await customPushed(db, sealer, id)
  if (!manifest || !pushed)
    return { outcome: 'failed', reason: 'The Channel was removed meanwhile.' }
  if (manifest.promotedAt) return { outcome: 'up to date', reason: PROMOTED }
  if (!integration) {
    return { outcome: 'failed', reason: 'Its integration is not configured, or can’t run.' }
  }
  const wanted = JSON.parse(JSON.stringify(customManifest(context, integration, manifest)))
  if (!again && isDeepStrictEqual(pushed.manifest, wanted)) return { outcome: 'up to date' }
  try {
    await publishCustom(context, integration, manifest, pushed.accessToken)
    return { outcome: 'pushed' }
  } catch (error) {
    if (!(error instanceof SocialHubError)) throw error
    if (isForbidden(error) && (await noteOwnPromotion(context, id))) {
      return { outcome: 'up to date', reason: PROMOTED }
    }
    return { outcome: 'failed', reason: error.message }
  }
}
