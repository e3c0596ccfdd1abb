import type { Db } from '../store/database.ts'
import { reopenInteraction } from '../store/interactions.ts'
import { type HostEvent, listEvents } from '../store/overview.ts'
import { reopenConfirmation } from '../store/ticket-actions.ts'
import { ring } from '../store/turns.ts'
import { Refused } from './refused.ts'

/** @throws Refused where there is none of that id. */
export async function eventNamed(db: Db, id: string): Promise<HostEvent> {
  const [event] = await listEvents(db, { id, limit: 1 })
  if (event) return event
  throw new Refused(
    'unknown-event',
    `There is no "${id}"; "hubward events list" shows what there is.`,
  )
}

/**
 * Sends a refused Interaction to SocialHub again, or tells it again of a reply that is published but
 * unconfirmed. Publishes nothing.
 *
 * @param id as `listEvents` has it.
 * @throws Refused where it is neither.
 */
export async function retryEvent(db: Db, id: string): Promise<HostEvent> {
  const event = await eventNamed(db, id)
  const [, number = ''] = id.split('-')
  const channelId = await db.transaction().execute(async (trx) => {
    const reopened =
      event.kind === 'interaction'
        ? await reopenInteraction(trx, number)
        : await reopenConfirmation(trx, number)
    if (reopened !== undefined) await ring(trx, reopened, 'command')
    return reopened
  })
  if (channelId === undefined) {
    throw new Refused(
      'not-retried',
      `This can’t be retried: it is ${event.state}. ${nextStepFor(event)}`,
    )
  }
  return event
}

/** What leads further, for whoever looks after it. */
export function nextStepFor({ id, kind, state, kept }: HostEvent): string {
  const retry = `"hubward events retry ${id}"`
  if (kind === 'interaction') {
    return kept
      ? `Mend what the reason names, then ${retry}.`
      : 'Its content is not kept here; a fixed plugin brings it when the message is edited.'
  }
  if (state === 'unconfirmed') return `The reply is published. ${retry} tells SocialHub again.`
  if (state === 'reset') return 'The community manager knows, and can send it again in the Inbox.'
  return state === 'confirmed' ? 'Nothing.' : 'Nothing: it is being worked on.'
}
