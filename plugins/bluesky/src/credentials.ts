import type { ChannelContext } from '@hubward/plugin'
import Type from 'typebox'
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

export const Credentials = PasswordCredentials
export type Credentials = Type.Static<typeof Credentials>

/** What every function that acts for a Channel is given. */
export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
