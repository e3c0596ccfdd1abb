import { isSameAddress, shownPerson } from './addresses.ts'
import type { Bounce } from './bounce.ts'
import { readInvitation } from './invitation.ts'
import { headerOf } from './mime.ts'
import type { Mail } from './parse-mail.ts'
import type { Words } from './words.ts'

/** What is said of a mail beside its text. */
export interface Notes {
  readonly above: readonly string[]
  readonly below: readonly string[]
  /** Whether the Ticket should carry the mail as it came. */
  readonly wantsMail: boolean
}

interface Noted {
  readonly words: Words
  readonly bounce: Bounce | undefined
  readonly historyCut: boolean
  readonly isLong: boolean
  /** Files that are not shown. */
  readonly more: number
  /** Of the mailbox. */
  readonly address: string
}

/** Says what the text of a mail can't say, or what was done with it. */
export function notesOf(
  mail: Mail,
  { words, bounce, historyCut, isLong, more, address }: Noted,
): Notes {
  const { types, reports, cut } = mail
  const smime = types.has('application/pkcs7-mime') || types.has('application/x-pkcs7-mime')
  const isOpaque = smime && /signed-data/i.test(headerOf(mail.head, 'content-type').slice(0, 500))
  const isEncrypted = types.has('multipart/encrypted') || (smime && !isOpaque)
  const isSigned = types.has('multipart/signed') || isOpaque
  const isWinmail = types.has('application/ms-tnef') || hasFile(mail, /^winmail\.dat$/i)
  const calendar = reports.find(({ mimeType }) => mimeType === 'text/calendar')
  const invitation = calendar && readInvitation(calendar.text)
  return {
    above: [
      ...(bounce ? bouncing(bounce, words) : []),
      ...(invitation ? [invited(invitation, words)] : []),
    ],
    below: [
      ...answersElsewhere(mail, words, address),
      ...(isEncrypted ? [words.encrypted] : []),
      ...(isSigned ? [words.signed] : []),
      ...(isWinmail ? [words.winmail] : []),
      ...(cut ? [words.moreParts] : []),
      ...(more > 0 ? [words.moreFiles(more)] : []),
      ...(isLong ? [words.shortened] : historyCut ? [words.historyCut] : []),
    ].map((note) => `[${note}]`),
    wantsMail: isEncrypted || isOpaque || cut || more > 0,
  }
}

/** Where an answer goes to somebody else than the sender, the agent has to see it before. */
function answersElsewhere({ replyTo, from }: Mail, words: Words, own: string): readonly string[] {
  const others = replyTo.filter(
    ({ address }) =>
      !(from && isSameAddress(address, from.address)) && !isSameAddress(address, own),
  )
  return others.length === 0
    ? []
    : [words.answersGoTo(others.slice(0, 5).map(shownPerson).join(', '))]
}

function bouncing({ undelivered }: Bounce, words: Words): readonly string[] {
  if (undelivered.length === 0) return [words.notDeliveredAtAll]
  return undelivered.map(({ recipient, says, delayed }) =>
    delayed ? words.delayed(recipient, says) : words.notDelivered(recipient, says),
  )
}

function invited(
  { summary, begins, place, cancelled }: NonNullable<ReturnType<typeof readInvitation>>,
  words: Words,
): string {
  const what = [summary, begins, place].filter((part) => part !== '').join(' – ')
  return cancelled ? words.cancelled(what) : words.invitation(what)
}

function hasFile({ files }: Mail, name: RegExp): boolean {
  return files.some((file) => name.test(file.name))
}
