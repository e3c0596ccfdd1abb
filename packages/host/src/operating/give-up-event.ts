import type { Db } from '../store/database.ts'
import { canBeGivenUp, giveUpAction, giveUpInteraction } from '../store/events.ts'
import type { HostEvent } from '../store/overview.ts'
import { ring } from '../store/turns.ts'
import { Refused } from './refused.ts'
import { eventNamed, nextStepFor } from './retry-event.ts'

/** How much an operator may write to the community manager. */
export const GIVE_UP_REASON_LIMIT = 300

/** Whether giving it up changes anything. */
export function hasSomethingToGiveUp({ kind, state, givenUpAt }: HostEvent): boolean {
  if (givenUpAt !== null) return false
  return kind === 'interaction' ? state === 'refused' : canBeGivenUp(state)
}

/**
 * Gives up what is still open:
 *
 *   a Ticket Action that waits          the Channel's turn resets it at SocialHub; nothing is published,
 *                                       unless an earlier attempt did, which then nobody knows
 *   one whose outcome is not known      the turn asks the Network first: what is there is confirmed
 *   a published, unconfirmed reply      it stays; nobody needs to look at it any more
 *   a refused Interaction               it stays refused; nobody needs to look at it any more
 *
 * @param id as `listEvents` has it.
 * @param reason what the audit log keeps, and the community manager reads where nothing was published;
 *   empty: nothing.
 * @throws Refused where there is nothing to give up, or the reason is too long.
 */
export async function giveUpEvent(db: Db, id: string, reason: string): Promise<HostEvent> {
  const event = await eventNamed(db, id)
  const [, number = ''] = id.split('-')
  const trimmed = reason.trim()
  if (trimmed.length > GIVE_UP_REASON_LIMIT) {
    throw new Refused(
      'reason-too-long',
      `The reason has ${trimmed.length} characters; ${GIVE_UP_REASON_LIMIT} are the most.`,
    )
  }
  const because = trimmed === '' ? null : trimmed
  const givenUp = await db.transaction().execute(async (trx) => {
    const given =
      event.kind === 'interaction'
        ? await giveUpInteraction(trx, number, because)
        : await giveUpAction(trx, number, because)
    if (given?.isOpen) await ring(trx, given.channelId, 'action')
    return given
  })
  if (givenUp === undefined) {
    throw new Refused(
      'not-given-up',
      `There is nothing to give up: it is ${event.state}. ${nextStepFor(event)}`,
    )
  }
  return event
}
