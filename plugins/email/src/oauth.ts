import {
  type AuthenticationContext,
  beginOAuth2,
  defined,
  type OAuth2Party,
  type OAuth2Server,
  type PlainData,
  type RedirectStep,
} from '@hubward/plugin'
import type { OAuthProvider } from './credentials.ts'
import type { Settings } from './settings.ts'

/** A provider's login, with the operator's own app there. */
export interface OAuthLogin extends OAuth2Party {
  readonly scope: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Mail by IMAP and SMTP, and a token to stay. */
const MICROSOFT_SCOPE =
  'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access'
const GOOGLE_SCOPE = 'https://mail.google.com/'

const GOOGLE: OAuth2Server = {
  authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenEndpoint: 'https://oauth2.googleapis.com/token',
  revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
}

function microsoft(tenant: string): OAuth2Server {
  const place = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0`
  return { authorizationEndpoint: `${place}/authorize`, tokenEndpoint: `${place}/token` }
}

/** The login of a provider; undefined where the operator has no app there. */
export function loginAt({ oauth = {} }: Settings, provider: OAuthProvider): OAuthLogin | undefined {
  switch (provider) {
    case 'microsoft':
      return (
        oauth.microsoft && {
          server: microsoft(oauth.microsoft.tenant),
          client: oauth.microsoft,
          scope: MICROSOFT_SCOPE,
          parameters: {},
        }
      )
    case 'google':
      // Without a consent page each time Google gives a refresh token once only.
      return (
        oauth.google && {
          server: GOOGLE,
          client: oauth.google,
          scope: GOOGLE_SCOPE,
          parameters: { access_type: 'offline', prompt: 'consent' },
        }
      )
    case 'generic': {
      const { generic } = oauth
      if (!generic) return undefined
      const { authorizationEndpoint, tokenEndpoint, revocationEndpoint, scope } = generic
      const server = defined({ authorizationEndpoint, tokenEndpoint, revocationEndpoint })
      return { server, client: generic, scope, parameters: {} }
    }
  }
}

/**
 * Folders of a mailbox are Channels with tokens of one login. Google ends all that a user gave to an app
 * when one of its tokens is revoked, and others may do the same.
 */
export function grantIdOf(
  provider: OAuthProvider,
  { client }: OAuthLogin,
  address: string,
): string {
  return `${provider} ${client.clientId} ${address.toLowerCase()}`.slice(0, 500)
}

/** Sends the Customer to the provider's page. */
export function beginLogin(
  context: AuthenticationContext<Settings>,
  login: OAuthLogin,
  address: string,
  state: Readonly<Record<string, PlainData>>,
): Promise<RedirectStep> {
  const parameters = { ...login.parameters, login_hint: address }
  return beginOAuth2(context, { ...login, step: 'provider', parameters, state })
}
