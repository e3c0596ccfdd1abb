import Type from 'typebox'

/**
 * What of Mastodon's answers is used, as docs.joinmastodon.org/entities describes it. Servers that
 * only speak the API leave things out: what can be done without is optional. A list is a list of
 * anything: each item is read by itself (`status.ts`, `list.ts`), so that one can't hide the others.
 */

const Maybe = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

const Text = Type.String()
/** Ids and handles are stored, sent back and looked for in texts: longer ones nobody has. */
const Id = Type.String({ minLength: 1, maxLength: 256 })
const Handle = Type.String({ minLength: 1, maxLength: 500 })
const Address = Type.String({ minLength: 1, maxLength: 4_096 })
const Word = Type.String({ minLength: 1, maxLength: 64 })
const List = Type.Array(Type.Unknown())

export const Account = Type.Object({
  id: Id,
  username: Handle,
  /** The handle; without a domain where the account lives on the server that was asked. */
  acct: Handle,
  display_name: Maybe(Text),
  url: Maybe(Text),
  avatar: Maybe(Text),
  avatar_static: Maybe(Text),
})
export type Account = Type.Static<typeof Account>

export const Media = Type.Object({
  id: Id,
  /** `image`, `gifv`, `video`, `audio`, or `unknown`. */
  type: Maybe(Text),
  /** Null while the server is still at work on it. */
  url: Maybe(Text),
  preview_url: Maybe(Text),
  remote_url: Maybe(Text),
  description: Maybe(Text),
})
export type Media = Type.Static<typeof Media>

export const Mention = Type.Object({ acct: Handle, id: Maybe(Id), url: Maybe(Text) })
export const PollOption = Type.Object({ title: Text })

/** What nobody needs to know of a status to make a Ticket of it may be missing or be rubbish. */
const quotable = {
  id: Id,
  uri: Address,
  url: Maybe(Text),
  account: Account,
  created_at: Maybe(Text),
  edited_at: Maybe(Text),
  /** HTML. */
  content: Maybe(Text),
  /** `public`, `unlisted`, `private`, `direct`, and what single servers invent. */
  visibility: Word,
  spoiler_text: Maybe(Text),
  language: Maybe(Text),
  in_reply_to_id: Maybe(Id),
  in_reply_to_account_id: Maybe(Id),
  media_attachments: Maybe(List),
  mentions: Maybe(List),
  poll: Maybe(Type.Object({ options: Maybe(List), multiple: Maybe(Type.Boolean()) })),
  replies_count: Maybe(Type.Integer()),
}
export const StatusAnswer = Type.Object({
  ...quotable,
  /** What it boosts: then it says nothing itself. */
  reblog: Maybe(Type.Unknown()),
  quote: Maybe(
    Type.Object({
      /** `accepted`; everything else says why it isn't shown. Absent on servers that don't ask. */
      state: Maybe(Text),
      quoted_status: Maybe(Type.Unknown()),
    }),
  ),
})

/** A status as a place in a list, whatever else can be read of it. */
export const Listed = Type.Object({ id: Id, created_at: Maybe(Text) })

export const Notification = Type.Object({
  id: Id,
  type: Word,
  created_at: Maybe(Text),
  status: Maybe(Type.Unknown()),
})

export const Items = List

/** The thread around a status: what it answers, from the root on, and what answers it. */
export const Context = Type.Object({ ancestors: List, descendants: List })
/** What is wanted of an ancestor. */
export const Ancestor = Type.Object({ uri: Address })

/** What deleting answers. */
export const Done = Type.Object({})

const Limits = Type.Object({
  statuses: Maybe(
    Type.Object({
      max_characters: Maybe(Type.Integer()),
      max_media_attachments: Maybe(Type.Integer()),
      characters_reserved_per_url: Maybe(Type.Integer()),
    }),
  ),
})

/** `/api/v2/instance`: Mastodon 4 and GoToSocial. */
export const InstanceV2 = Type.Object({
  domain: Text,
  title: Maybe(Text),
  version: Maybe(Text),
  source_url: Maybe(Text),
  thumbnail: Maybe(Type.Object({ url: Maybe(Text) })),
  configuration: Maybe(Limits),
})

/** `/api/v1/instance`: older servers and snac. */
export const InstanceV1 = Type.Object({
  uri: Text,
  title: Maybe(Text),
  version: Maybe(Text),
  thumbnail: Maybe(Text),
  configuration: Maybe(Limits),
  max_toot_chars: Maybe(Type.Integer()),
})

export const Application = Type.Object({ client_id: Text, client_secret: Text })

/** RFC 8414, which Mastodon offers since 4.3. */
export const AuthorizationServer = Type.Object({
  issuer: Maybe(Text),
  authorization_endpoint: Text,
  token_endpoint: Text,
  revocation_endpoint: Maybe(Text),
  code_challenge_methods_supported: Maybe(Type.Array(Text)),
})

/** RFC 7033: where the server of a handle is, when its name is another. */
export const WebFinger = Type.Object({ subject: Maybe(Text), links: List })
export const WebFingerLink = Type.Object({ rel: Text, href: Text })

/** A refusal in Mastodon's words. */
export const Refusal = Type.Object({ error: Text })
