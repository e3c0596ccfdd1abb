import { MAILS } from '../stage/mail.ts'
import type { Found, Histories, StoredMail } from './histories.ts'
import { lifeOfAction } from './life.ts'
import { Tally } from './tally.ts'

/** Nothing else in a run is a reason not to send: nobody erases, says no, or comes to a limit. */
const PERMITTED: ReadonlySet<string> = new Set([
  'a later answer took its place',
  'the notice before it failed',
])

/**
 * Each mail was taken by the mail server once, or not at all and for a reason; where nobody can know, that
 * is said, and it is not sent again. Each reply that was published has its mail, and none has two.
 */
export function compareMails(histories: Histories): Found {
  const tally = new Tally()
  const { mails, delivered, actions, accounts } = histories
  const taken = Map.groupBy(delivered, ({ id, to }) => `${id} to ${to}`)
  for (const [mail, times] of taken) {
    if (times.length > 1) tally.fault(`mail ${mail}: taken ${times.length} times`, [])
  }
  const known = new Set(mails.map(({ id }) => id))
  for (const { id, to } of delivered) {
    if (!known.has(id)) tally.fault(`mail ${id} to ${to}: no host knows it`, [])
  }
  const arrived = new Set(delivered.map(({ id }) => id))
  const asked = new Set(
    mails.filter(({ id, kind }) => kind === 'notice' && arrived.has(id)).map(conversation),
  )
  for (const mail of mails) {
    const wrong = mailIsWrong(tally, mail, arrived.has(mail.id), asked.has(conversation(mail)))
    if (wrong === undefined) continue
    const life = lifeOfAction(histories, { followupId: mail.key })
    tally.fault(`mail ${mail.id}: ${wrong}`, [`host: ${JSON.stringify(mail)}`, ...life])
  }
  const mailing = new Set(
    accounts.filter(({ integration }) => integration === MAILS).map(({ name }) => name),
  )
  const answers = new Map(
    mails.filter(({ kind }) => kind === 'answer').map((one) => [one.key, one]),
  )
  for (const { account, state, followupId } of actions) {
    if (followupId === null || state !== 'confirmed' || !mailing.has(account)) continue
    if (answers.has(followupId)) continue
    const life = lifeOfAction(histories, { followupId })
    tally.fault(`reply ${followupId}: published, and no mail tells of it`, life)
  }
  return tally
}

/** @param asked whether a notice of its conversation arrived, to which every visitor here says yes. */
function mailIsWrong(
  tally: Tally,
  { kind, state, reason, told }: StoredMail,
  arrived: boolean,
  asked: boolean,
): string | undefined {
  switch (state) {
    case 'sent':
      if (!arrived) return 'it counts as sent, and did not arrive'
      tally.count(`mails sent once: ${kind}`)
      return undefined
    case 'unknown':
      if (!told) return 'nobody was told that its outcome is unknown'
      tally.count('mails of unknown outcome')
      if (arrived) tally.count('… of which had arrived')
      return undefined
    case 'failed':
      if (arrived) return 'it counts as failed, and arrived'
      if (!told) return 'nobody was told that it failed'
      tally.count('mails that the mail server refused')
      return undefined
    case 'waiting':
      if (arrived) return 'it waits for a confirmation, and arrived'
      if (asked) return 'its visitor confirmed, and it waits'
      tally.count('answers whose notice may not have arrived')
      return undefined
    case 'suppressed':
      if (arrived) return `it was not to be sent (${reason}), and arrived`
      if (!PERMITTED.has(reason ?? ''))
        return `it was not to be sent (${reason}), which nothing here causes`
      tally.count('mails that were not to be sent')
      return undefined
    default:
      return `it is ${state}`
  }
}

function conversation({ account, thread }: StoredMail): string {
  return `${account} ${thread}`
}
