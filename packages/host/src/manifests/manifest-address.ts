import type { Config } from '../config.ts'
import type { StoredManifest } from '../store/manifests.ts'
import type { ManifestAddress } from './build.ts'
import { REFERENCE, SECRET } from './compare.ts'

/** Where a Manifest's webhook is, or will be once the first publication has made a reference and a secret. */
export function manifestAddress(
  { publicUrl, webhookUrl }: Pick<Config, 'publicUrl' | 'webhookUrl'>,
  manifest: Pick<StoredManifest, 'reference' | 'secrets'> | undefined,
): ManifestAddress {
  const [secret = SECRET] = manifest?.secrets ?? []
  return { publicUrl, webhookUrl, reference: manifest?.reference ?? REFERENCE, secret }
}
