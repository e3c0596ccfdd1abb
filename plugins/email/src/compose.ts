import { domainToASCII } from 'node:url'
import type { Reply } from '@hubward/plugin'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { ChannelSettings } from './channel-settings.ts'
import { messageIdFor, shortened } from './ids.ts'
import type { ReplyNote } from './reply-note.ts'

/** A mail as it goes out, and who gets it. */
export interface Composed {
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: Buffer
}

/** Writes the answer to a mail. */
export async function composeReply(
  address: string,
  { senderName = '', signature = '' }: ChannelSettings,
  reply: Pick<Reply, 'text' | 'idempotencyKey'>,
  note: ReplyNote,
  now: Date,
): Promise<Composed> {
  const asciiDomain = domainToASCII(address.slice(address.lastIndexOf('@') + 1))
  const messageId = messageIdFor(reply.idempotencyKey, address, asciiDomain)
  const answered = note.messageId === undefined ? [] : [note.messageId]
  const references = shortened([...note.references, ...answered]).map((id) => `<${id}>`)
  const text = [reply.text, ...(signature.trim() === '' ? [] : [`-- \n${signature}`])].join('\n\n')
  const mail = new MailComposer({
    from: { name: senderName, address },
    to: note.to,
    subject: replySubject(note.subject),
    messageId: `<${messageId}>`,
    ...(note.messageId !== undefined && { inReplyTo: `<${note.messageId}>` }),
    ...(references.length > 0 && { references: references.join(' ') }),
    date: now,
    text,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    messageId,
    from: address,
    to: note.to.map((person) => person.address),
    bytes: await mail.compile().build(),
  }
}

const ANSWERED = /^\s*(re|aw|antw|réf?|sv|vs|odp)\s*(\[\d+\])?\s*:/i

/** The subject stays as it was; only the first answer is marked as one. */
export function replySubject(subject: string): string {
  const plain = subject.replace(/[\r\n\t\p{Cc}]+/gu, ' ').trim()
  return ANSWERED.test(plain) ? plain : `Re: ${plain}`.trim()
}
