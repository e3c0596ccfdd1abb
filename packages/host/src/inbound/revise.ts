import { check, Interaction } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { askSocialHub } from '../socialhub.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { settleRevision, type WaitingRevision, waitingRevisions } from '../store/revisions.ts'
import { putDeliveryOff } from '../store/socialhub-pace.ts'
import { deletionUpdate, editUpdate } from './ticket.ts'

const BATCH = 50

/** Carries edits and deletions to their Tickets, in order. */
export async function deliverRevisions(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const failures = channel.deliverFailures + 1
  for (const revision of await waitingRevisions(context.db, channel.id, BATCH)) {
    if (lease.rung) return
    const interaction = updateOf(channel, revision)
    // Somebody else's new words bring a Ticket that is Done back into the Inbox; our own don't.
    const options = { reset: !revision.own }
    const answer = await askSocialHub(context, lease, channel, failures, (client) =>
      client.updateTicket(revision.ticketId, { interaction }, options),
    )
    if (answer.kind === 'later') {
      const { inMs } = answer
      return await lease.transaction((trx) => putDeliveryOff(trx, channel.id, failures, inMs))
    }
    const refusal = answer.kind === 'refused' ? answer.reason : null
    await lease.transaction((trx) => settleRevision(trx, channel.id, revision, refusal))
  }
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
