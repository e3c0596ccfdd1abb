import { cutText, type Language, readName, type WrittenMessage } from '@hubward/plugin'
import { isSameAddress, shownPerson } from './addresses.ts'
import { tidied } from './html-text.ts'
import { itemIdOf } from './ids.ts'
import type { RawMail } from './mime.ts'
import { asText, type Mail, parseMail, plainTexts } from './parse-mail.ts'
import { noteFor } from './reply-note.ts'

/** What is read of a mail depends on whose mailbox it is in, and what the Customer wants. */
export interface ReadOptions {
  /** Of the mailbox. */
  readonly address: string
  /** When the server got it. ISO 8601. */
  readonly arrivedTime: string
  readonly language: Language
  /** True in the folder for sent mail. */
  readonly own?: boolean
  readonly wanted: {
    readonly automaticMail: boolean
    readonly mailingLists: boolean
    readonly unknownBounces: boolean
  }
  /** An address of the host's for a part of a mail. */
  mediaUrl(reference: string): string
  /** The thread that one of these mails is in, as far as it is known: what SocialHub calls its root. */
  threadOf?(messageIds: readonly string[]): Promise<string | undefined>
}

/** What became of a mail. */
export type ReadMail =
  | { readonly kind: 'message'; readonly message: WrittenMessage; readonly mail: Mail }
  /** It becomes no Ticket: why, for the log and for who counts. */
  | { readonly kind: 'set-aside'; readonly reason: string; readonly id: string }

/** Makes a message of a mail as it came over the wire. */
export async function readMail(raw: RawMail, options: ReadOptions): Promise<ReadMail> {
  const mail = await parseMail(raw)
  if (!mail) return { kind: 'set-aside', reason: 'it has no headers, so it is no mail', id: '' }
  const networkItemId = idOf(mail)
  const rootId = (await options.threadOf?.(threadOf(mail))) ?? rootIdOf(mail) ?? networkItemId
  const sender = mail.from ?? { name: '', address: 'unknown@invalid' }
  const text = plainTexts(mail)
    .map((part) => tidied(asText(part)))
    .filter((part) => part !== '')
    .join('\n\n')
  const others = (people: Mail['to']) =>
    people.filter(({ address }) => !isSameAddress(address, options.address)).map(shownPerson)
  const message: WrittenMessage = {
    interaction: {
      networkItemId,
      createdTime: options.arrivedTime,
      ...(rootId !== networkItemId && { root: { rootId } }),
      interactor: {
        interactorId: sender.address.toLowerCase(),
        name: readName(shownPerson(sender), sender.address),
      },
      message: cutText(text, 9_900),
      type: 'MESSAGE',
    },
    reference: noteFor(mail),
    ...(options.own && { own: true }),
    marks: {
      ...(mail.subject.trim() !== '' && { subject: mail.subject }),
      to: others(mail.to),
      cc: others(mail.cc),
    },
  }
  return { kind: 'message', message, mail }
}

/** A mail is known by its Message-ID, wherever it is moved; one without by its headers. */
export function idOf({ messageId, fingerprint }: Mail): string {
  return messageId === undefined ? `mail-${fingerprint}` : itemIdOf(messageId)
}

/** Which mails it answers, the one it answers directly first. */
function threadOf({ inReplyTo, references }: Mail): readonly string[] {
  return [...new Set([...(inReplyTo === undefined ? [] : [inReplyTo]), ...references.toReversed()])]
}

function rootIdOf({ inReplyTo, references }: Mail): string | undefined {
  const first = references[0] ?? inReplyTo
  return first === undefined ? undefined : itemIdOf(first)
}
