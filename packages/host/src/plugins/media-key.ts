import type { Sealer } from '../sealing/sealer.ts'

/**
 * What signs the URLs of one integration's files. A plugin's worker is given it in place of the host's
 * own keys: it can sign nothing that `context.mediaUrl` would not sign for it.
 */
export function mediaKeyOf(sealer: Sealer, integration: string): string {
  return sealer.sign('media-key', integration)
}
