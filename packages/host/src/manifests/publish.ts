import type { Integration } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { socialhubClient } from '../socialhub-client.ts'
import type { ManifestId } from '../store/ids.ts'
import { prepareReusableManifest, type StoredManifest } from '../store/manifests.ts'
import { savePublication } from '../store/publications.ts'
import { buildManifest } from './build.ts'
import { manifestAddress } from './manifest-address.ts'

/**
 * Publishes an integration's Manifest through a developer's Custom Channel, with the newest of its
 * webhook's secrets. Reference and secret are committed first: SocialHub's test request arrives while
 * this call is open, so a host of this database must be listening at the public URL. The token is
 * kept, sealed, to look at the Manifest later.
 *
 * @param accessToken of the Custom Channel whose Manifest is to be promoted.
 * @throws SocialHubError
 */
export async function publishManifest(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  integration: Integration,
  accessToken: string,
): Promise<StoredManifest & { readonly manifestId: ManifestId }> {
  const { config, db, sealer } = context
  const client = socialhubClient(config, accessToken)
  const { channel } = await client.getChannel()
  const manifest = await db
    .transaction()
    .execute((trx) => prepareReusableManifest(trx, sealer, integration.name))
  const built = buildManifest(integration, manifestAddress(config, manifest))
  const { _id: manifestId } = await client.updateManifest(built)
  const developer = { channelId: channel._id, accessToken }
  await db
    .transaction()
    .execute((trx) =>
      savePublication(trx, sealer, manifest.id, { manifestId, manifest: built, developer }),
    )
  return { ...manifest, manifestId }
}
