import {
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  beginOAuth2,
  defined,
  finishOAuth2,
  formValues,
  hasFeature,
  type LocalizedText,
  type OAuth2Party,
  type OAuth2Tokens,
  stepState,
  toPluginError,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask } from './api.ts'
import { appOn, forgetApp, giveBack, SCOPES } from './app.ts'
import { askInstance, Instance } from './instance.ts'
import { nameOf, pictureOf } from './message.ts'
import {
  askForServer,
  confirm,
  DOWN,
  FORBIDDEN,
  FORGOTTEN,
  NO_SERVER,
  NOT_MASTODON,
  NOT_ONE,
  OTHER_ACCOUNT,
  ServerForm,
} from './pages.ts'
import { readServer, suggestionFor } from './server-name.ts'
import type { Credentials, Settings } from './settings.ts'
import { areOne, finger, isSameHandle, usernameOf } from './webfinger.ts'
import { Account } from './wire.ts'

type Context = AuthenticationContext<Settings>

/** Where the Customer comes from, and on the way there: which server it is. */
const Confirmed = Type.Object({
  server: Type.String(),
  instance: Instance,
  expected: Type.Union([Type.String(), Type.Null()]),
})
const Asked = Type.Pick(Confirmed, ['expected'])
const Redirected = Type.Object({
  ...Confirmed.properties,
  client: Type.Object({ clientId: Type.String(), clientSecret: Type.String() }),
  tokenEndpoint: Type.String(),
  authorizationEndpoint: Type.String(),
})

/**
 *   server → confirm → the server's own page → complete
 *
 * Each step but the last can come back with a sentence that says what is wrong.
 */
export async function authenticate(
  context: Context,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  if (input.kind === 'start') {
    const expected = input.reactivation?.networkId ?? null
    const server = (input.reactivation?.networkId ?? '').split('@').at(-1) ?? ''
    return askForServer({ server, expected })
  }
  if (input.kind === 'callback') return await afterRedirect(context, input)
  if (input.kind === 'form' && input.step === 'confirm') return await redirect(context, input)
  return await afterServer(context, input)
}

async function afterServer(
  context: Context,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const { server: typed } = formValues(ServerForm, input)
  const { state } = input.kind === 'form' ? input : { state: null }
  const expected = Value.Check(Asked, state) ? state.expected : null
  const again = (error: LocalizedText) => askForServer({ server: typed, expected, error })
  const read = readServer(typed)
  if (!read.ok) return again(NO_SERVER(read.suggestion))
  try {
    const { server, instance } = await findInstance(context, read.origin, read.handle)
    return confirm({ server, instance, expected })
  } catch (thrown) {
    const { code, message } = toPluginError(thrown, context.now())
    const { host } = new URL(read.origin)
    context.log.info('a server could not be connected', { server: host, code, message })
    const { suggestion } = suggestionFor(host)
    if (code === 'unavailable' || code === 'rate-limited') return again(DOWN(host, suggestion))
    return again(NOT_MASTODON(host, suggestion))
  }
}

/** Some organisations have handles of another domain than their server: WebFinger knows it. */
async function findInstance(
  context: Context,
  origin: string,
  handle: string | undefined,
): Promise<{ server: string; instance: Instance }> {
  try {
    return { server: origin, instance: await askInstance(context, origin) }
  } catch (error) {
    const server = handle === undefined ? undefined : await serverOf(context, origin, handle)
    if (server === undefined || server === origin) throw error
    return { server, instance: await askInstance(context, server) }
  }
}

async function serverOf(
  context: Context,
  origin: string,
  handle: string,
): Promise<string | undefined> {
  try {
    const self = (await finger(context, origin, handle))?.selves.at(0)
    return self?.protocol === 'https:' ? self.origin : undefined
  } catch (error) {
    const { message } = toPluginError(error, context.now())
    context.log.debug('no WebFinger', { origin, message })
    return undefined
  }
}

async function redirect(
  context: Context,
  input: Extract<AuthenticationInput, { kind: 'form' }>,
): Promise<AuthenticationStep> {
  const state = stepState(Confirmed, input)
  const { server, instance, expected } = state
  const again = (error: LocalizedText) => askForServer({ server: instance.domain, expected, error })
  try {
    const { server: oauth, client } = await appOn(context, server)
    const { clientId, clientSecret = '' } = client
    const { authorizationEndpoint, tokenEndpoint } = oauth
    return await beginOAuth2(context, {
      step: 'consent',
      server: oauth,
      client,
      scope: SCOPES,
      state: {
        ...state,
        client: { clientId, clientSecret },
        authorizationEndpoint,
        tokenEndpoint,
      },
    })
  } catch (thrown) {
    const { code, message } = toPluginError(thrown, context.now())
    context.log.warn('the app could not be registered', { server, code, message })
    if (code === 'unavailable' || code === 'rate-limited') return again(DOWN(instance.domain))
    return again(FORBIDDEN(instance.domain))
  }
}

async function afterRedirect(
  context: Context,
  input: Extract<AuthenticationInput, { kind: 'callback' }>,
): Promise<AuthenticationStep> {
  const { client, authorizationEndpoint, tokenEndpoint, ...state } = stepState(Redirected, input)
  const { server, instance, expected } = state
  const party = { server: { authorizationEndpoint, tokenEndpoint }, client }
  try {
    const outcome = await finishOAuth2(context, input, party)
    if (outcome.outcome === 'declined') {
      return confirm(state, outcome.sentence)
    }
    const { tokens } = outcome
    const account = await verify(context, server, tokens.accessToken)
    const { domain } = instance
    const username = usernameOf(account.acct, domain)
    if (username === undefined || !(await areOne(context, server, domain, username))) {
      const { host } = new URL(server)
      context.log.warn('a server claims the handles of a domain that does not name it', {
        server: host,
        domain,
      })
      await keepNothing(context, tokens, server, client)
      return askForServer({ server: host, expected, error: NOT_ONE(host, domain) })
    }
    const handle = `${username}@${domain}`
    const isExpected = isSameHandle(handle, expected ?? '')
    if (expected?.includes('@') && !isExpected) {
      return confirm(state, OTHER_ACCOUNT(handle, expected))
    }
    // Written as the Channel that comes back has it: SocialHub finds it by this.
    const networkId = isExpected && expected !== null ? expected : handle
    const credentials: Credentials = { ...tokens, ...client, server, domain, accountId: account.id }
    // Mastodon gives an app and a user the same token each time (Doorkeeper’s reuse_access_token).
    const grantId = `${server} ${client.clientId} ${account.id}`.slice(0, 500)
    const connected = defined({
      networkId,
      name: nameOf(account),
      uniqueName: `@${networkId}`,
      imageUrl: pictureOf(account),
      credentials,
      server: new URL(server).host,
      grantId: hasFeature(context, 'shared-grants') ? grantId : undefined,
    })
    return { kind: 'complete', accounts: [connected] }
  } catch (thrown) {
    const { code, message } = toPluginError(thrown, context.now())
    context.log.warn('the login did not succeed', { server, code, message })
    if (code === 'operator') {
      // The server no longer knows our app: the next try registers it anew.
      await forgetApp(context, server)
      return confirm(state, FORGOTTEN(instance.domain))
    }
    if (code === 'invalid') throw thrown
    return confirm(state, DOWN(instance.domain))
  }
}

async function verify(context: Context, server: string, accessToken: string): Promise<Account> {
  const path = '/api/v1/accounts/verify_credentials'
  return (await ask(context, { server, accessToken }, 'GET', path, Account)).body
}

/** Nothing is connected, so nothing is kept. The Customer can also take it back there. */
async function keepNothing(
  context: Context,
  ...given: [tokens: OAuth2Tokens, server: string, client: OAuth2Party['client']]
): Promise<void> {
  try {
    await giveBack(context, ...given)
  } catch (thrown) {
    const { code, message } = toPluginError(thrown, context.now())
    context.log.info('a token could not be given back', { code, message })
  }
}
