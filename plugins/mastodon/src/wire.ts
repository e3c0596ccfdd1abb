import Type from 'typebox'

/**
 * What of Mastodon's answers is used, as docs.joinmastodon.org/entities describes it. Servers that
 * only speak the API leave things out: what can be done without is optional.
 */

const Maybe = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

const Text = Type.String()

export const Account = Type.Object({
  id: Text,
  username: Text,
  /** The handle; without a domain where the account lives on the server that was asked. */
  acct: Text,
  display_name: Maybe(Text),
  url: Maybe(Text),
  avatar: Maybe(Text),
  avatar_static: Maybe(Text),
})
export type Account = Type.Static<typeof Account>

export const Media = Type.Object({
  id: Text,
  /** `image`, `gifv`, `video`, `audio`, or `unknown`. */
  type: Maybe(Text),
  /** Null while the server is still at work on it. */
  url: Maybe(Text),
  preview_url: Maybe(Text),
  remote_url: Maybe(Text),
  description: Maybe(Text),
})
export type Media = Type.Static<typeof Media>

const Mention = Type.Object({ acct: Text, id: Maybe(Text), url: Maybe(Text) })

const Poll = Type.Object({
  options: Type.Array(Type.Object({ title: Text })),
  multiple: Maybe(Type.Boolean()),
  expires_at: Maybe(Text),
})

const quotable = {
  id: Text,
  uri: Text,
  url: Maybe(Text),
  account: Account,
  created_at: Text,
  edited_at: Maybe(Text),
  /** HTML. */
  content: Text,
  /** `public`, `unlisted`, `private`, `direct`, and what single servers invent. */
  visibility: Text,
  spoiler_text: Maybe(Text),
  language: Maybe(Text),
  in_reply_to_id: Maybe(Text),
  in_reply_to_account_id: Maybe(Text),
  media_attachments: Maybe(Type.Array(Media)),
  mentions: Maybe(Type.Array(Mention)),
  poll: Maybe(Poll),
  replies_count: Maybe(Type.Integer()),
}

export const Status = Type.Object({
  ...quotable,
  /** What it boosts: then it says nothing itself. */
  reblog: Maybe(Type.Object(quotable)),
  quote: Maybe(Type.Object({ quoted_status: Maybe(Type.Object(quotable)) })),
})
export type Status = Type.Static<typeof Status>

export const Statuses = Type.Array(Status)

const Notification = Type.Object({
  id: Text,
  type: Text,
  created_at: Text,
  status: Maybe(Status),
})
export const Notifications = Type.Array(Notification)

/** The thread around a status: what it answers, from the root on, and what answers it. */
export const Context = Type.Object({ ancestors: Statuses, descendants: Statuses })

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
export const WebFinger = Type.Object({
  links: Type.Array(Type.Object({ rel: Text, href: Maybe(Text) })),
})

/** A refusal in Mastodon's words. */
export const Refusal = Type.Object({ error: Text, error_description: Maybe(Text) })
