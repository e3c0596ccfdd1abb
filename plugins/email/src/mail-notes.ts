import { cutText, MESSAGE_LIMIT_CHARACTERS } from '@hubward/plugin'
import { isSameAddress, type Person, shownPerson } from './addresses.ts'
import type { Bounce } from './bounce.ts'
import { readInvitation } from './invitation.ts'
import { headerOf } from './mime.ts'
import type { Mail } from './parse-mail.ts'
import type { Words } from './words.ts'

/** What is said of a mail beside its text. */
export interface Notes {
  readonly above: string
  readonly below: string
  /** So much of the text has room between them. */
  readonly roomCharacters: number
  /** Whether the Ticket should carry the mail as it came. */
  readonly wantsMail: boolean
}

interface Noted {
  readonly words: Words
  readonly bounce: Bounce | undefined
  readonly historyCut: boolean
  /** Of what is shown of its text. */
  readonly textCharacters: number
  /** Files that are not shown. */
  readonly more: number
  /** Of the mailbox. */
  readonly address: string
}

/** Room for what the host writes above and below. */
const TEXT_LIMIT_CHARACTERS = 8_500
/** Reports of twenty recipients may be longer than a Ticket. */
const ABOVE_LIMIT_CHARACTERS = 3_000
/** The sentences below, of which each stands there once. */
const BELOW_LIMIT_CHARACTERS = 1_400
const ADDRESSES_LIMIT_CHARACTERS = 800
/** An empty line above the text, and one below. */
const BETWEEN_CHARACTERS = 4

/** Says what the text of a mail can't say, or what was done with it. */
export function notesOf(
  mail: Mail,
  { words, bounce, historyCut, textCharacters, more, address }: Noted,
): Notes {
  const { types, reports, cut } = mail
  const smime = types.has('application/pkcs7-mime') || types.has('application/x-pkcs7-mime')
  const isOpaque = smime && /signed-data/i.test(headerOf(mail.head, 'content-type').slice(0, 500))
  const isEncrypted = types.has('multipart/encrypted') || (smime && !isOpaque)
  const isSigned = types.has('multipart/signed') || isOpaque
  const isWinmail = types.has('application/ms-tnef') || hasFile(mail, /^winmail\.dat$/i)
  const calendar = reports.find(({ mimeType }) => mimeType === 'text/calendar')
  const invitation = calendar && readInvitation(calendar.text)
  const above = joined(
    [
      ...(bounce ? bouncing(bounce, words) : []),
      ...(invitation ? [invited(invitation, words)] : []),
    ],
    ABOVE_LIMIT_CHARACTERS,
  )
  const left = MESSAGE_LIMIT_CHARACTERS - above.length - BELOW_LIMIT_CHARACTERS - BETWEEN_CHARACTERS
  const roomCharacters = Math.min(TEXT_LIMIT_CHARACTERS, left)
  const below = joined(
    [
      ...answersElsewhere(mail, words, address),
      ...(isEncrypted ? [words.encrypted] : []),
      ...(isSigned ? [words.signed] : []),
      ...(isWinmail ? [words.winmail] : []),
      ...(cut ? [words.moreParts] : []),
      ...(more > 0 ? [words.moreFiles(more)] : []),
      ...(textCharacters > roomCharacters
        ? [words.shortened]
        : historyCut
          ? [words.historyCut]
          : []),
    ].map((note) => `[${note}]`),
    BELOW_LIMIT_CHARACTERS,
  )
  const wantsMail = isEncrypted || isOpaque || cut || more > 0
  return { above, below, roomCharacters, wantsMail }
}

function joined(notes: readonly string[], limitCharacters: number): string {
  return cutText(notes.join('\n\n'), limitCharacters)
}

/** Where an answer goes to somebody else than the sender, the agent has to see it before. */
function answersElsewhere({ replyTo, from }: Mail, words: Words, own: string): readonly string[] {
  const others = replyTo.filter(
    ({ address }) =>
      !(from && isSameAddress(address, from.address)) && !isSameAddress(address, own),
  )
  return others.length === 0 ? [] : [words.answersGoTo(shownPeople(others.slice(0, 5)))]
}

function shownPeople(people: readonly Person[]): string {
  return cutText(people.map(shownPerson).join(', '), ADDRESSES_LIMIT_CHARACTERS)
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
