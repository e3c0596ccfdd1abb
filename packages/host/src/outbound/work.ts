import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { OpenAction } from '../store/ticket-actions.ts'
import { nextAction } from './next-action.ts'
import { perform } from './perform.ts'
import { confirm, reset } from './report.ts'
import { resolveUncertain } from './resolve.ts'

/** Takes the Ticket Action whose turn it is one step further, if its time has come. */
export async function workOnActions(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  actions: readonly OpenAction[],
): Promise<void> {
  const action = nextAction(actions)
  if (!action || action.dueInMs > 0) return
  if (action.state === 'accepted') await perform(context, lease, channel, action)
  else if (action.state === 'sending') await resolveUncertain(context, lease, channel, action)
  else if (action.state === 'published') await confirm(context, lease, channel, action)
  else await reset(context, lease, channel, action)
}
