import type { ListenContext } from '@hubward/plugin'
import { ask } from './api.ts'
import { acceptInvitations, wantedOf } from './rooms.ts'
import type { ChannelSettings, Credentials, Settings } from './settings.ts'
import { Sync, syncFilter } from './wire.ts'

/** Shorter than the host lets a Network wait with its answer. */
const POLL_MS = 15_000

/**
 * Waits at `/sync` for something to happen, and rings. Nothing of it is kept: what it was, the fetch
 * reads by a token of its own. Invitations are accepted here, since a fetch changes nothing.
 */
export async function listen(
  context: ListenContext<Settings, ChannelSettings, Credentials>,
): Promise<void> {
  let since: string | undefined
  while (!context.signal.aborted) {
    const { next_batch, rooms } = await ask(
      context,
      context.credentials,
      'GET',
      'client/v3/sync',
      Sync,
      {
        query: {
          since,
          timeout: since === undefined ? 0 : POLL_MS,
          set_presence: 'offline',
          filter: syncFilter(1, ['m.room.create']),
        },
      },
    )
    await acceptInvitations(context, rooms)
    const changed = await wantedOf(context, Object.keys(rooms?.join ?? {}))
    // Also at first: whatever happened before this call began.
    if (since === undefined || changed.length > 0) await context.ring()
    since = next_batch
  }
}
