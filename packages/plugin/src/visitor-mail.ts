import Type from 'typebox'
import { REFERENCE_LIMIT_BYTES } from './message.ts'
import { PlainData } from './plain.ts'

/** An address that a mail server takes as it is: no list, no name, no quotes, nothing that ends a header or a domain. */
const ADDRESS =
  '^[^\\s@<>()\\[\\]\\\\,;:"\\u0000-\\u001f]{1,64}@[^\\s@<>()\\[\\]\\\\,;:"/?#%\\u0000-\\u001f]{1,253}$'
/** One line: it stands in a header. */
const LINE =
  '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*\\S[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$'

const closed = { additionalProperties: false } as const

/**
 * Tells a visitor by mail what stands on a page already: that an agent has answered, or where the page is.
 * The host sends it, once, through the operator's mail server. An address counts for nothing until
 * whoever reads its mail has confirmed it, for this thread: until then the host sends one neutral notice
 * with a link for confirming, and keeps `text` and `url` back. Feature `visitor-mail`.
 */
export const VisitorMail = Type.Object(
  {
    /** Names this mail within the Channel: what comes with the same key again is the same mail. */
    key: Type.String({ minLength: 1, maxLength: 200 }),
    /** The address, as the visitor typed it. */
    to: Type.String({ maxLength: 254, pattern: ADDRESS }),
    /** The conversation that it belongs to, in words of yours. The visitor sees none of it. */
    thread: Type.String({ minLength: 1, maxLength: 200 }),
    /** Whose it is: each `interactorId` that the visitor has or will have. Erased with any of them. */
    about: Type.Array(Type.String({ minLength: 3, maxLength: 256 }), { minItems: 1, maxItems: 4 }),
    /** The private page, below `context.publicUrl('/')`. Stands in mails to a confirmed address alone. */
    url: Type.String({ maxLength: 2_048, pattern: '^https?://\\S+$' }),
    /** What the agent answered. Absent: the mail only says where the page is, and no notice asks for it. */
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 })),
    language: Type.Union([Type.Literal('en'), Type.Literal('de'), Type.Literal('fr')]),
    /** Who writes, as the Customer chose it. Nothing that a visitor typed: the notice shows it. */
    sender: Type.Object(
      {
        name: Type.String({ maxLength: 100, pattern: LINE }),
        /** Where an answer by mail goes; absent: the mail asks to answer on the page. */
        replyTo: Type.Optional(Type.String({ maxLength: 254, pattern: ADDRESS })),
        /** Stands at the end of each mail: who is responsible, say. */
        closing: Type.Optional(Type.String({ maxLength: 1_000 })),
      },
      closed,
    ),
    /**
     * Who typed the address, as far as you tell senders apart: a keyed hash of `remoteAddress`, say. The
     * host counts notices by it, and keeps a hash.
     */
    typedBy: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Handed back in a {@link MailTrouble}; at most 8 KiB as JSON. */
    note: Type.Optional(PlainData),
  },
  closed,
)
export type VisitorMail = Type.Static<typeof VisitorMail>

/** Why a note of a mail is too large to be kept, for its author. */
export function noteProblem({ note }: Pick<VisitorMail, 'note'>): string | undefined {
  if (note === undefined) return undefined
  const sizeBytes = Buffer.byteLength(JSON.stringify(note))
  if (sizeBytes <= REFERENCE_LIMIT_BYTES) return undefined
  return `This must be at most ${REFERENCE_LIMIT_BYTES} bytes as JSON, not ${sizeBytes}.`
}

/**
 * Entry of a Channel's push log that the host appends when a mail did not arrive: make a message of it,
 * so that the agent reads it where the answer stands.
 */
export const MailTrouble = Type.Object({
  mailTrouble: Type.Union([
    /** The mail server refused it for good. */
    Type.Literal('failed'),
    /** It came back. */
    Type.Literal('bounced'),
    /** Nobody knows whether it was sent; it is not sent again. */
    Type.Literal('unknown'),
  ]),
  /** Which mail. */
  key: Type.String(),
  /** What the mail server said; may be empty. */
  reason: Type.String(),
  /** The mail's `note`; null without one. */
  note: PlainData,
})
export type MailTrouble = Type.Static<typeof MailTrouble>

/** What holds for an address in a thread. Whether somebody wants no mail is not told. */
export type MailState = 'unconfirmed' | 'confirmed'

/** Which address, in which thread: as in {@link VisitorMail}. */
export type MailPlace = Pick<VisitorMail, 'to' | 'thread'>
