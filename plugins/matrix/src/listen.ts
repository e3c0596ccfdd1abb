import { setTimeout as sleep } from 'node:timers/promises'
import type { ListenContext } from '@hubward/plugin'
import { acceptInvitations, wantedOf } from './rooms.ts'
import type { ChannelSettings, Credentials, Settings } from './settings.ts'
import { sync } from './sync.ts'

/** Shorter than the host lets a Network wait with its answer. */
const POLL_MS = 15_000
/** Not every server waits: so much time is at least between two questions that it should wait with. */
const LEAST_MS = 3_000

type Pause = (forMs: number, signal: AbortSignal) => Promise<void>

const pauseOf: Pause = (forMs, signal) => sleep(forMs, undefined, { signal }).catch(() => undefined)

/**
 * Waits at `/sync` for something to happen, and rings. Nothing of it is kept: what it was, the fetch
 * reads by a token of its own. Invitations are accepted here, since a fetch changes nothing.
 */
export async function listen(
  context: ListenContext<Settings, ChannelSettings, Credentials>,
  pause: Pause = pauseOf,
): Promise<void> {
  let since: string | undefined
  while (!context.signal.aborted) {
    const began = context.now().getTime()
    const waitMs = since === undefined ? 0 : POLL_MS
    const { credentials } = context
    const { next_batch, rooms } = await sync(context, credentials, since, ['m.room.create'], waitMs)
    await acceptInvitations(context, rooms)
    const changed = await wantedOf(context, Object.keys(rooms?.join ?? {}))
    // Also at first: whatever happened before this call began.
    if (since === undefined || changed.length > 0) await context.ring()
    const tookMs = Math.max(0, context.now().getTime() - began)
    if (since !== undefined && tookMs < LEAST_MS) await pause(LEAST_MS - tookMs, context.signal)
    since = next_batch
  }
}
