import type { HostContext } from '../host-context.ts'
import { customPushed } from '../store/custom.ts'
import type { ManifestId } from '../store/ids.ts'
import { findManifest } from '../store/manifests.ts'
import { becomeReusable, customManifestId, uncheckedCustoms } from '../store/own-promotion.ts'
import { askAboutManifest, promotedFrom } from './manifest-at-socialhub.ts'

/** A command has no log: it says itself what it does. */
type LookingContext = Pick<HostContext, 'config' | 'db' | 'sealer'> &
  Partial<Pick<HostContext, 'log'>>

/** How often each Custom Channel's Manifest is looked at, and how many in one look. */
const LOOK_EVERY_MS = 24 * 3_600_000
const AT_ONCE = 20

/**
 * Notices that the SocialHub Team has promoted a working Custom Channel's own Manifest. It becomes the
 * integration's Reusable Manifest, with the webhook and the secret that SocialHub knows: the Channel
 * goes on as one of its Channels. Does nothing where SocialHub does not show a promotion.
 *
 * @param id our id of the Manifest.
 * @param accessToken instead of the stored one, where that has been replaced.
 * @returns whether it is promoted.
 */
export async function noteOwnPromotion(
  context: LookingContext,
  id: string,
  { accessToken, signal }: { readonly accessToken?: string; readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  const { config, db, sealer, log } = context
  const manifest = await findManifest(db, sealer, id)
  const pushed = await customPushed(db, sealer, id)
  if (!manifest || !pushed) return false
  if (manifest.promotedAt || manifest.kind === 'reusable') return true
  const token = accessToken ?? pushed.accessToken
  const atSocialHub = await askAboutManifest(context, token, signal)
  if (atSocialHub.kind !== 'reusable') return false
  const { integration } = manifest
  const became = await db.transaction().execute((trx) =>
    becomeReusable(trx, sealer, id, {
      name: atSocialHub.name,
      publicUrl: promotedFrom(pushed.manifest, integration) ?? config.publicUrl,
      accessToken: token,
    }),
  )
  if (became === 'reusable') {
    log?.info(
      { integration, manifest: manifest.manifestId },
      'the Manifest of a Custom Channel was promoted: it is the integration’s Reusable Manifest now, and the Channel goes on; public URL and name of the integration can’t change any more',
    )
  } else if (became === 'beside') {
    log?.warn(
      { integration, manifest: manifest.manifestId },
      'the Manifest of a Custom Channel was promoted, but this integration has a Reusable Manifest already: the Channel goes on; ask the SocialHub Team to withdraw the second promotion',
    )
  }
  return true
}

/** The same, for a link of SocialHub that names a Manifest which is of a Custom Channel here. */
export async function noteOwnPromotionOf(
  context: LookingContext,
  integration: string,
  manifestId: ManifestId,
): Promise<boolean> {
  const id = await customManifestId(context.db, integration, manifestId)
  return id !== undefined && (await noteOwnPromotion(context, id))
}

/** Looks at some of an integration's Custom Channels, each about once a day. */
export async function lookAtCustoms(
  context: LookingContext,
  integration: string,
  signal: AbortSignal,
): Promise<void> {
  for (const id of await uncheckedCustoms(context.db, integration, LOOK_EVERY_MS, AT_ONCE)) {
    if (signal.aborted) return
    await noteOwnPromotion(context, id, { signal })
  }
}
