import { REFERENCE_LIMIT_BYTES } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Person } from './addresses.ts'
import { shortened } from './ids.ts'
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
})
export type ReplyNote = Type.Static<typeof ReplyNote>

const TO_LIMIT = 5

/** As much as the host keeps for a message: the latest references and copies give way. */
export function noteFor(mail: Mail): ReplyNote {
  const to = mail.replyTo.length > 0 ? mail.replyTo.slice(0, TO_LIMIT) : [mail.from].filter(isThere)
  let note: ReplyNote = {
    ...(mail.messageId !== undefined && { messageId: mail.messageId }),
    references: [...shortened(mail.references)],
    subject: mail.subject,
    to: [...to],
    cc: [...mail.to, ...mail.cc],
  }
  while (sizeOf(note) > REFERENCE_LIMIT_BYTES && note.references.length + note.cc.length > 0) {
    const { references, cc } = note
    note =
      references.length > 2
        ? { ...note, references: [...references.slice(0, 1), ...references.slice(2)] }
        : { ...note, references: references.slice(0, cc.length > 0 ? 2 : 0), cc: cc.slice(0, -1) }
  }
  return note
}

/** The note of a message that is answered; undefined where it has none that can be read. */
export function readNote(reference: unknown): ReplyNote | undefined {
  return Value.Check(ReplyNote, reference) ? reference : undefined
}

function sizeOf(note: ReplyNote): number {
  return Buffer.byteLength(JSON.stringify(note))
}

function isThere(person: Person | undefined): person is Person {
  return person !== undefined
}
