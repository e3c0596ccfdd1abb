import Type from 'typebox'
import { HttpsUrl, JWT, ObjectId, Time } from './formats.ts'
import { ManifestResponse } from './manifest.ts'

const closed = { additionalProperties: false }

/** Who on the Network granted access. */
export const ChannelUser = Type.Object(
  {
    id: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    profileUrl: Type.Optional(Type.String({ format: 'url' })),
    profileImage: Type.Optional(HttpsUrl),
  },
  closed,
)
export type ChannelUser = Type.Static<typeof ChannelUser>

const Endpoint = Type.Object(
  {
    /** When the Integration's access to the Network ends. */
    expirationTime: Type.Optional(Time),
    user: Type.Optional(ChannelUser),
  },
  closed,
)

const name = Type.String({ minLength: 1 })

const optional = {
  imageUrl: Type.Optional(HttpsUrl),
  endpoint: Type.Optional(Endpoint),
}

/** A Channel as we describe it to SocialHub. */
export const Channel = Type.Object(
  {
    /** As people know the account, page or mailbox. */
    name,
    /** Unique among the Customer's Channels. */
    uniqueName: name,
    /**
     * The Network's own permanent id of it: what a disabled Channel is found by when it comes back,
     * and what marks an Interaction as the Customer's own. Recommended; it can't change later.
     */
    networkId: Type.Optional(Type.String({ minLength: 1 })),
    ...optional,
  },
  closed,
)
export type Channel = Type.Static<typeof Channel>

/** The body of `POST /channels`, which creates a Channel or reactivates a disabled one. */
export const ChannelCreation = Channel
export type ChannelCreation = Channel

/** The body of `PATCH /channel`: any part, but never `networkId`. */
export const ChannelUpdate = Type.Object(
  { name: Type.Optional(name), uniqueName: Type.Optional(name), ...optional },
  closed,
)
export type ChannelUpdate = Type.Static<typeof ChannelUpdate>

const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const answered = {
  _id: ObjectId,
  accountId: text,
  name: text,
  uniqueName: text,
  networkId: text,
  imageUrl: text,
  createdTime: text,
  updatedTime: text,
  businessHours: Type.Optional(Type.Unknown()),
}

/** A Channel as `GET /` and `PATCH /channel` answer it. */
export const ChannelResponse = Type.Object(answered)
export type ChannelResponse = Type.Static<typeof ChannelResponse>

/** A Channel as `POST /channels` answers it: the only time that its Access Token is told. */
export const ChannelCreationResponse = Type.Object({
  ...answered,
  endpoint: Type.Object({ accessToken: Type.String({ pattern: JWT }) }),
})
export type ChannelCreationResponse = Type.Static<typeof ChannelCreationResponse>

/** What `GET /` answers. The Manifest is left out once it is Reusable. */
export const RootResponse = Type.Object({
  channel: ChannelResponse,
  manifest: Type.Optional(Type.Union([ManifestResponse, Type.Null()])),
})
export type RootResponse = Type.Static<typeof RootResponse>
