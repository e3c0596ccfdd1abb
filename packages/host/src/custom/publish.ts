import type { Integration } from '@hubward/border'
import { type ManifestUpdate, SocialHubClient } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { buildManifest } from '../manifests/build.ts'
import { setCustomPushed } from '../store/custom.ts'
import type { StoredManifest } from '../store/manifests.ts'

type PublishingContext = Pick<HostContext, 'config' | 'db' | 'sealer'>

/**
 * What a Custom Channel's own Manifest says: all that the Reusable one does, without the callbacks,
 * which SocialHub uses for Reusable Manifests only.
 */
export function customManifest(
  { config }: Pick<HostContext, 'config'>,
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
  context: PublishingContext,
  integration: Integration,
  manifest: StoredManifest,
  accessToken: string,
): Promise<void> {
  const { config, db, sealer } = context
  const wanted = customManifest(context, integration, manifest)
  const client = new SocialHubClient({ apiUrl: config.socialhub.apiUrl, accessToken })
  const { _id } = await client.updateManifest(wanted)
  await db.transaction().execute((trx) => setCustomPushed(trx, sealer, manifest.id, _id, wanted))
}
