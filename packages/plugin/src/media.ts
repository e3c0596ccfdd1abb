import type { Readable } from 'node:stream'
import Type from 'typebox'

/** Bytes of a file, counted from 0; both ends belong to it. */
export const ByteRange = Type.Object(
  {
    start: Type.Integer({ minimum: 0 }),
    /** Absent: to the end of the file. */
    end: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
)
export type ByteRange = Type.Static<typeof ByteRange>

/** What is wanted of media, beside their reference. */
export interface MediaRequest {
  /** The only bytes that are wanted: somebody jumps within a video, or goes on with a download. */
  readonly range?: ByteRange
}

/** What `openMedia` answers. */
export interface OpenedMedia {
  readonly stream: Readable
  /** As the Network says; of pictures the host looks at the bytes themselves. */
  readonly mimeType: string
  /** How it is called when somebody saves it. */
  readonly name?: string
  /** Of the whole file, where it is known. */
  readonly sizeBytes?: number
  /**
   * Which bytes the stream has, where that is a part: what was asked for, or as much of it as there is.
   * Absent: the whole file, also where a part was asked for. With it comes `sizeBytes`.
   */
  readonly range?: ByteRange
}
