import Type from 'typebox'
import type { Account, AuthenticationInput, AuthenticationStep } from '../authentication.ts'
import type { AuthenticationContext, ChannelContext } from '../context.ts'
import { defined } from '../defined.ts'
import { form } from '../form.ts'
import type { Refreshed } from '../plugin.ts'
import type { OAuth2Client, OAuth2Party, OAuth2Server, OAuth2Tokens } from './server.ts'
import {
  type BeginOAuth2,
  beginOAuth2,
  finishOAuth2,
  refreshOAuth2,
  revokeOAuth2,
} from './steps.ts'
import type { OAuth2Grant } from './token-endpoint.ts'
import { NOT_CONNECTED, TRY_AGAIN } from './words.ts'

/** An account without what `oauth2` fills in: the credentials are the tokens, unless it names more. */
export type OAuth2Account = Omit<Account, 'credentials' | 'expirationTime'> &
  Partial<Pick<Account, 'credentials' | 'expirationTime'>>

export interface OAuth2Options<Settings extends OAuth2Client>
  extends Pick<BeginOAuth2, 'scope' | 'pkce' | 'parameters'> {
  /** Fixed, or made of what the operator configured. */
  readonly server: OAuth2Server | ((settings: Settings) => OAuth2Server)
  /** Asks the Network whose grant it is: the accounts that can become Channels. */
  accounts(
    context: AuthenticationContext<Settings>,
    grant: OAuth2Grant,
  ): Promise<readonly OAuth2Account[]>
}

/** The three functions of a plugin that are about its grant. */
export interface OAuth2Login<Settings extends OAuth2Client> {
  authenticate(
    context: AuthenticationContext<Settings>,
    input: AuthenticationInput,
  ): Promise<AuthenticationStep>
  refresh<Credentials extends OAuth2Tokens>(
    context: ChannelContext<Settings, unknown, Credentials>,
  ): Promise<Refreshed<Credentials>>
  revoke(context: ChannelContext<Settings, unknown, OAuth2Tokens>): Promise<void>
}

/**
 * The login of an ordinary Network as a declaration: fixed endpoints, one client of the operator's
 * (the settings `clientId` and `clientSecret`), tokens as credentials.
 *
 * ```ts
 * const login = oauth2({ server: { … }, scope: 'read write', accounts: async (context, { tokens }) => [ … ] })
 *
 * export default definePlugin({ settings: OAuth2Client, credentials: OAuth2Tokens, ...login, … })
 * ```
 *
 * Leave `refresh` or `revoke` out where the Network has no such thing. Where each server has a client
 * of its own, use {@link beginOAuth2} and {@link finishOAuth2}.
 */
export function oauth2<Settings extends OAuth2Client>(
  options: OAuth2Options<Settings>,
): OAuth2Login<Settings> {
  const { server, scope, pkce, parameters } = options
  const partyOf = (settings: Settings): OAuth2Party => ({
    server: typeof server === 'function' ? server(settings) : server,
    client: settings,
  })
  const begin = (context: AuthenticationContext<Settings>) =>
    beginOAuth2(context, {
      ...partyOf(context.settings),
      step: 'login',
      scope,
      pkce,
      parameters,
    })

  return {
    async authenticate(context, input) {
      // The only form is the one that offers another try.
      if (input.kind === 'start' || input.kind === 'form') return begin(context)
      const finished = await finishOAuth2(context, input, partyOf(context.settings))
      if (finished.outcome === 'declined') {
        return form({
          step: 'try-again',
          title: NOT_CONNECTED,
          text: finished.sentence,
          submit: TRY_AGAIN,
          schema: Type.Object({}),
        })
      }
      const { tokens, expirationTime } = finished
      const grant = defined({ credentials: tokens, expirationTime })
      const accounts = await options.accounts(context, finished)
      return { kind: 'complete', accounts: accounts.map((account) => ({ ...grant, ...account })) }
    },
    refresh: (context) => refreshOAuth2(context, context.credentials, partyOf(context.settings)),
    revoke: (context) => revokeOAuth2(context, context.credentials, partyOf(context.settings)),
  }
}
