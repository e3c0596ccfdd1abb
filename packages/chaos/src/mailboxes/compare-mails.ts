import type { Channel, Followup, Ticket, TicketAction } from '@hubward/simulator'
import { outcomeOfReply } from '../histories/actions.ts'
import type { Found } from '../histories/histories.ts'
import { isUncertain } from '../histories/reasons.ts'
import { Tally } from '../histories/tally.ts'
import type { SentMail } from './performer.ts'

/** What people, SocialHub and the mailboxes know when all is quiet. */
export interface MailHistories {
  readonly mails: readonly SentMail[]
  /** Whatever arrived at the person who wrote them all, as it is. */
  readonly received: readonly string[]
  readonly channels: readonly Pick<Channel, 'id' | 'networkId'>[]
  readonly tickets: readonly Ticket[]
  readonly followups: readonly Pick<Followup, 'id' | 'text'>[]
  readonly actions: readonly TicketAction[]
}

/**
 * Each mail is one Ticket of its mailbox, under the mail that its thread began with. Each reply is one
 * mail, or was reset with a reason, and never both unless the reason says that nobody knows.
 */
export function compareMails(histories: MailHistories): Found {
  const tally = new Tally()
  const visible = histories.tickets.filter(({ hidden }) => !hidden)
  for (const mail of histories.mails) {
    const tickets = visible.filter((ticket) => says(ticket, mail.word))
    const wrong = mailIsWrong(histories, visible, mail, tickets)
    if (wrong === undefined) tally.count('mails that became one Ticket each')
    else {
      const life = [mail, ...tickets].map((one) => JSON.stringify(one))
      tally.fault(`${mail.word}: ${wrong}`, life)
    }
  }
  for (const { id, text = '' } of histories.followups) {
    const attempts = histories.actions.filter(({ followupId }) => followupId === id)
    const arrived = histories.received.filter((raw) => raw.includes(text))
    const own = visible.filter((ticket) => says(ticket, text) && ticket.followupToId === undefined)
    const wrong =
      outcomeOfReply(arrived.length, tally, attempts) ?? ownIsWrong(tally, own, attempts)
    if (wrong === undefined) continue
    const life = [...attempts, ...own].map((one) => JSON.stringify(one))
    tally.fault(`${text}: ${wrong}`, [...life, ...arrived])
  }
  const words = [
    ...histories.mails.map(({ word }) => word),
    ...histories.followups.map(({ text = '' }) => text),
  ]
  for (const ticket of visible) {
    if (words.some((word) => says(ticket, word))) continue
    tally.fault(`${ticket.id}: a Ticket without a mail`, [JSON.stringify(ticket)])
  }
  return tally
}

function mailIsWrong(
  { channels }: MailHistories,
  visible: readonly Ticket[],
  mail: SentMail,
  [ticket, ...more]: readonly Ticket[],
): string | undefined {
  if (!ticket) return 'no Ticket'
  if (more.length > 0) return `${more.length + 1} Tickets`
  const channel = channels.find(({ id }) => id === ticket.channelId)
  if (channel?.networkId !== mail.address) return `it is a Ticket of ${channel?.networkId}`
  const { root } = mail
  const begun = root === null ? undefined : visible.find((one) => says(one, root))
  const rootId = begun?.interaction.networkItemId
  const found = ticket.interaction.rootId
  return found === rootId ? undefined : `its thread is ${found}, not ${rootId}`
}

/** Who was told that a reply may have been sent finds its copy in the Inbox, as an own mail. */
function ownIsWrong(
  tally: Tally,
  own: readonly Ticket[],
  attempts: readonly TicketAction[],
): string | undefined {
  if (own.length === 0) return undefined
  if (!attempts.some(({ reason }) => isUncertain(reason))) return 'our own reply became a Ticket'
  tally.count('replies of unknown outcome that came back as own mails', own.length)
  return undefined
}

function says({ interaction }: Ticket, word: string): boolean {
  return interaction.message?.includes(word) === true
}
