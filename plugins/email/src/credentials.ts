import { OAuth2Tokens } from '@hubward/plugin'
import Type from 'typebox'

/** How a connection is secured: with TLS from the first byte, or by STARTTLS. Never not at all. */
const Tls = Type.Union([Type.Literal('implicit'), Type.Literal('starttls')])

/** Where a server of a mailbox is. */
export const MailServer = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  tls: Tls,
})
export type MailServer = Type.Static<typeof MailServer>

/** Who gave the tokens, where a mailbox is opened by OAuth. */
export const OAuthProvider = Type.Union([
  Type.Literal('microsoft'),
  Type.Literal('google'),
  Type.Literal('generic'),
])
export type OAuthProvider = Type.Static<typeof OAuthProvider>

/** What one Channel needs of its mailbox: a password, or tokens. */
export const Credentials = Type.Object({
  /** The mailbox's own address: what is answered comes from there. */
  address: Type.String({ minLength: 3, maxLength: 254 }),
  /** The name that both servers know; mostly the address. */
  user: Type.String({ minLength: 1, maxLength: 254 }),
  imap: MailServer,
  smtp: MailServer,
  /** The largest mail that the SMTP server takes, as it said when the Channel was connected. */
  largestBytes: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The folder that the Channel reads; absent: the inbox. */
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  password: Type.Optional(Type.String({ minLength: 1 })),
  oauth: Type.Optional(OAuthProvider),
  /** True where the token is the operator's app's, and nobody's own. */
  appOnly: Type.Optional(Type.Boolean()),
  accessToken: Type.Optional(OAuth2Tokens.properties.accessToken),
  refreshToken: OAuth2Tokens.properties.refreshToken,
  scope: OAuth2Tokens.properties.scope,
})
export type Credentials = Type.Static<typeof Credentials>
