import type { ChannelContext } from '@hubward/plugin'
import Type from 'typebox'
import { StoredKey } from './oauth-keys.ts'
import type { ChannelSettings, Settings } from './settings.ts'

const account = {
  /** The account's permanent id. */
  did: Type.String({ pattern: '^did:' }),
  /** The account's own server (its PDS), where it writes and through which it reads. */
  pds: Type.String({ pattern: '^https?://' }),
}

/** A session that an app password began; the password itself is not kept. */
export const PasswordCredentials = Type.Object({
  kind: Type.Literal('app-password'),
  ...account,
  accessJwt: Type.String(),
  refreshJwt: Type.String(),
})
export type PasswordCredentials = Type.Static<typeof PasswordCredentials>

/** A login on the page of the account's own server; its tokens are worth nothing without the key. */
export const OAuthCredentials = Type.Object({
  kind: Type.Literal('oauth'),
  ...account,
  issuer: Type.String(),
  clientId: Type.String(),
  key: StoredKey,
  accessToken: Type.String(),
  refreshToken: Type.String(),
})
export type OAuthCredentials = Type.Static<typeof OAuthCredentials>

export const Credentials = Type.Union([OAuthCredentials, PasswordCredentials])
export type Credentials = Type.Static<typeof Credentials>

/** What every function that acts for a Channel is given. */
export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
