import { revokeOAuth2 } from '@hubward/plugin'
import type { Context } from './list.ts'

/** Gives the token back, with the app that got it. */
export async function revoke(context: Context): Promise<void> {
  const { server, clientId, clientSecret } = context.credentials
  await revokeOAuth2(context, context.credentials, {
    server: {
      authorizationEndpoint: `${server}/oauth/authorize`,
      tokenEndpoint: `${server}/oauth/token`,
      revocationEndpoint: `${server}/oauth/revoke`,
    },
    client: { clientId, clientSecret },
  })
}
