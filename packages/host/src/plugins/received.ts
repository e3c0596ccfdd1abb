import type { PushLog } from '@hubward/plugin'
import type { Db } from '../store/database.ts'
import type { ChannelId } from '../store/ids.ts'
import { readPushes } from '../store/pushes.ts'

const READ_LIMIT = 1_000

/** A Channel's push log for one call, which remembers how far it was read. */
export interface Received {
  readonly log: PushLog
  /** The highest number handed out; 0 if none was. */
  lastRead(): number
}

export function createReceived(db: Db, channelId: ChannelId): Received {
  let last = 0
  return {
    log: {
      async read(after, limit) {
        const entries = await readPushes(db, channelId, after, Math.min(limit, READ_LIMIT))
        last = Math.max(last, entries.at(-1)?.number ?? 0)
        return entries
      },
    },
    lastRead: () => last,
  }
}
