import Type from 'typebox'
import { LocalizedText, PlainData } from './plain.ts'
import { VisitorMail } from './visitor-mail.ts'

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

/** What is known of an HTTP request before its body is read. */
export interface ArrivingRequest {
  readonly method: string
  /** What follows the plugin's public URL, always with a leading slash, decoded never. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; no cookies but those that the plugin set, no authorization of the host. */
  readonly headers: Readonly<Record<string, string>>
  /** The sender's address, as far as the operator's proxy settings let the host know it. */
  readonly remoteAddress: string
  /** The best of the languages that the sender asks for. */
  readonly language: string
}

/** An HTTP request from the Network or from one of its users, below `context.publicUrl('/')`. */
export interface ReceivedRequest extends ArrivingRequest {
  /** The fields of a urlencoded or multipart form; a name that is repeated gives a list. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  readonly files: readonly ReceivedFile[]
  /** The untouched bytes, for signatures; empty for multipart. */
  readonly rawBody: Uint8Array
}

/** What the sender gets. The host adds headers that keep a page harmless, unless these say otherwise. */
export const ReceivedResponse = Type.Object(
  {
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

export type ReceivedResponse = Type.Static<typeof ReceivedResponse>

/** What `admit` says of a request before its body is read. An empty object: let it come. */
export const Admission = Type.Object(
  {
    /** Refuses the request with this answer; its body is never read. */
    response: Type.Optional(ReceivedResponse),
    /** The Channel that the request is for. Its files count as that Channel's and go with it. */
    networkId: Type.Optional(Type.String()),
    /** The largest body of this request in bytes, where that is less than `receiveLimitBytes`. */
    limitBytes: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The most files of this request, where that is less than 20. */
    files: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
)
export type Admission = Type.Static<typeof Admission>

/** A file that is still wanted after the answer. */
export const Keep = Type.Object(
  {
    /** Of a file that came with this request, or that an earlier one kept `forMs`. */
    reference: Type.String(),
    /**
     * For a form that is shown again: so long the file waits for being kept, a day at most, in a room
     * of its own where the oldest go when it is full. Absent: as long as the operator keeps files.
     */
    forMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400_000 })),
  },
  { additionalProperties: false },
)
export type Keep = Type.Static<typeof Keep>

/** The answer to the sender, and what is to be appended durably before it is given. */
export const Received = Type.Object(
  {
    response: ReceivedResponse,
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
    /**
     * Which files stay: all others that came with the request go at once. Stored together with
     * `pushes`. Absent: all stay where the status is below 400, and none longer than an hour otherwise.
     */
    keep: Type.Optional(Type.Array(Keep, { maxItems: 100 })),
    /**
     * Mails that a visitor asks for: the link to their page, say. Sent to confirmed addresses alone;
     * to any other nothing is sent, and nobody is told. Feature `visitor-mail`.
     */
    mails: Type.Optional(
      Type.Array(
        Type.Object(
          { networkId: Type.String(), mail: VisitorMail },
          { additionalProperties: false },
        ),
        { maxItems: 10 },
      ),
    ),
    /**
     * Threads that were erased: with them go their mails that wait, what was confirmed, and the files
     * that are named. Feature `visitor-mail`.
     */
    forgotten: Type.Optional(
      Type.Array(
        Type.Object(
          {
            networkId: Type.String(),
            thread: Type.String({ minLength: 1, maxLength: 200 }),
            files: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 100 },
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
