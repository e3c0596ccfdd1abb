import type { ManifestUpdate } from '@hubward/socialhub'
import type { Publication } from '../store/publications.ts'
import { type Comparison, compareManifests } from './compare.ts'
import type { ManifestAtSocialHub } from './manifest-at-socialhub.ts'

/** With what SocialHub shows; where it shows nothing, with what it was last told. */
export function comparisonWith(
  atSocialHub: ManifestAtSocialHub,
  built: ManifestUpdate,
  publication: Publication | undefined,
): Comparison | undefined {
  if (!publication) return undefined
  if (atSocialHub.kind === 'shown')
    return compareManifests(built, atSocialHub.manifest, publication.manifest)
  return comparisonWithPushed(built, publication)
}

/** Undefined when nothing was pushed yet. */
export function comparisonWithPushed(
  built: ManifestUpdate,
  { manifest, pushed }: Publication,
): Comparison | undefined {
  const comparison = pushed && compareManifests(built, pushed.manifest, manifest)
  if (!comparison || !manifest.promotedAt) return comparison ?? undefined
  // Handed over by people: which secret SocialHub uses is seen by what verifies.
  const differences = comparison.differences.filter(({ field }) => field !== 'webhook.secret')
  return { ...comparison, differences }
}
