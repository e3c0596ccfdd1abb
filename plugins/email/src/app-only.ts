import { createHash, timingSafeEqual } from 'node:crypto'
import {
  clientCredentialsOAuth2,
  defined,
  type PluginContext,
  PluginError,
  type Refreshed,
} from '@hubward/plugin'
import { isSameAddress } from './addresses.ts'
import type { Credentials, OAuthProvider } from './credentials.ts'
import { loginAt } from './oauth.ts'
import type { Settings } from './settings.ts'

/**
 * A token of the organisation's, without a person who logs in (RFC 6749, 4.4). It opens every mailbox
 * that an administrator gave the app; so the operator names each, and the code of whoever may connect it.
 */
type Asking = Pick<PluginContext<Settings>, 'settings' | 'fetch' | 'signal' | 'now'>

/** Everything that an administrator has permitted the app. */
const MICROSOFT_SCOPE = 'https://outlook.office365.com/.default'

/** The code of a mailbox that is opened in this way; undefined for every other. */
export function codeOf(
  { oauth = {} }: Settings,
  provider: OAuthProvider | undefined,
  address: string,
): string | undefined {
  const app = provider === 'microsoft' || provider === 'generic' ? oauth[provider] : undefined
  return app?.appOnly?.find((one) => isSameAddress(one.address, address))?.code
}

/** Takes as long for a wrong code as for the right one. */
export function isCode(typed: string, code: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text.trim()).digest()
  return timingSafeEqual(hash(typed), hash(code))
}

/** A new token for the mailbox of these credentials. */
export async function appToken(
  context: Asking,
  credentials: Credentials,
): Promise<Refreshed<Credentials>> {
  const { settings } = context
  const { oauth: provider, address } = credentials
  const login = provider && loginAt(settings, provider)
  if (!login || codeOf(settings, provider, address) === undefined) {
    throw new PluginError('authentication', { message: 'the settings no longer name this mailbox' })
  }
  const scope = provider === 'microsoft' ? MICROSOFT_SCOPE : login.scope
  const { tokens, expirationTime } = await clientCredentialsOAuth2(context, login, { scope })
  return defined({
    credentials: { ...credentials, accessToken: tokens.accessToken },
    expirationTime,
  })
}
