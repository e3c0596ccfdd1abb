import Type from 'typebox'
import type { ActedOn } from './reply.ts'

/**
 * What a Network counts as one character of a text: what people see as one (a flag, a letter with its
 * accents), a code point of Unicode, a unit of UTF-16 as JavaScript's `length` counts, or a byte of UTF-8.
 */
export const CountedAs = Type.Union([
  Type.Literal('graphemes'),
  Type.Literal('code-points'),
  Type.Literal('utf-16'),
  Type.Literal('bytes'),
])
export type CountedAs = Type.Static<typeof CountedAs>

/** Attachments of one kind, and how large one of them may be. */
export const AttachmentKind = Type.Object(
  {
    /** Such as `image/png`, or `image/*` for all of them. Absent: every kind. */
    mimeTypes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z]+/[A-Za-z0-9!#$&^_.+*-]+$' }), { minItems: 1 }),
    ),
    /** The largest one, in bytes. */
    sizeBytes: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
)
export type AttachmentKind = Type.Static<typeof AttachmentKind>

/**
 * What a reply may hold. The host refuses what is more before the plugin is called, with a sentence that
 * says how much it is and how much is allowed. What is absent is not limited.
 */
export const ReplyLimits = Type.Object(
  {
    /** The longest text, in characters as `countedAs` says. */
    text: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The longest text beside attachments, where that differs. 0: none may stand there. */
    textBesideAttachments: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Absent: `code-points`, as SocialHub counts. */
    countedAs: Type.Optional(CountedAs),
    /** So much each web address counts, however long it is. Absent: as it is written. */
    addressCounts: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The most attachments of one reply. SocialHub sends one today. */
    attachments: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Which attachments there may be; an attachment has to be of one of these kinds. */
    attachmentKinds: Type.Optional(Type.Array(AttachmentKind, { minItems: 1 })),
  },
  { additionalProperties: false },
)
export type ReplyLimits = Type.Static<typeof ReplyLimits>

/** What `limits` is asked about. */
export interface LimitsRequest {
  /** The `id` of the declared reply action. */
  readonly actionId: string
  /** The message that is answered. */
  readonly inReplyTo: ActedOn
}

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' })
const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/giu
/** No Network takes a text of this length: it is not looked at more closely. */
const LOOKED_AT = 200_000

/** How long a text is, as a Network counts. */
export function countText(
  text: string,
  { countedAs = 'code-points', addressCounts }: Pick<ReplyLimits, 'countedAs' | 'addressCounts'>,
): number {
  if (text.length > LOOKED_AT) return text.length
  let addresses = 0
  const counted =
    addressCounts === undefined
      ? text
      : text.replace(ADDRESS, () => {
          addresses += 1
          return ''
        })
  return lengthOf(counted, countedAs) + addresses * (addressCounts ?? 0)
}

function lengthOf(text: string, countedAs: CountedAs): number {
  switch (countedAs) {
    case 'graphemes':
      return [...SEGMENTER.segment(text)].length
    case 'code-points':
      return [...text].length
    case 'utf-16':
      return text.length
    case 'bytes':
      return Buffer.byteLength(text)
  }
}
