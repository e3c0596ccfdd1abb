import { SocialHubClient } from '@hubward/socialhub'
import type { Parts } from '../parts.ts'
import type { Integration } from '../plugins/integration.ts'
import { prepareReusableManifest, type StoredManifest, setManifestId } from '../store/manifests.ts'
import { buildManifest } from './build.ts'

/**
 * Publishes an integration's Manifest through a developer's Custom Channel. The webhook's reference
 * and secret are committed first: SocialHub's test request arrives while this call is open, so a host
 * of this database must be listening at the public URL.
 *
 * @param accessToken of the Custom Channel whose Manifest is to be promoted.
 * @throws SocialHubError
 */
export async function publishManifest(
  parts: Pick<Parts, 'config' | 'db' | 'sealer'>,
  integration: Integration,
  accessToken: string,
): Promise<StoredManifest & { readonly manifestId: string }> {
  const { config, db, sealer } = parts
  const manifest = await db
    .transaction()
    .execute((trx) => prepareReusableManifest(trx, sealer, integration.name))
  const [secret = ''] = manifest.secrets
  const { reference } = manifest
  const client = new SocialHubClient({ apiUrl: config.socialhub.apiUrl, accessToken })
  const { _id } = await client.updateManifest(
    buildManifest(integration, { publicUrl: config.publicUrl, reference, secret }),
  )
  await db.transaction().execute((trx) => setManifestId(trx, manifest.id, _id))
  return { ...manifest, manifestId: _id }
}
