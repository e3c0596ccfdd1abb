// Long because it is one document: what the simulator knows, as the file of --state holds it.
import Type from 'typebox'

/**
 * Everything the simulator knows, as plain data that JSON can carry: what `--state <file>` holds.
 * Times are ISO 8601 strings. Ids of SocialHub's entities are 24 hex digits (ObjectIds); events
 * are UUIDs v4 and Followups UUIDs v1, as in recorded traffic.
 */

const Id = Type.String({ pattern: '^[a-f0-9]{24}$' })
const Time = Type.String()
const closed = { additionalProperties: false } as const

/** A group of an Account's users. */
export const Team = Type.Object({ id: Id, name: Type.String() }, closed)
export type Team = Type.Static<typeof Team>

/** A customer organisation. `channelLimit: null` means that there is none. */
export const Account = Type.Object(
  {
    id: Id,
    name: Type.String(),
    channelLimit: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** Absent in states that are older than Teams. */
    teams: Type.Optional(Type.Array(Team)),
    createdTime: Time,
  },
  closed,
)
export type Account = Type.Static<typeof Account>

/** A community manager, or one of the Customer's administrators. */
export const User = Type.Object(
  {
    id: Id,
    accountId: Id,
    name: Type.String(),
    email: Type.String(),
    role: Type.Union([Type.Literal('administrator'), Type.Literal('agent')]),
  },
  closed,
)
export type User = Type.Static<typeof User>

/** A label as an Integration sent it: by language, or (before API 1.12) one bare string. */
export const Label = Type.Union([
  Type.Object({ en: Type.String(), de: Type.String(), fr: Type.Optional(Type.String()) }),
  Type.String(),
])
export type Label = Type.Static<typeof Label>

export const ReplyOption = Type.Object({
  id: Type.String(),
  label: Label,
  description: Type.Optional(Type.Union([Label, Type.String()])),
})
export type ReplyOption = Type.Static<typeof ReplyOption>

/** One entry of a Manifest's `inbox.ticketActions`. */
export const TicketActionEntry = Type.Object({
  type: Type.Union([
    Type.Literal('reply'),
    Type.Literal('template_reply'),
    Type.Literal('button'),
    Type.Literal('delete'),
  ]),
  id: Type.String(),
  label: Label,
  config: Type.Optional(
    Type.Object({
      approvalProcess: Type.Optional(Type.Boolean()),
      forceTagging: Type.Optional(Type.Boolean()),
      maxLength: Type.Optional(Type.Number()),
      templates: Type.Optional(Type.Object({ url: Type.Optional(Type.String()) })),
      timeout: Type.Optional(
        Type.Object({ duration: Type.String(), after: Type.Literal('networkCreationTime') }),
      ),
    }),
  ),
  attachments: Type.Optional(Type.Object({ noText: Type.Optional(Type.Boolean()) })),
  options: Type.Optional(Type.Array(ReplyOption)),
})
export type TicketActionEntry = Type.Static<typeof TicketActionEntry>

export const SidebarTab = Type.Object({
  id: Type.String(),
  label: Label,
  treeBuilder: Type.Union([Type.Literal('flatListWithoutRoot'), Type.Literal('flatListWithRoot')]),
})
export type SidebarTab = Type.Static<typeof SidebarTab>

/**
 * A Manifest. It is Reusable exactly when it has a `name`: promotion gives it one.
 * `webhookRemoved` says why SocialHub took a webhook away, until a new one is configured.
 */
export const Manifest = Type.Object(
  {
    id: Id,
    /** The Account of the Custom Channel that it was made with. */
    accountId: Id,
    name: Type.Optional(Type.String()),
    branding: Type.Optional(
      Type.Object({
        icon: Type.Optional(Type.String()),
        fallback: Type.Optional(Type.String()),
        color: Type.Optional(Type.String()),
      }),
    ),
    webhook: Type.Optional(Type.Object({ url: Type.String(), secret: Type.String() }, closed)),
    webhookRemoved: Type.Optional(Type.Object({ reason: Type.String(), time: Time }, closed)),
    callbacks: Type.Optional(
      Type.Object({
        channelCreation: Type.Optional(Type.String()),
        channelReactivation: Type.Optional(Type.String()),
      }),
    ),
    inbox: Type.Object({
      ticketActions: Type.Array(TicketActionEntry),
      rightSidebar: Type.Array(SidebarTab),
    }),
    createdTime: Time,
    updatedTime: Time,
  },
  closed,
)
export type Manifest = Type.Static<typeof Manifest>

/** What `PATCH /manifest` may change, after it was checked. `webhook: null` removes the webhook. */
export const ManifestChanges = Type.Partial(
  Type.Object({
    branding: Manifest.properties.branding,
    callbacks: Manifest.properties.callbacks,
    webhook: Type.Union([Type.Object({ url: Type.String(), secret: Type.String() }), Type.Null()]),
    inbox: Type.Partial(Manifest.properties.inbox),
  }),
)
export type ManifestChanges = Type.Static<typeof ManifestChanges>

/**
 * One connection between an Account and something on a Network.
 *
 *   active ── DELETE /channel, or "Disable" on the Channels Settings Page ──▶ deactivated
 *   deactivated ── POST /channels that finds it again, or "Reactivate" ──▶ active, new token
 */
export const Channel = Type.Object(
  {
    id: Id,
    accountId: Id,
    manifestId: Id,
    name: Type.String(),
    uniqueName: Type.String(),
    imageUrl: Type.Optional(Type.String()),
    networkId: Type.Optional(Type.String()),
    /** The Teams that it was added for; absent: everybody in the Account. */
    teamIds: Type.Optional(Type.Array(Id)),
    endpoint: Type.Object({
      expirationTime: Type.Optional(Type.String()),
      user: Type.Optional(
        Type.Object({
          id: Type.Optional(Type.String()),
          name: Type.Optional(Type.String()),
          profileUrl: Type.Optional(Type.String()),
          profileImage: Type.Optional(Type.String()),
        }),
      ),
    }),
    status: Type.Union([Type.Literal('active'), Type.Literal('deactivated')]),
    deactivation: Type.Optional(
      Type.Object(
        {
          by: Type.Union([Type.Literal('customer'), Type.Literal('integration')]),
          reason: Type.Optional(Type.String()),
          time: Time,
        },
        closed,
      ),
    ),
    /**
     * `iat`, in seconds, of the one Access Token that opens the API for this Channel. A well-signed
     * token with any other `iat` was replaced and is refused with 401; the text of the current one
     * is signed again whenever it is shown (`accessTokenOf`).
     */
    tokenIssuedAt: Type.Integer(),
    createdTime: Time,
    updatedTime: Time,
  },
  closed,
)
export type Channel = Type.Static<typeof Channel>

/** A person on a Network, known to SocialHub under an id of its own. */
export const Interactor = Type.Object(
  {
    id: Id,
    accountId: Id,
    manifestId: Id,
    /** `interactor.interactorId` as the Integration sends it. */
    networkInteractorId: Type.String(),
    name: Type.String(),
    url: Type.Optional(Type.String()),
    picture: Type.Optional(Type.String()),
  },
  closed,
)
export type Interactor = Type.Static<typeof Interactor>

export const Rating = Type.Object({ value: Type.Number(), scale: Type.Number() })
export const Picture = Type.Object({ small: Type.String(), large: Type.Optional(Type.String()) })
export const InteractionAttachment = Type.Object({
  url: Type.String(),
  name: Type.Optional(Type.String()),
  size: Type.Optional(Type.Number()),
  mimeType: Type.Optional(Type.String()),
})

/** What happened on the Network. The person is in `Ticket.interactorId`. */
export const StoredInteraction = Type.Object(
  {
    networkItemId: Type.String(),
    type: Type.String(),
    createdTime: Time,
    updatedTime: Type.Optional(Time),
    message: Type.Optional(Type.String()),
    pictures: Type.Array(Picture),
    attachments: Type.Array(InteractionAttachment),
    link: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    rating: Type.Optional(Rating),
    rootId: Type.Optional(Type.String()),
  },
  closed,
)
export type StoredInteraction = Type.Static<typeof StoredInteraction>

/**
 * The Inbox entity around one Interaction.
 * `hidden`: a Root-Ticket that nobody has sent yet; it stands for a `root.rootId` and turns
 * visible when the real one arrives. `status` is `done` once a user is finished with it.
 */
export const Ticket = Type.Object(
  {
    id: Id,
    accountId: Id,
    channelId: Id,
    interaction: StoredInteraction,
    interactorId: Type.Optional(Id),
    /** On a Reply-Ticket: the Ticket that was answered. */
    followupToId: Type.Optional(Id),
    status: Type.Union([Type.Literal('inbox'), Type.Literal('done')]),
    unread: Type.Boolean(),
    hidden: Type.Boolean(),
    /** A `delete` Ticket Action was accepted and not reset. */
    deleted: Type.Boolean(),
    createdTime: Time,
    updatedTime: Time,
  },
  closed,
)
export type Ticket = Type.Static<typeof Ticket>

/** `attachments[]` of a `reply` event. */
export const ReplyAttachment = Type.Object(
  {
    size: Type.Integer(),
    name: Type.String(),
    extension: Type.String(),
    url: Type.String(),
    mimetype: Type.String(),
  },
  closed,
)
export type ReplyAttachment = Type.Static<typeof ReplyAttachment>

export const ChosenTemplate = Type.Object(
  {
    name: Type.String(),
    networkId: Type.String(),
    variables: Type.Record(Type.String(), Type.Unknown()),
    language: Type.String(),
    /** The text as the agent saw it, for the thread; never sent. */
    preview: Type.Optional(Type.String()),
  },
  closed,
)
export type ChosenTemplate = Type.Static<typeof ChosenTemplate>

/**
 * A public reply attached to a Ticket. Its status is that of its latest Ticket Action.
 *
 *   sending ── replies/:followupId/success ──▶ published (and a Reply-Ticket)
 *   sending ── reset/:actionId ──▶ failed (with the reason) ── retried by the agent ──▶ sending
 */
export const Followup = Type.Object(
  {
    id: Type.String(),
    accountId: Id,
    channelId: Id,
    ticketId: Id,
    userId: Id,
    type: Type.Union([Type.Literal('reply'), Type.Literal('template_reply')]),
    actionId: Type.String(),
    text: Type.Optional(Type.String()),
    attachments: Type.Array(ReplyAttachment),
    option: Type.Optional(Type.String()),
    template: Type.Optional(ChosenTemplate),
    status: Type.Union([
      Type.Literal('sending'),
      Type.Literal('published'),
      Type.Literal('failed'),
    ]),
    reason: Type.Optional(Type.String()),
    replyTicketId: Type.Optional(Id),
    createdTime: Time,
    updatedTime: Time,
  },
  closed,
)
export type Followup = Type.Static<typeof Followup>

/**
 * One thing a user asked for: the event that went to the Integration.
 *
 *   sending ── webhook answered well ──▶ accepted
 *   sending, accepted ── replies/…/success (reply, template_reply) ──▶ published
 *   sending, accepted ── reset/:actionId ──▶ failed
 *   sending ── no webhook, or every attempt failed ──▶ dropped
 *
 * `button` and `delete` end as `accepted`: nobody reports their success. A dropped reply leaves its
 * Followup `sending` for ever, as nothing promises otherwise.
 */
export const TicketAction = Type.Object(
  {
    /** The event's `uuid`. */
    id: Type.String(),
    accountId: Id,
    channelId: Id,
    ticketId: Id,
    userId: Id,
    type: TicketActionEntry.properties.type,
    actionId: Type.String(),
    followupId: Type.Optional(Type.String()),
    status: Type.Union([
      Type.Literal('sending'),
      Type.Literal('accepted'),
      Type.Literal('published'),
      Type.Literal('failed'),
      Type.Literal('dropped'),
    ]),
    reason: Type.Optional(Type.String()),
    createdTime: Time,
    updatedTime: Time,
  },
  closed,
)
export type TicketAction = Type.Static<typeof TicketAction>

/** An e-mail that SocialHub would send to the Customer's administrators. */
export const Notice = Type.Object(
  {
    id: Id,
    accountId: Id,
    channelId: Id,
    to: Type.Array(Type.String()),
    subject: Type.String(),
    text: Type.String(),
    createdTime: Time,
  },
  closed,
)
export type Notice = Type.Static<typeof Notice>

/** A file that an agent added in the Inbox; the app serves it under `/files/:id/:name`. */
export const StoredFile = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    mimetype: Type.String(),
    extension: Type.String(),
    size: Type.Integer(),
    contentBase64: Type.String(),
  },
  closed,
)
export type StoredFile = Type.Static<typeof StoredFile>

export const StateData = Type.Object(
  {
    version: Type.Literal(1),
    /** The HS256 key of every token, hex: only the simulator can verify what it issued. */
    tokenKey: Type.String({ pattern: '^[a-f0-9]{64}$' }),
    /** The Custom Channel that the first start made, whose token the command prints. */
    starterChannelId: Type.Optional(Id),
    accounts: Type.Record(Type.String(), Account),
    users: Type.Record(Type.String(), User),
    manifests: Type.Record(Type.String(), Manifest),
    channels: Type.Record(Type.String(), Channel),
    interactors: Type.Record(Type.String(), Interactor),
    tickets: Type.Record(Type.String(), Ticket),
    followups: Type.Record(Type.String(), Followup),
    ticketActions: Type.Record(Type.String(), TicketAction),
    notices: Type.Record(Type.String(), Notice),
    files: Type.Record(Type.String(), StoredFile),
  },
  closed,
)
export type StateData = Type.Static<typeof StateData>
