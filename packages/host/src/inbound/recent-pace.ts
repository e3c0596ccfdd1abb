import { type DescribedPlugin, pluginOf } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import type { LoadedChannel } from '../store/channels.ts'

/** What a plugin that says nothing gets; see `declaration.recent`. */
export const USUAL_RECENT = {
  minIntervalMs: 3_600_000,
  maxIntervalMs: 12 * 3_600_000,
  windowMs: 2 * 86_400_000,
}
/** When what a plugin lists again is compared, how often, and how far back. */
export function recentBounds(context: HostContext, channel: LoadedChannel) {
  return pluginOf(context, channel).declaration.recent ?? USUAL_RECENT
}

/**
 * How long until a Channel is to be compared; undefined where it can't be, and while fetching is in
 * trouble or has not begun: what is merely on its way is no gap.
 */
export function reconcileInMs(
  channel: Pick<LoadedChannel, 'reconcileDueAt' | 'fetchedAt' | 'fetchFailures' | 'now'>,
  plugin: Pick<DescribedPlugin, 'listRecent'>,
  networkInMs: number,
): number | undefined {
  const { reconcileDueAt, fetchedAt, fetchFailures, now } = channel
  if (reconcileDueAt === null || fetchedAt === null || fetchFailures > 0) return undefined
  if (!plugin.listRecent) return undefined
  return Math.max(reconcileDueAt.getTime() - now.getTime(), networkInMs)
}
