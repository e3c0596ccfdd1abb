import { OAuth2Tokens } from '@hubward/plugin'
import Type from 'typebox'

/** What one Channel keeps of its account. The app that got the token is needed to give it back. */
export const Credentials = Type.Object({
  ...OAuth2Tokens.properties,
  server: Type.String(),
  domain: Type.String(),
  accountId: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String(),
})
export type Credentials = Type.Static<typeof Credentials>
