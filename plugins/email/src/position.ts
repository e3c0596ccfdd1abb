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

/** How far a mailbox has been read: what came in, and what was sent from it. */
export const Position = Type.Object({
  /** Mail that arrived before this is none of the Channel's. ISO 8601. */
  since: Type.String(),
  inbox: Type.Union([Place, Type.Null()]),
  sent: Type.Union([Place, Type.Null()]),
})
export type Position = Type.Static<typeof Position>
