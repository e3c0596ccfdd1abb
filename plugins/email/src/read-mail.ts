import {
  cutText,
  isVisible,
  type Language,
  readName,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import { isSameAddress, type Person, shownPerson } from './addresses.ts'
import { type Bounce, readBounce } from './bounce.ts'
import { isOurs, itemIdOf } from './ids.ts'
import { type Kind, kindOf } from './kind.ts'
import { mailFiles } from './mail-files.ts'
import { notesOf } from './mail-notes.ts'
import { newText } from './mail-text.ts'
import type { RawMail } from './mime.ts'
import { type Mail, tryMail } from './parse-mail.ts'
import { noteFor } from './reply-note.ts'
import { WORDS, type Words } from './words.ts'

/** What is read of a mail depends on whose mailbox it is in, and what the Customer wants. */
export interface ReadOptions {
  /** Of the mailbox. */
  readonly address: string
  /** Of the Channel; absent: the address. */
  readonly networkId?: string
  /** When the server got it. ISO 8601. */
  readonly arrivedTime: string
  readonly language: Language
  /** Where the mail is: folder, UIDVALIDITY and UID. */
  readonly at?: { readonly folder: string; readonly validity: string; readonly uid: number }
  /** True in the folder for sent mail. */
  readonly own?: boolean
  readonly wanted: {
    readonly automaticMail: boolean
    readonly mailingLists: boolean
    readonly unknownBounces: boolean
  }
  /** An address of the host's for a part of this mail: its place, `text` or `mail`. */
  mediaUrl(part: string, mail: Mail): string
  /** The thread that one of these mails is in, as far as it is known: what SocialHub calls its root. */
  threadOf?(messageIds: readonly string[]): Promise<string | undefined>
  /** What else the mail is known by, where its Message-ID stands on another mail already. */
  idOf?(mail: Mail): Promise<string>
}

/** What became of a mail. */
export type ReadMail =
  | { readonly kind: 'message'; readonly message: WrittenMessage; readonly mail: Mail }
  /** It becomes no Ticket: why, for the log and for who counts. */
  | { readonly kind: 'set-aside'; readonly reason: string; readonly id: string }

/** Makes a message of a mail as it came over the wire. */
export async function readMail(raw: RawMail, options: ReadOptions): Promise<ReadMail> {
  const mail = await parsed(raw)
  if (typeof mail === 'string') return { kind: 'set-aside', reason: mail, id: '' }
  // Only the folder says so: whoever writes to the mailbox writes into headers what they like.
  const own = options.own === true
  const id = (await options.idOf?.(mail)) ?? idOf(mail, own)
  const kind = own ? 'person' : kindOf(mail)
  const bounce = kind === 'bounce' ? readBounce(mail) : undefined
  const about = bounce?.about ?? answered(mail)
  const known = await options.threadOf?.(about)
  const isOfOurs = known !== undefined || about.some(isOurs)
  const reason = unwanted(kind, isOfOurs, options.wanted)
  if (reason !== undefined) return { kind: 'set-aside', reason, id }
  const rootId = known ?? firstOf(mail, bounce) ?? id
  try {
    const message = messageOf({ mail, id, rootId, own, kind, bounce }, options)
    return { kind: 'message', message, mail }
  } catch (thrown) {
    return { kind: 'set-aside', reason: `it can’t be made a Ticket: ${nameOf(thrown)}`, id }
  }
}

/** What nobody thought of keeps no other mail away; a connection that breaks is no fault of a mail. */
async function parsed(raw: RawMail): Promise<Mail | string> {
  const source = watched(raw)
  try {
    return await tryMail(source.raw)
  } catch (thrown) {
    if (source.failure) throw source.failure.thrown
    return `it can’t be read: ${nameOf(thrown)}`
  }
}

/** A mail that comes in pieces, and whether its source fails. */
function watched(raw: RawMail): { readonly raw: RawMail; failure?: { readonly thrown: unknown } } {
  if (raw instanceof Uint8Array) return { raw }
  const pieces = raw
  const source: ReturnType<typeof watched> = { raw: passed() }
  async function* passed() {
    try {
      yield* pieces
    } catch (thrown) {
      source.failure = { thrown }
      throw thrown
    }
  }
  return source
}

/** What an error says may hold words of the mail, which no log shall show. */
function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown
}

interface Understood {
  readonly mail: Mail
  readonly id: string
  readonly rootId: string
  readonly own: boolean
  readonly kind: Kind
  readonly bounce: Bounce | undefined
}

function messageOf(
  { mail, id, rootId, own, kind, bounce }: Understood,
  options: ReadOptions,
): WrittenMessage {
  const words = WORDS[options.language]
  const mediaUrl = (part: string) => options.mediaUrl(part, mail)
  const { text, historyCut } = newText(mail)
  const { pictures, attachments, more } = mailFiles(mail, words, mediaUrl)
  const textCharacters = text.length
  const { address } = options
  const notes = notesOf(mail, { words, bounce, historyCut, textCharacters, more, address })
  const isLong = textCharacters > notes.roomCharacters
  const isEmpty = !isVisible(text) && pictures.length + attachments.length === 0
  const whole = [
    ...(historyCut || isLong
      ? [{ url: mediaUrl('text'), name: words.wholeText, mimeType: 'text/plain' }]
      : []),
    ...(notes.wantsMail || isEmpty
      ? [{ url: mediaUrl('mail'), name: words.wholeMail, mimeType: 'message/rfc822' }]
      : []),
  ]
  const shown = isVisible(text) ? cutText(text, notes.roomCharacters) : ''
  const said = [notes.above, shown, notes.below].filter((part) => part !== '').join('\n\n')
  return writtenMessage({
    interaction: {
      networkItemId: id,
      createdTime: options.arrivedTime,
      root: rootId === id ? undefined : { rootId },
      interactor: interactorOf(mail, own, options, words),
      message: said === '' && isEmpty ? words.withoutText : said,
      pictures,
      attachments: [...attachments, ...whole],
      type: 'MESSAGE',
    },
    reference: noteFor(mail, { kind, own, address: options.address, at: options.at }),
    own,
    marks: marksOf(mail, kind, options),
  })
}

function marksOf(mail: Mail, kind: Kind, { address }: ReadOptions) {
  const others = (people: readonly Person[]) =>
    people.filter((person) => !isSameAddress(person.address, address)).map(shownPerson)
  const to = others(mail.to)
  const cc = others(mail.cc)
  const subject = readName(mail.subject, '', 900)
  return {
    subject: subject || undefined,
    to: to.length > 0 ? to : undefined,
    cc: cc.length > 0 ? cc : undefined,
    automatic: kind !== 'person' || undefined,
  }
}

/** A name alone is whatever its writer wants it to be: the address stands beside it. */
function interactorOf(
  { from }: Mail,
  own: boolean,
  { address, networkId = address }: ReadOptions,
  words: Words,
): NonNullable<WrittenMessage['interaction']['interactor']> {
  const name = from ? readName(shownPerson(from), from.address) : words.unknownSender
  if (own) return { interactorId: networkId, name }
  return { interactorId: from ? from.address.toLowerCase() : 'unknown-sender', name }
}

/** A mail is known by its Message-ID, wherever it is moved; one without by its headers. */
export function idOf({ messageId, formerId, fingerprint }: Mail, own: boolean): string {
  if (own && formerId !== undefined && isOurs(formerId)) return itemIdOf(formerId)
  return messageId === undefined ? `mail-${fingerprint}` : itemIdOf(messageId)
}

/** Which mails it answers, the one it answers directly first. */
function answered({ inReplyTo, references }: Mail): readonly string[] {
  return [...new Set([...(inReplyTo === undefined ? [] : [inReplyTo]), ...references.toReversed()])]
}

/** The thread by its headers alone: the first mail that they name. */
function firstOf({ inReplyTo, references }: Mail, bounce: Bounce | undefined): string | undefined {
  const first = bounce ? bounce.about.at(-1) : (references[0] ?? inReplyTo)
  return first === undefined ? undefined : itemIdOf(first)
}

/** Why a mail becomes no Ticket; what answers this Channel's own mail is what somebody waits for. */
function unwanted(
  kind: Kind,
  isOfOurs: boolean,
  { automaticMail, mailingLists, unknownBounces }: ReadOptions['wanted'],
): string | undefined {
  if (kind === 'automatic' && !automaticMail) return 'automatic mail, which the Channel leaves out'
  if (kind === 'list' && !mailingLists) return 'mail of a list, which the Channel leaves out'
  if (kind === 'bounce' && !isOfOurs && !unknownBounces) {
    return 'a delivery failure of a mail that is not known, which the Channel leaves out'
  }
  return undefined
}
