import type { Integration } from '@hubward/border'
import type { ManifestUpdate } from '@hubward/socialhub'
import type { Config } from '../../config.ts'
import type { SocialHubChannelId } from '../../store/ids.ts'
import type { Publication } from '../../store/publications.ts'
import type { Comparison } from '../compare.ts'
import type { ManifestAtSocialHub } from '../manifest-at-socialhub.ts'
import type { PublicClient } from '../public-client.ts'

/** What is checked, and by what means. */
export interface Subject {
  readonly config: Config
  readonly integration: Integration
  readonly publication: Publication | undefined
  /** What the declaration compiles to now. */
  readonly built: ManifestUpdate
  readonly atSocialHub: ManifestAtSocialHub
  /** With what SocialHub shows, or was last told; undefined before it was published. */
  readonly comparison: Comparison | undefined
  /** SocialHub's id of an active Channel of this Manifest, where there is one. */
  readonly channelId: SocialHubChannelId | undefined
  readonly publicClient: PublicClient
  /** Milliseconds since 1970. */
  readonly now: number
}
