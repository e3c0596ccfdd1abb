import type { DescribedPlugin } from '@hubward/border'
import type { Db } from '../store/database.ts'
import { readFurtherBack } from '../store/fetching.ts'
import type { Session } from '../store/onboarding-sessions.ts'
import { returningChannel } from './errand.ts'

// How much of the past a new Channel brings: nothing, or the days that its plugin declares, where the
// Customer wants them. They say so before the Channel is made, or on the last page.

const DAY_MS = 86_400_000

/** From when on the messages of a Channel that is made now are wanted. */
export function fetchSince(
  { state, now }: Pick<Session, 'state' | 'now'>,
  plugin: DescribedPlugin | undefined,
): Date {
  const days = state.backfill ? (plugin?.declaration.backfill?.days ?? 0) : 0
  return wholeSecond(now.getTime() - days * DAY_MS)
}

/**
 * Many Networks tell times in whole seconds: mailboxes, Telegram. What arrives in the second in which its
 * Channel is connected is told as of its beginning, and is not older.
 */
function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1_000) * 1_000)
}

/** Reads the Channels just made from further back, as the Customer asks on the last page. */
export async function fetchOlder(
  db: Db,
  { state }: Pick<Session, 'state'>,
  { declaration }: DescribedPlugin,
): Promise<void> {
  const days = declaration.backfill?.days
  if (days === undefined || state.view.kind !== 'done' || returningChannel(state.errand)) return
  for (const { outcome } of state.drafts) {
    if (outcome?.kind !== 'created') continue
    const { channelId } = outcome
    await db.transaction().execute((trx) => readFurtherBack(trx, channelId, days))
  }
}
