import { OAuth2Client, OAuth2Tokens, oauth2 } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

const Me = Type.Object({ id: Type.String(), name: Type.String() })

const login = oauth2({
  server: {
    authorizationEndpoint: 'https://board.example.org/oauth/authorize',
    tokenEndpoint: 'https://board.example.org/oauth/token',
    revocationEndpoint: 'https://board.example.org/oauth/revoke',
  },
  scope: 'notes:read notes:write',
  async accounts({ http }, { tokens }) {
    const headers = { authorization: `Bearer ${tokens.accessToken}` }
    const answer = await http('https://board.example.org/api/me', { headers }).json()
    const { id, name } = Value.Parse(Me, answer)
    return [{ networkId: id, name, uniqueName: `@${id}` }]
  },
})

/** Goes into `definePlugin({ … })`. */
export const grants = {
  settings: OAuth2Client, // clientId, clientSecret: what the operator configures
  credentials: OAuth2Tokens, // accessToken, refreshToken, scope
  ...login, // authenticate, refresh, revoke
}
