import type { Integration } from '@hubward/border'
import type { ManifestUpdate } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import type { ManifestId } from '../store/ids.ts'
import { findPublication, savePushed } from '../store/publications.ts'
import { buildManifest } from './build.ts'
import { comparisonWithPushed } from './comparison-with.ts'
import { manifestAddress } from './manifest-address.ts'

/** What a declaration compiles to now, where SocialHub was told something else. */
export interface ManifestChange {
  /** Our id of the Manifest. */
  readonly id: string
  /** SocialHub's id of it. */
  readonly manifestId: ManifestId
  readonly manifest: ManifestUpdate
  /** Such as `inbox.ticketActions.reply.config.maxLength`. */
  readonly fields: readonly string[]
}

/** Undefined when nothing was published yet, or nothing changed since. */
export async function manifestChange(
  { config, db, sealer }: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  integration: Integration,
): Promise<ManifestChange | undefined> {
  const publication = await findPublication(db, sealer, integration.name)
  const manifestId = publication?.manifest.manifestId
  if (!publication || !manifestId) return undefined
  const manifest = buildManifest(integration, manifestAddress(config, publication.manifest))
  const { differences = [] } = comparisonWithPushed(manifest, publication) ?? {}
  if (differences.length === 0) return undefined
  const fields = differences.map(({ field }) => field)
  return { id: publication.manifest.id, manifestId, manifest, fields }
}

/** Notes that SocialHub has it now: the SocialHub Team has changed the Manifest. */
export async function noteChanged(
  { db, sealer }: Pick<HostContext, 'db' | 'sealer'>,
  { id, manifest }: ManifestChange,
): Promise<void> {
  await db.transaction().execute((trx) => savePushed(trx, sealer, id, manifest))
}
