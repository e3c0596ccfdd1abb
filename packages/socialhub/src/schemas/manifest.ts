import Type from 'typebox'
import { type Problem, repeatedId, withRule } from '../rule.ts'
import { HttpsUrl, ObjectId } from './formats.ts'
import { LabelAnswer, LocalizedLabel } from './label.ts'
import { TicketAction, TicketActionAnswer } from './ticket-action.ts'

const closed = { additionalProperties: false }

/** How SocialHub shows the Network. */
export const Branding = Type.Object(
  {
    /** The Network's icon. */
    icon: Type.Optional(HttpsUrl),
    /** Shown where an Interactor has no picture. */
    fallback: Type.Optional(HttpsUrl),
    /** Lowercase hex, such as `#3b5998`. */
    color: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{3,6}$' })),
  },
  closed,
)
export type Branding = Type.Static<typeof Branding>

/** Where SocialHub sends events. Setting it makes SocialHub send a test request at once. */
export const ManifestWebhook = Type.Object(
  { url: HttpsUrl, secret: Type.String({ minLength: 32, maxLength: 512 }) },
  closed,
)
export type ManifestWebhook = Type.Static<typeof ManifestWebhook>

/** Pages that the Customer's browser is sent to (Reusable Manifests). */
export const ManifestCallbacks = Type.Object(
  { channelCreation: Type.Optional(HttpsUrl), channelReactivation: Type.Optional(HttpsUrl) },
  closed,
)
export type ManifestCallbacks = Type.Static<typeof ManifestCallbacks>

/** A tab of the right sidebar beside a Ticket. */
export const RightSidebarTree = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    label: LocalizedLabel,
    treeBuilder: Type.Enum(['flatListWithoutRoot', 'flatListWithRoot']),
  },
  closed,
)
export type RightSidebarTree = Type.Static<typeof RightSidebarTree>

/** What users can do with a Ticket, and what they see beside it. */
export const ManifestInbox = withRule(
  Type.Object(
    {
      ticketActions: Type.Optional(Type.Array(TicketAction)),
      rightSidebar: Type.Optional(Type.Array(RightSidebarTree)),
    },
    closed,
  ),
  ({ ticketActions = [], rightSidebar = [] }) =>
    repeated('ticketActions', 'Ticket Action', repeatedId(ticketActions)) ??
    repeated('rightSidebar', 'right sidebar tab', repeatedId(rightSidebar)),
)
export type ManifestInbox = Type.Static<typeof ManifestInbox>

function repeated(list: string, thing: string, index: number | undefined): Problem | undefined {
  if (index === undefined) return undefined
  return {
    field: `${list}[${index}].id`,
    rule: `An earlier ${thing} of this Manifest has this id already.`,
  }
}

const fields = {
  branding: Type.Optional(Branding),
  callbacks: Type.Optional(ManifestCallbacks),
  inbox: Type.Optional(ManifestInbox),
}

/** A Manifest as an Integration builds it. Its `name` is given by SocialHub at promotion. */
export const Manifest = Type.Object({ ...fields, webhook: Type.Optional(ManifestWebhook) }, closed)
export type Manifest = Type.Static<typeof Manifest>

/** The body of `PATCH /manifest`: any part of it. `webhook: null` removes the webhook. */
export const ManifestUpdate = Type.Object(
  { ...fields, webhook: Type.Optional(Type.Union([ManifestWebhook, Type.Null()])) },
  closed,
)
export type ManifestUpdate = Type.Static<typeof ManifestUpdate>

/** A Manifest as `GET /` and `PATCH /manifest` answer it. */
export const ManifestResponse = Type.Object({
  _id: ObjectId,
  /** Present once the Manifest is Reusable. */
  name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  inbox: Type.Optional(
    Type.Object({
      ticketActions: Type.Optional(Type.Array(TicketActionAnswer)),
      rightSidebar: Type.Optional(
        Type.Array(Type.Object({ id: Type.String(), label: LabelAnswer })),
      ),
    }),
  ),
})
export type ManifestResponse = Type.Static<typeof ManifestResponse>
