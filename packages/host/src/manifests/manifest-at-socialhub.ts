import { type ManifestResponse, ManifestUpdate, SocialHubError } from '@hubward/socialhub'
import Value from 'typebox/value'
import type { HostContext } from '../host-context.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { setPromoted } from '../store/manifests.ts'
import { findPublication, type Publication } from '../store/publications.ts'

/** What SocialHub shows of a Manifest through its developer's Custom Channel. */
export type ManifestAtSocialHub =
  | { readonly kind: 'shown'; readonly manifest: ManifestResponse }
  /** Promoted: it is shown no more, and changed by the SocialHub Team only. */
  | { readonly kind: 'reusable'; readonly name: string | null }
  | { readonly kind: 'unpublished' }
  | { readonly kind: 'refused'; readonly error: SocialHubError }

/**
 * What SocialHub shows the holder of a Channel's Access Token of its Manifest.
 *
 * @throws what is not SocialHub's answer.
 */
export async function askAboutManifest(
  { config }: Pick<HostContext, 'config'>,
  accessToken: string,
  signal?: AbortSignal,
): Promise<ManifestAtSocialHub> {
  const client = socialhubClient(config, accessToken, { signal })
  try {
    const { manifest } = await client.getChannel()
    if (manifest?.name) return { kind: 'reusable', name: manifest.name }
    // GET / may show less than there is: only a refused change proves that it was promoted.
    return await client.updateManifest({}).then(
      (whole): ManifestAtSocialHub =>
        whole.name ? { kind: 'reusable', name: whole.name } : { kind: 'shown', manifest: whole },
      (error: unknown): ManifestAtSocialHub => {
        if (manifest || !isForbidden(error)) throw error
        return { kind: 'reusable', name: null }
      },
    )
  } catch (error) {
    if (error instanceof SocialHubError) return { kind: 'refused', error }
    throw error
  }
}

/** Looks, and notes a promotion that nobody told us of. */
export async function lookUpManifest(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  integration: string,
  signal?: AbortSignal,
): Promise<{
  readonly publication: Publication | undefined
  readonly atSocialHub: ManifestAtSocialHub
}> {
  const { config, db, sealer } = context
  const publication = await findPublication(db, sealer, integration)
  const token = publication?.developer?.accessToken
  const atSocialHub: ManifestAtSocialHub =
    token === undefined ? { kind: 'unpublished' } : await askAboutManifest(context, token, signal)
  if (!publication || atSocialHub.kind !== 'reusable') return { publication, atSocialHub }
  const { id, promotedAt, promotedName } = publication.manifest
  if (promotedAt && (promotedName !== null || atSocialHub.name === null))
    return { publication, atSocialHub }
  const publicUrl = promotedFrom(publication.pushed?.manifest, integration) ?? config.publicUrl
  await db.transaction().execute((trx) => setPromoted(trx, id, atSocialHub.name, publicUrl))
  return { publication: await findPublication(db, sealer, integration), atSocialHub }
}

/** Where hosts are reached: what was pushed is what was promoted, wherever this host says that it is. */
export function promotedFrom(pushed: unknown, integration: string): string | undefined {
  if (!Value.Check(ManifestUpdate, pushed)) return undefined
  const callback = pushed.callbacks?.channelCreation
  const suffix = `/connect/${integration}`
  return callback?.endsWith(suffix) ? callback.slice(0, -suffix.length) : undefined
}

/** Whether SocialHub refuses a change: of a Reusable Manifest it refuses each. */
export function isForbidden(error: unknown): boolean {
  return (
    error instanceof SocialHubError &&
    (error.code === 'AccessDenied' || error.code === 'InsufficientPermissions')
  )
}
