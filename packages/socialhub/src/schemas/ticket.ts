import Type from 'typebox'
import { AbsoluteUrl, ActionId, NetworkItemId, ObjectId, Time, Uuid } from './formats.ts'
import { Interaction, InteractionType, InteractionUpdate } from './interaction.ts'

const closed = { additionalProperties: false }

/** The body of `POST /inbox/tickets`. */
export const TicketCreation = Type.Object({ interaction: Interaction }, closed)
export type TicketCreation = Type.Static<typeof TicketCreation>

/** The body of `PATCH /inbox/tickets/:ticketId`. */
export const TicketUpdate = Type.Object({ interaction: InteractionUpdate }, closed)
export type TicketUpdate = Type.Static<typeof TicketUpdate>

/** A Ticket as SocialHub answers it. Its `interactor.interactorId` is SocialHub's, not the Network's. */
export const TicketResponse = Type.Object({
  /** The `ticketId` of later calls and events. */
  _id: ObjectId,
})
export type TicketResponse = Type.Static<typeof TicketResponse>

/** The body of `POST …/replies/:followupId/success`: the reply as it was published. */
export const ReplySuccess = Type.Object(
  {
    interaction: Type.Object(
      {
        networkItemId: NetworkItemId,
        /** Now if absent. */
        createdTime: Type.Optional(Time),
        url: Type.Optional(AbsoluteUrl),
        type: Type.Optional(InteractionType),
      },
      closed,
    ),
  },
  closed,
)
export type ReplySuccess = Type.Static<typeof ReplySuccess>

const reason = Type.Optional(
  Type.String({ description: 'Why the action failed, as the community manager reads it.' }),
)

/** The body of `POST …/reset/:actionId` for an action of any type. */
export const ActionReset = Type.Object({ followupId: Type.Optional(Uuid), reason }, closed)
export type ActionReset = Type.Static<typeof ActionReset>

/** The same for a `reply` or `template_reply`, which has to name its Followup. */
export const ReplyReset = Type.Object({ followupId: Uuid, reason }, closed)
export type ReplyReset = Type.Static<typeof ReplyReset>

/** What the paths of the routes name. */
export const TicketPath = Type.Object({ ticketId: ObjectId })
export const SuccessPath = Type.Object({ ticketId: ObjectId, followupId: Uuid })
export const ResetPath = Type.Object({ ticketId: ObjectId, actionId: ActionId })
export type TicketPath = Type.Static<typeof TicketPath>
export type SuccessPath = Type.Static<typeof SuccessPath>
export type ResetPath = Type.Static<typeof ResetPath>
