import Type from 'typebox'
import { LocalizedText, PlainData } from './plain.ts'

/** A file that came with a form; it is stored already and can be handed on by its reference. */
export const ReceivedFile = Type.Object({
  field: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  /** Found by looking at the bytes where that is possible, not by believing the browser. */
  mimeType: Type.String(),
  sizeBytes: Type.Integer({ minimum: 0 }),
})
export type ReceivedFile = Type.Static<typeof ReceivedFile>

/** An HTTP request from the Network or from one of its users, below `context.publicUrl('/')`. */
export interface ReceivedRequest {
  readonly method: string
  /** What follows the plugin's public URL, always with a leading slash, decoded never. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; no cookies but those that the plugin set, no authorization of the host. */
  readonly headers: Readonly<Record<string, string>>
  /** The fields of a urlencoded or multipart form; a name that is repeated gives a list. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  readonly files: readonly ReceivedFile[]
  /** The untouched bytes, for signatures; empty for multipart. */
  readonly rawBody: Uint8Array
  /** The sender's address, as far as the operator's proxy settings let the host know it. */
  readonly remoteAddress: string
  /** The best of the languages that the sender asks for. */
  readonly language: string
}

/** The answer to the sender, and what is to be appended durably before it is given. */
export const Received = Type.Object(
  {
    response: Type.Object(
      {
        status: Type.Integer({ minimum: 200, maximum: 599 }),
        headers: Type.Optional(Type.Record(Type.String(), Type.String())),
        body: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
    /**
     * Entries for the push logs of Channels, by the Channel's `networkId`. What names a Channel that
     * doesn't exist is dropped, and logged.
     */
    pushes: Type.Optional(
      Type.Array(
        Type.Object(
          { networkId: Type.String(), entry: PlainData },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
)
export type Received = Type.Static<typeof Received>

/** One entry of a Channel's push log. */
export interface PushEntry {
  /** Its place in the log: 1, 2, 3 … without gaps, in the order of commits. */
  readonly number: number
  readonly entry: PlainData
  /** ISO 8601, by the database's clock. */
  readonly receivedTime: string
}

/** One thing that a Customer needs to know or copy once the Channel exists. */
export const Instruction = Type.Object(
  {
    label: LocalizedText,
    help: Type.Optional(LocalizedText),
    kind: Type.Union([Type.Literal('link'), Type.Literal('code'), Type.Literal('text')]),
    value: Type.String(),
  },
  { additionalProperties: false },
)
export type Instruction = Type.Static<typeof Instruction>
