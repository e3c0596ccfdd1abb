import { defined, REFERENCE_LIMIT_BYTES } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { isSameAddress, type Person, readPeople } from './addresses.ts'
import { shortened } from './ids.ts'
import { isAnsweringMachine, type Kind } from './kind.ts'
import { headerOf } from './mime.ts'
import type { Mail } from './parse-mail.ts'

const Somebody = Type.Object({ name: Type.String(), address: Type.String() })

/** What it takes to answer a mail, kept with it by the host. */
export const ReplyNote = Type.Object({
  messageId: Type.Optional(Type.String()),
  references: Type.Array(Type.String()),
  subject: Type.String(),
  /** Whom an answer goes to; nobody where a program wrote that wants none. */
  to: Type.Array(Somebody),
  /** Whom an answer to all goes to beside them. */
  cc: Type.Array(Somebody),
  /** Where it was seen: folder, UIDVALIDITY and UID. */
  at: Type.Optional(
    Type.Object({ folder: Type.String(), validity: Type.String(), uid: Type.Integer() }),
  ),
  /** True where a program wrote it that would answer in turn, or nobody reads what is answered. */
  unanswerable: Type.Optional(Type.Boolean()),
})
export type ReplyNote = Type.Static<typeof ReplyNote>

const TO_LIMIT = 5

/** What a note depends on beside the mail. */
export interface NotedFor {
  readonly kind: Kind
  /** Whether the mailbox itself has sent it. */
  readonly own: boolean
  /** Of the mailbox. */
  readonly address: string
  readonly at: ReplyNote['at']
}

/** As much as the host keeps for a message: the latest references and copies give way, then recipients. */
export function noteFor(mail: Mail, { kind, own, address, at }: NotedFor): ReplyNote {
  const unanswerable = kind === 'bounce' || isAnsweringMachine(mail)
  let note: ReplyNote = defined({
    messageId: mail.messageId,
    references: [...former(mail)],
    subject: mail.subject,
    to: own ? mail.to.slice(0, TO_LIMIT) : [...answerTo(mail, kind, address)],
    cc: [...mail.to, ...mail.cc],
    at,
    unanswerable: unanswerable || undefined,
  })
  while (sizeOf(note) > REFERENCE_LIMIT_BYTES && note.references.length + note.cc.length > 0) {
    const { references, cc } = note
    note =
      references.length > 2
        ? { ...note, references: [...references.slice(0, 1), ...references.slice(2)] }
        : { ...note, references: references.slice(0, cc.length > 0 ? 2 : 0), cc: cc.slice(0, -1) }
  }
  // Nobody but who tries limits has five addresses of hundreds of characters.
  while (sizeOf(note) > REFERENCE_LIMIT_BYTES && note.to.length > 1) {
    note = { ...note, to: note.to.slice(0, -1) }
  }
  return note
}

/** The note of a message that is answered; undefined where it has none that can be read. */
export function readNote(reference: unknown): ReplyNote | undefined {
  return Value.Check(ReplyNote, reference) ? reference : undefined
}

/** RFC 5322, 3.6.4: programs that write no `References` mean the mail that they answer. */
function former({ references, inReplyTo }: Mail): readonly string[] {
  if (references.length > 0) return shortened(references)
  return inReplyTo === undefined ? [] : [inReplyTo]
}

/** Lists put themselves there: an answer would go to everybody on them, and perhaps come back. */
function answerTo(mail: Mail, kind: Kind, own: string): readonly Person[] {
  const { head, from } = mail
  const sender = from ? [from] : []
  // Some forms name the mailbox itself there: nobody else would get the answer.
  const replyTo = mail.replyTo.filter(({ address }) => !isSameAddress(address, own))
  if (replyTo.length === 0) return sender
  if (kind !== 'list') return replyTo.slice(0, TO_LIMIT)
  const list = headerOf(head, 'list-post').replace(/mailto:/gi, '')
  const posts = readPeople(list.replace(/[<>]/g, ''))
  const isList = ({ address }: Person) => posts.some((one) => isSameAddress(one.address, address))
  return replyTo.some(isList) ? sender : replyTo.slice(0, TO_LIMIT)
}

function sizeOf(note: ReplyNote): number {
  return Buffer.byteLength(JSON.stringify(note))
}
