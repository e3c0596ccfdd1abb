import type { Integration } from '@hubward/border'
import { type ManifestUpdate, SocialHubClient } from '@hubward/socialhub'
import { buildManifest } from '../manifests/build.ts'
import type { Parts } from '../parts.ts'
import { setCustomPushed } from '../store/custom.ts'
import type { StoredManifest } from '../store/manifests.ts'

type PublishingParts = Pick<Parts, 'config' | 'db' | 'sealer'>

/**
 * What a Custom Channel's own Manifest says: all that the Reusable one does, without the callbacks,
 * which SocialHub uses for Reusable Manifests only.
 */
export function customManifest(
  { config }: Pick<Parts, 'config'>,
  integration: Integration,
  { reference, secrets }: StoredManifest,
): ManifestUpdate {
  const [secret = ''] = secrets
  const place = { publicUrl: config.publicUrl, reference, secret }
  const { callbacks: _, ...rest } = buildManifest(integration, place)
  return rest
}

/**
 * Publishes a Custom Channel's own Manifest, whose reference and secret are committed already:
 * SocialHub's test request arrives while this call is open, so a host must be listening.
 *
 * @throws SocialHubError
 */
export async function publishCustom(
  parts: PublishingParts,
  integration: Integration,
  manifest: StoredManifest,
  accessToken: string,
): Promise<void> {
  const { config, db, sealer } = parts
  const wanted = customManifest(parts, integration, manifest)
  const client = new SocialHubClient({ apiUrl: config.socialhub.apiUrl, accessToken })
  const { _id } = await client.updateManifest(wanted)
  await db.transaction().execute((trx) => setCustomPushed(trx, sealer, manifest.id, _id, wanted))
}
