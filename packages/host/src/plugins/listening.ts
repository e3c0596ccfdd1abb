import { setTimeout as pause } from 'node:timers/promises'
import { checkedEntries, type Services } from '@hubward/border'
import type { Db } from '../store/database.ts'
import type { ChannelId, NetworkId } from '../store/ids.ts'
import { appendPushes, wakeFetch } from '../store/pushes.ts'

/** Rings of one Channel that follow each other more closely become one. */
const RING_EVERY_MS = 500

/**
 * What one call that listens may do. No lease is asked for: whoever has lost it unnoticed, and is told
 * something by the Network, must be able to keep it, since nobody else may ever be told.
 *
 * @param channelOf which Channel is meant; undefined: unknown, and what is for it is dropped.
 */
export function createListening(
  db: Db,
  channelOf: (networkId: NetworkId | undefined) => Promise<string | undefined>,
): NonNullable<Services['listening']> {
  const ringing = new Map<string, Promise<void>>()
  const last = new Map<string, number>()

  async function ring(channelId: ChannelId): Promise<void> {
    const waitMs = (last.get(channelId) ?? -RING_EVERY_MS) + RING_EVERY_MS - performance.now()
    await pause(Math.max(0, waitMs))
    // From here on it is too late for others to join: what they know of may come after this.
    ringing.delete(channelId)
    last.set(channelId, performance.now())
    await db.transaction().execute((trx) => wakeFetch(trx, channelId))
  }

  return {
    async ring(networkId) {
      const channelId = await channelOf(networkId)
      if (channelId === undefined) return
      const joined = ringing.get(channelId) ?? ring(channelId)
      ringing.set(channelId, joined)
      await joined
    },
    async append(networkId, given) {
      const entries = checkedEntries(given)
      const channelId = await channelOf(networkId)
      if (channelId === undefined) return
      await db.transaction().execute((trx) => appendPushes(trx, channelId, entries))
    },
  }
}
