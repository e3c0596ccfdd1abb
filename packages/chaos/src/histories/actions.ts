import type { TicketAction } from '@hubward/simulator'
import type { StubAction } from '@hubward/testkit/stub-network'
import type { Found, Histories } from './histories.ts'
import { lifeOfAction } from './life.ts'
import { isUncertain } from './reasons.ts'
import { Tally } from './tally.ts'

/** By declaration these do no harm twice: the same key is the same effect. */
const REPEATABLE = new Set(['like', 'hide'])

/**
 * Each Ticket Action had one effect on the Network, or one reset with a reason, and never both, unless
 * the reason said that nobody knows.
 */
export function compareActions(histories: Histories): Found {
  const tally = new Tally()
  const { actions, followups } = histories.socialhub
  const attempts = Map.groupBy(actions, ({ followupId }) => followupId)
  const effects = Map.groupBy(
    histories.accounts.flatMap(({ replies }) => replies),
    ({ clientReference }) => clientReference,
  )
  for (const { id } of followups) {
    const wrong = outcomeOfReply(effects.get(id)?.length ?? 0, tally, attempts.get(id) ?? [])
    if (wrong !== undefined) {
      tally.fault(`reply ${id}: ${wrong}`, lifeOfAction(histories, { followupId: id }))
    }
  }
  const items = new Map(
    histories.socialhub.tickets.map(({ id, interaction }) => [id, interaction.networkItemId]),
  )
  const pressed = Map.groupBy(
    histories.accounts.flatMap((account) => account.actions),
    ({ messageId, action }) => `${action} ${messageId}`,
  )
  for (const action of actions) {
    if (action.followupId !== undefined) continue
    const found = pressed.get(`${action.actionId} ${items.get(action.ticketId)}`) ?? []
    const wrong = pressIsWrong(tally, action, found)
    if (wrong !== undefined) {
      tally.fault(
        `${action.actionId} ${action.id}: ${wrong}`,
        lifeOfAction(histories, { uuid: action.id }),
      )
    }
  }
  for (const row of histories.actions) {
    if (row.state === 'confirmed' || row.state === 'reset') continue
    tally.fault(
      `action ${row.id} of the host is ${row.state}`,
      lifeOfAction(histories, { followupId: row.followupId ?? undefined, uuid: row.uuid }),
    )
  }
  return tally
}

/**
 * @param effects how often it stands on the Network.
 * @param attempts all that an agent made to send one reply: it can be sent again after a reset.
 * @returns what is wrong with it.
 */
export function outcomeOfReply(
  effects: number,
  tally: Tally,
  attempts: readonly TicketAction[],
): string | undefined {
  const published = attempts.filter(({ status }) => status === 'published').length
  const failed = attempts.filter(({ status }) => status === 'failed')
  const uncertain = failed.filter(({ reason }) => isUncertain(reason)).length
  const dropped = attempts.filter(({ status }) => status === 'dropped').length
  if (published + failed.length + dropped < attempts.length) return 'it never ended'
  if (failed.some(({ reason }) => !reason)) return 'it was reset without a reason'
  if (published > 1) return `SocialHub was told ${published} times that it was published`
  if (effects < published) return 'SocialHub was told that it was published, and it was not'
  if (effects > published + uncertain) {
    return `${effects} effects, ${published} told as published, ${uncertain} as unknown`
  }
  tally.count('replies published once', published)
  tally.count('replies reset with a reason', failed.length - uncertain)
  tally.count('replies reset because nobody knows', uncertain)
  tally.count('… of which were published', effects - published)
  if (dropped > 0) tally.count('events that SocialHub gave up', dropped)
  return undefined
}

function pressIsWrong(
  tally: Tally,
  action: TicketAction,
  effects: readonly StubAction[],
): string | undefined {
  const different = new Set(effects.map(({ key }) => key)).size
  if (different > 1) return `${different} effects under different keys`
  const repeatable = REPEATABLE.has(action.actionId)
  if (effects.length > 1 && !repeatable) return `${effects.length} effects`
  const happened = effects.length > 0
  if (effects.length > 1) tally.count('buttons repeated harmlessly')
  if (action.status === 'accepted') {
    if (!happened) return 'no effect, and no reset'
    tally.count('buttons with one effect')
    return undefined
  }
  if (action.status === 'dropped') {
    tally.count('events that SocialHub gave up')
    return undefined
  }
  if (action.status !== 'failed') return 'it never ended'
  if (!action.reason) return 'it was reset without a reason'
  const uncertain = isUncertain(action.reason)
  if (happened && !uncertain) return 'it had an effect, and was reset'
  tally.count(uncertain ? 'buttons reset because nobody knows' : 'buttons reset with a reason')
  return undefined
}
