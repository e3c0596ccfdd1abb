import Type from 'typebox'

/** How far one folder has been read. */
const Place = Type.Object({
  /** UIDVALIDITY: when it changes, every number below means another mail. */
  validity: Type.String(),
  /** The first UID that has not been read. */
  next: Type.Integer({ minimum: 1 }),
  /** When the latest mail that was read had arrived, by the server's clock. ISO 8601. */
  newest: Type.String(),
  /** UIDs below this were given to mail that had another one before. */
  renumbered: Type.Optional(Type.Integer({ minimum: 1 })),
})
export type Place = Type.Static<typeof Place>

/** Which of the two folders that are read. */
const FolderName = Type.Union([Type.Literal('inbox'), Type.Literal('sent')])
export type FolderName = Type.Static<typeof FolderName>

/** A mail that the server would not give, and may give later: it gets another look. */
const RefusedMail = Type.Object({
  folder: FolderName,
  validity: Type.String(),
  uid: Type.Integer({ minimum: 1 }),
  arrivedTime: Type.String(),
  sizeBytes: Type.Integer({ minimum: 0 }),
  renumbered: Type.Boolean(),
  /** When it was refused first, and when last. ISO 8601. */
  refusedTime: Type.String(),
  triedTime: Type.String(),
})
export type RefusedMail = Type.Static<typeof RefusedMail>

/** How far a mailbox has been read: what came in, and what was sent from it. */
export const Position = Type.Object({
  /** Mail that arrived before this is none of the Channel's. ISO 8601. */
  since: Type.String(),
  inbox: Type.Union([Place, Type.Null()]),
  sent: Type.Union([Place, Type.Null()]),
  /** Whether the server refused the folder for sent mail the last time, which the log says already. */
  sentRefused: Type.Optional(Type.Boolean()),
  refused: Type.Optional(Type.Array(RefusedMail)),
})
export type Position = Type.Static<typeof Position>
