import { domainToASCII } from 'node:url'
import MailComposer from 'nodemailer/lib/mail-composer'
import { isSameAddress, type Person } from './addresses.ts'
import { messageIdFor, shortened } from './ids.ts'
import type { ReplyNote } from './reply-note.ts'

/** A file that goes along. */
export interface AttachedFile {
  readonly filename: string
  readonly contentType: string
  readonly content: Buffer
}

/** What an answer is made of. */
export interface Answer {
  /** Of the mailbox. */
  readonly address: string
  readonly senderName: string
  readonly signature: string
  readonly text: string
  readonly files: readonly AttachedFile[]
  readonly note: ReplyNote
  /** Whether everybody gets it whom the mail names. */
  readonly toAll: boolean
  readonly idempotencyKey: string
  readonly time: Date
}

/** A mail as it goes out, and who gets it. */
export interface Composed {
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: Buffer
}

/** Writes the answer to a mail: as text and, for programs that show it better, as HTML. */
export async function composeReply(answer: Answer): Promise<Composed> {
  const { address, note, time } = answer
  const messageId = messageIdOf(answer)
  const answered = note.messageId === undefined ? [] : [note.messageId]
  const references = shortened([...note.references, ...answered]).map((id) => `<${id}>`)
  const cc = answer.toAll ? copies(answer) : []
  const signature = answer.signature.trim()
  const mail = new MailComposer({
    from: { name: onOneLine(answer.senderName), address },
    to: note.to.map(written),
    ...(cc.length > 0 && { cc: cc.map(written) }),
    subject: replySubject(note.subject),
    messageId: `<${messageId}>`,
    ...(note.messageId !== undefined && { inReplyTo: `<${note.messageId}>` }),
    ...(references.length > 0 && { references: references.join(' ') }),
    date: time,
    // Two dashes and a blank: programs know that the signature begins there (RFC 3676).
    text: signature === '' ? answer.text : `${answer.text}\n\n-- \n${signature}`,
    html: htmlOf(answer.text) + (signature === '' ? '' : `<div>-- <br>${escaped(signature)}</div>`),
    attachments: [...answer.files],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    messageId,
    from: address,
    to: [...note.to, ...cc].map((person) => person.address),
    bytes: await mail.compile().build(),
  }
}

/** The same for every attempt to send this answer. */
export function messageIdOf({
  address,
  idempotencyKey,
}: Pick<Answer, 'address' | 'idempotencyKey'>) {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1))
  return messageIdFor(idempotencyKey, address, domain)
}

/** Everybody whom the mail names, but for the mailbox itself and those who get the answer anyway. */
function copies({ note, address }: Answer): readonly Person[] {
  const known = [address, ...note.to.map((person) => person.address)]
  return note.cc.filter(({ address: one }) => {
    const isNew = !known.some((other) => isSameAddress(one, other))
    if (isNew) known.push(one)
    return isNew
  })
}

const ANSWERED = /^\s*(re|aw|antw|réf?|sv|vs|odp)\s*(\[\d+\])?\s*:/i

/** The subject stays as it was; only the first answer is marked as one. */
function replySubject(subject: string): string {
  const plain = onOneLine(subject)
  return ANSWERED.test(plain) ? plain : `Re: ${plain}`.trim()
}

/** No line of a header ends before we say so. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

function written({ name, address }: Person): Person {
  return { name: onOneLine(name), address }
}

function htmlOf(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escaped(paragraph)}</p>`)
    .join('\n')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>\n')
}
