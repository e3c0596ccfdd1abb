import { type ManifestResponse, SocialHubClient, SocialHubError } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { setPromoted } from '../store/manifests.ts'
import { findPublication, type Publication } from '../store/publications.ts'

/** What SocialHub shows of a Manifest through its developer's Custom Channel. */
export type Seen =
  | { readonly kind: 'shown'; readonly manifest: ManifestResponse }
  /** Promoted: it is shown no more, and changed by the SocialHub Team only. */
  | { readonly kind: 'reusable'; readonly name: string | null }
  | { readonly kind: 'unpublished' }
  | { readonly kind: 'refused'; readonly error: SocialHubError }

/** @throws what is not SocialHub's answer. */
async function lookAtSocialHub(
  { config }: Pick<HostContext, 'config'>,
  publication: Publication | undefined,
  signal?: AbortSignal,
): Promise<Seen> {
  if (!publication?.developer) return { kind: 'unpublished' }
  const { accessToken } = publication.developer
  const client = new SocialHubClient({
    apiUrl: config.socialhub.apiUrl,
    accessToken,
    ...(signal && { signal }),
  })
  try {
    const { manifest } = await client.getChannel()
    if (manifest?.name) return { kind: 'reusable', name: manifest.name }
    // GET / may show less than there is: only a refused change proves that it was promoted.
    return await client.updateManifest({}).then(
      (whole): Seen =>
        whole.name ? { kind: 'reusable', name: whole.name } : { kind: 'shown', manifest: whole },
      (error: unknown): Seen => {
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
export async function followManifest(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  integration: string,
  signal?: AbortSignal,
): Promise<{ readonly publication: Publication | undefined; readonly seen: Seen }> {
  const { config, db, sealer } = context
  const publication = await findPublication(db, sealer, integration)
  const seen = await lookAtSocialHub(context, publication, signal)
  if (!publication || seen.kind !== 'reusable') return { publication, seen }
  const { id, promotedAt, promotedName } = publication.manifest
  if (promotedAt && (promotedName !== null || seen.name === null)) return { publication, seen }
  // What was pushed is what was promoted, wherever this host says that it is reached.
  const callback = publication.pushed?.manifest.callbacks?.channelCreation
  const suffix = `/connect/${integration}`
  const publicUrl = callback?.endsWith(suffix)
    ? callback.slice(0, -suffix.length)
    : config.publicUrl
  await db.transaction().execute((trx) => setPromoted(trx, id, seen.name, publicUrl))
  return { publication: await findPublication(db, sealer, integration), seen }
}

function isForbidden(error: unknown): boolean {
  return (
    error instanceof SocialHubError &&
    (error.code === 'AccessDenied' || error.code === 'InsufficientPermissions')
  )
}
