import Type from 'typebox'
import { LocalizedText, PlainData, Time } from './plain.ts'

/** Names one step of `authenticate`, so that a repeated submit of the same step is harmless. */
export const StepId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })

/** Names a grant. The host keeps a keyed hash of it only. */
export const GrantId = Type.String({ minLength: 1, maxLength: 500 })

/** One account, page, mailbox or form on the Network that can become a Channel. */
export const Account = Type.Object(
  {
    /** The Network's permanent id. It becomes the Channel's `networkId`, and can't change later. */
    networkId: Type.String({ minLength: 1, maxLength: 256 }),
    /** As people know it; the Customer may edit it before the Channel is created. */
    name: Type.String({ minLength: 1, maxLength: 256 }),
    /** A handle that is unique among the Customer's Channels, such as `@name@server`. */
    uniqueName: Type.String({ minLength: 1, maxLength: 256 }),
    imageUrl: Type.Optional(Type.String({ pattern: '^https://' })),
    /** The person on the Network who gave the grant, where it is somebody else than the account. */
    user: Type.Optional(
      Type.Object(
        {
          id: Type.String({ minLength: 1 }),
          name: Type.String({ minLength: 1 }),
          profileUrl: Type.Optional(Type.String()),
          profileImage: Type.Optional(Type.String({ pattern: '^https://' })),
        },
        { additionalProperties: false },
      ),
    ),
    /** What this Channel needs to act on the Network, as the plugin's `credentials` schema says. */
    credentials: PlainData,
    /** When the credentials stop working unless refreshed. */
    expirationTime: Type.Optional(Time),
    /**
     * The Network's server, where it has many (`mastodon.social`). Channels of one server are spread
     * in time, share its rate limit, and are held together when it is down.
     */
    server: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
    /**
     * Names the grant that these credentials live on, where others may live on it too: the operator's app
     * and the user who logged in, say, of a Network that ends all their tokens when one is revoked.
     * `revoke` is then called for the last Channel of the grant only, in whichever integration of this
     * plugin. Absent: a grant of its own. Feature `shared-grants`.
     */
    grantId: Type.Optional(GrantId),
  },
  { additionalProperties: false },
)
export type Account = Type.Static<typeof Account>

/** What `authenticate` is called with. All but `start` carry the state of the plugin's last step. */
export const AuthenticationInput = Type.Union([
  Type.Object({
    kind: Type.Literal('start'),
    /** The Channel that lost its grant, when the Customer comes back to reconnect it. */
    reactivation: Type.Optional(
      Type.Object({ networkId: Type.Optional(Type.String()), uniqueName: Type.String() }),
    ),
  }),
  Type.Object({
    kind: Type.Literal('form'),
    step: StepId,
    /** Already checked against the step's schema. */
    values: Type.Record(Type.String(), PlainData),
    state: PlainData,
  }),
  Type.Object({
    kind: Type.Literal('callback'),
    step: StepId,
    /** The query of the URL that the Network sent the browser back to, without our `state`. */
    query: Type.Record(Type.String(), Type.String()),
    state: PlainData,
  }),
  Type.Object({ kind: Type.Literal('poll'), step: StepId, state: PlainData }),
])
export type AuthenticationInput = Type.Static<typeof AuthenticationInput>

/** Shows a form: the host renders the schema (see `FieldOptions`), validates, and calls again. */
export const FormStep = Type.Object(
  {
    kind: Type.Literal('form'),
    step: StepId,
    title: LocalizedText,
    text: Type.Optional(LocalizedText),
    /** Shown above the title: the picture of a server or an account, say. */
    image: Type.Optional(
      Type.String({ pattern: '^(https://|data:image/(png|svg\\+xml);base64,)' }),
    ),
    /** An object schema as plain JSON. */
    schema: PlainData,
    /** What stands in the fields at first, or stood in them when the plugin refused the values. */
    values: Type.Optional(Type.Record(Type.String(), PlainData)),
    /** Sentences beside single fields, or under the name `form` above them all. */
    errors: Type.Optional(Type.Record(Type.String(), LocalizedText)),
    submit: Type.Optional(LocalizedText),
    state: PlainData,
  },
  { additionalProperties: false },
)

/** Sends the browser to the Network; it must come back to `context.callback.url` with its state. */
export const RedirectStep = Type.Object(
  {
    kind: Type.Literal('redirect'),
    step: StepId,
    url: Type.String({ pattern: '^https?://' }),
    state: PlainData,
  },
  { additionalProperties: false },
)

/** Shows something (a QR code, a code to type elsewhere) and asks again until it is settled. */
export const WaitStep = Type.Object(
  {
    kind: Type.Literal('wait'),
    step: StepId,
    title: LocalizedText,
    text: Type.Optional(LocalizedText),
    code: Type.Optional(Type.String()),
    image: Type.Optional(Type.String({ pattern: '^data:image/(png|svg\\+xml);base64,' })),
    pollAfterMs: Type.Integer({ minimum: 500, maximum: 60_000 }),
    state: PlainData,
  },
  { additionalProperties: false },
)

/** Authenticated. With several accounts the host asks which of them to add. */
export const CompleteStep = Type.Object(
  {
    kind: Type.Literal('complete'),
    accounts: Type.Array(Account, { minItems: 1 }),
    /** What stands in the form of the Channel settings at first. */
    channelSettings: Type.Optional(Type.Record(Type.String(), PlainData)),
  },
  { additionalProperties: false },
)

/** What `authenticate` answers. */
export const AuthenticationStep = Type.Union([FormStep, RedirectStep, WaitStep, CompleteStep])
export type AuthenticationStep = Type.Static<typeof AuthenticationStep>
export type FormStep = Type.Static<typeof FormStep>
export type RedirectStep = Type.Static<typeof RedirectStep>
export type WaitStep = Type.Static<typeof WaitStep>
export type CompleteStep = Type.Static<typeof CompleteStep>
