import { check, Interaction, type SocialHubClient } from '@hubward/socialhub'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { judge } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { putDeliveryOff } from '../store/delivery-pace.ts'
import { settleRevision, type WaitingRevision, waitingRevisions } from '../store/revisions.ts'
import { deletionUpdate, editUpdate } from './ticket.ts'

const BATCH = 50

/**
 * Carries edits and deletions to their Tickets, in order.
 *
 * @returns whether anything was done.
 */
export async function deliverRevisions(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  client: SocialHubClient,
): Promise<boolean> {
  const revisions = await waitingRevisions(parts.db, channel.id, BATCH)
  for (const revision of revisions) {
    if (lease.rung) return true
    let refusal: string | null = null
    lease.assertHeld()
    try {
      // Somebody else's new words bring a Ticket that is Done back into the Inbox; our own don't.
      await client.updateTicket(
        revision.ticketId,
        { interaction: updateOf(channel, revision) },
        {
          reset: !revision.own,
        },
      )
    } catch (error) {
      const verdict = await judge(parts, lease, channel, error, channel.deliverFailures + 1)
      if (verdict.kind === 'later') {
        const failures = channel.deliverFailures + 1
        await lease.transaction((trx) => putDeliveryOff(trx, channel.id, failures, verdict.inMs))
        return true
      }
      if (verdict.kind === 'refused') refusal = verdict.reason
    }
    await lease.transaction((trx) => settleRevision(trx, channel.id, revision, refusal))
  }
  return revisions.length > 0
}

function updateOf(channel: LoadedChannel, revision: WaitingRevision) {
  const { content } = revision
  const updatedTime =
    typeof content === 'object' && content !== null && 'updatedTime' in content
      ? String(content.updatedTime)
      : undefined
  if (revision.kind === 'deleted') {
    return deletionUpdate(channel.channel.language, updatedTime ?? channel.now.toISOString())
  }
  const { updatedTime: _, ...interaction } = { updatedTime, ...Object(content) }
  const checked = check(Interaction, interaction)
  return checked.ok ? editUpdate(checked.value, updatedTime) : {}
}
