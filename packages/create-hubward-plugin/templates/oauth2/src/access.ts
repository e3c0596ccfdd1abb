import { type AuthenticationContext, OAuth2Client, OAuth2Tokens, oauth2 } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

/** What an operator configures once: where the API is, and how the operator's app is known there. */
export const Settings = Type.Object({
  server: Type.String({ format: 'uri' }),
  ...OAuth2Client.properties,
})
export type Settings = Type.Static<typeof Settings>

/** What one Channel needs to act on the Network. */
export const Credentials = OAuth2Tokens
export type Credentials = OAuth2Tokens

export const authorization = ({ accessToken }: Credentials) => ({
  authorization: `Bearer ${accessToken}`,
})

const Account = Type.Object({ id: Type.String(), name: Type.String() })

export const login = oauth2({
  server: ({ server }: Settings) => ({
    authorizationEndpoint: new URL('/oauth/authorize', server).href,
    tokenEndpoint: new URL('/oauth/token', server).href,
    revocationEndpoint: new URL('/oauth/revoke', server).href,
  }),
  scope: 'read write',
  async accounts(context: AuthenticationContext<Settings>, { tokens }) {
    const url = new URL('/api/me', context.settings.server)
    const answer = await context.http(url, { headers: authorization(tokens) }).json()
    const { id, name } = Value.Parse(Account, answer)
    return [{ networkId: id, name, uniqueName: name }]
  },
})
