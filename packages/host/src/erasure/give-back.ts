import { PluginError } from '@hubward/plugin'
import type { HostContext } from '../host-context.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { areCredentialsErased } from '../store/grants.ts'
import { isGrantShared } from '../store/shared-grants.ts'

/** What became of the grant at the Network, or of the Channel at SocialHub. */
export type Ending =
  /** It was ended now, or had ended before. */
  | { readonly outcome: 'ended' }
  /** There was nothing to end. */
  | { readonly outcome: 'none' }
  /** Another Channel lives on it: it ends with the last of them. */
  | { readonly outcome: 'shared' }
  /** It could not be ended now, and remains. */
  | ({ readonly outcome: 'remains' } & Why)
  /** It stays, and trying again would not help: nobody here may end it. */
  | ({ readonly outcome: 'out-of-reach' } & Why)

interface Why {
  /** Of docs/reference/errors.md; or `not-loaded`, `token-replaced`. */
  readonly code: string
  /** For who removes it. A Network's own words may be in it, so it isn't kept. */
  readonly reason: string
}

/**
 * Gives a Channel's grant back to its Network (`revoke`), unless another Channel lives on it. It may be
 * repeated. Where it answers `shared`, the transaction that erases asks `isLeftToOthers`.
 */
export async function giveBack(
  { db, plugins, integrations }: Pick<HostContext, 'db' | 'plugins' | 'integrations'>,
  channel: LoadedChannel,
  signal: AbortSignal,
): Promise<Ending> {
  // One that ended gave them up, since its account of the Network is another Account's now.
  if (channel.state === 'ended' || (await areCredentialsErased(db, channel.id))) {
    return { outcome: 'none' }
  }
  if (await isGrantShared(db, channel.id)) return { outcome: 'shared' }
  if (!integrations.has(channel.integration)) {
    const reason = `the integration "${channel.integration}" does not run`
    return { outcome: 'remains', code: 'not-loaded', reason }
  }
  try {
    return { outcome: (await plugins.revoke(channel, signal)) ? 'ended' : 'none' }
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    // A grant that the Network does not know any more has ended.
    if (error.code === 'authentication' || error.code === 'not-found') return { outcome: 'ended' }
    return { outcome: 'remains', code: error.code, reason: error.message }
  }
}
