import Type from 'typebox'

const EVENT_ID = '^\\$[\\x21-\\x7e]{1,254}$'

/** Whether it can be an event's id. Others write what a message relates to: it can be anything. */
export const isEventId = (id: string): boolean => new RegExp(EVENT_ID).test(id)

const Id = Type.String({ maxLength: 255 })

/** https://spec.matrix.org/latest/client-server-api/#room-event-format: what all events have. */
export const Event = Type.Object({
  event_id: Type.String({ pattern: EVENT_ID }),
  type: Type.String(),
  sender: Type.String({ pattern: '^@', maxLength: 255 }),
  origin_server_ts: Type.Integer(),
  content: Type.Record(Type.String(), Type.Unknown()),
  state_key: Type.Optional(Type.String()),
  /** Of a redaction, before room version 11. */
  redacts: Type.Optional(Type.Unknown()),
  unsigned: Type.Optional(Type.Unknown()),
})
export type Event = Type.Static<typeof Event>

/** https://spec.matrix.org/latest/client-server-api/#forming-relationships-between-events */
export const Relation = Type.Object({
  rel_type: Type.Optional(Type.String()),
  event_id: Type.Optional(Id),
  'm.in_reply_to': Type.Optional(Type.Object({ event_id: Id })),
})
export type Relation = Type.Static<typeof Relation>

/** https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes, and stickers. */
export const Content = Type.Object({
  msgtype: Type.Optional(Type.String()),
  body: Type.String(),
  filename: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  geo_uri: Type.Optional(Type.String()),
})
export type Content = Type.Static<typeof Content>

/** https://spec.matrix.org/latest/client-server-api/#get_matrixclientv3roomsroomidmessages */
export const Page = Type.Object({
  chunk: Type.Array(Type.Unknown()),
  end: Type.Optional(Type.String({ maxLength: 2_000 })),
  state: Type.Optional(Type.Array(Type.Unknown())),
})

/** What becomes a Ticket or changes one. */
export const NEWS = ['m.room.message', 'm.sticker', 'm.room.redaction', 'm.room.encrypted']
