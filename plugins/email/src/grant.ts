import {
  type ChannelContext,
  defined,
  hasFeature,
  PluginError,
  type Refreshed,
  refreshOAuth2,
  revokeOAuth2,
} from '@hubward/plugin'
import { appToken } from './app-only.ts'
import type { Credentials } from './credentials.ts'
import { grantIdOf, loginAt, type OAuthLogin } from './oauth.ts'
import type { Settings } from './settings.ts'

type Context = ChannelContext<Settings, unknown, Credentials>

/** New tokens. A password is as good as it was: whether the server takes it, the next call finds out. */
export async function refresh(context: Context): Promise<Refreshed<Credentials>> {
  const { credentials } = context
  if (credentials.oauth === undefined) return { credentials }
  if (credentials.appOnly) return appToken(context, credentials)
  const { accessToken = '' } = credentials
  const login = party(context)
  const refreshed = await refreshOAuth2(context, { ...credentials, accessToken }, login)
  if (!hasFeature(context, 'shared-grants')) return refreshed
  return { ...refreshed, grantId: grantIdOf(credentials.oauth, login, credentials.address) }
}

/** Gives the grant back where there is one, and where the provider takes it: Microsoft has no such thing. */
export async function revoke(context: Context): Promise<void> {
  const { oauth, accessToken, refreshToken } = context.credentials
  if (oauth === undefined || accessToken === undefined) return
  const login = party(context)
  if (login.server.revocationEndpoint === undefined) return
  await revokeOAuth2(context, defined({ accessToken, refreshToken }), login)
}

function party({ settings, credentials }: Context): OAuthLogin {
  const login = credentials.oauth && loginAt(settings, credentials.oauth)
  if (login) return login
  throw new PluginError('operator', {
    message: `the settings name no app of ${credentials.oauth}, by which this mailbox was connected`,
  })
}
