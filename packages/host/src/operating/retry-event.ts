import type { Db } from '../store/database.ts'
import {
  canBeGivenUp,
  hurryAction,
  reopenConfirmation,
  reopenInteraction,
} from '../store/events.ts'
import { type HostEvent, listEvents } from '../store/overview.ts'
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
 * Sends a refused Interaction to SocialHub again, tells it again of a reply that is published but
 * unconfirmed, or has a Ticket Action that waits for its next attempt tried now. Publishes nothing that
 * would not be published anyway.
 *
 * @param id as `listEvents` has it.
 * @throws Refused where it is none of these.
 */
export async function retryEvent(db: Db, id: string): Promise<HostEvent> {
  const event = await eventNamed(db, id)
  const [, number = ''] = id.split('-')
  const channelId = await db.transaction().execute(async (trx) => {
    const reopened =
      event.kind === 'interaction'
        ? await reopenInteraction(trx, number)
        : ((await reopenConfirmation(trx, number)) ?? (await hurryAction(trx, number)))
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
export function nextStepFor({ id, kind, state, kept, givenUpAt, retryAt }: HostEvent): string {
  const retry = `"hubward events retry ${id}"`
  const giveUp = `"hubward events give-up ${id}"`
  if (givenUpAt !== null && kind === 'interaction') return 'Nothing: it was given up.'
  if (kind === 'interaction') {
    return kept
      ? `Mend what the reason names, then ${retry}; or ${giveUp}.`
      : `Its content is not kept here; a fixed plugin brings it when the message is edited. ${giveUp} takes it off your list.`
  }
  if (state === 'unconfirmed') return `The reply is published. ${retry} tells SocialHub again.`
  if (state === 'reset') return 'The community manager knows, and can send it again in the Inbox.'
  if (state === 'confirmed') return 'Nothing.'
  if (givenUpAt !== null) return 'Nothing: its Channel’s next turn gives it up.'
  return [
    'Nothing: it is being worked on.',
    ...(retryAt === null ? [] : [`${retry} has it tried now.`]),
    ...(canBeGivenUp(state) ? [`${giveUp} resets it at SocialHub.`] : []),
  ].join(' ')
}
