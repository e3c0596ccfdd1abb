import {
  type AuthenticationStep,
  beginOAuth2,
  type CompleteStep,
  clientCredentialsOAuth2,
  definePlugin,
  finishOAuth2,
  OAuth2Client,
  OAuth2Tokens,
  oauth2,
  type RedirectStep,
  refreshOAuth2,
  toPluginError,
} from '@hubward/plugin'
import { followRedirects, TEST_CALLBACK_URL, TestHost, testPlugin } from '@hubward/testkit'
import stub from '@hubward/testkit/stub-network/plugin'
import t from 'tap'
import Type from 'typebox'
import Value from 'typebox/value'
import { CLIENT, startOAuthServer } from './fixtures/oauth-server.ts'

const network = await startOAuthServer()
t.teardown(() => network.close())
t.afterEach(() => network.deny(false))

const Person = Type.Object({ sub: Type.String(), name: Type.String() })

/** An ordinary Network: nothing but a declaration. */
const login = oauth2({
  server: network.server,
  scope: 'openid profile offline_access',
  parameters: { prompt: 'consent' },
  async accounts({ http }, { tokens }) {
    const headers = { authorization: `Bearer ${tokens.accessToken}` }
    const { sub, name } = Value.Parse(Person, await http(network.userinfo, { headers }).json())
    return [{ networkId: sub, name, uniqueName: `@${sub}` }]
  },
})

const plugin = definePlugin({
  apiVersion: 1,
  id: 'ordinary',
  name: 'Ordinary Network',
  settings: OAuth2Client,
  channelSettings: Type.Object({}),
  credentials: OAuth2Tokens,
  position: Type.Integer(),
  declaration: { ...stub.declaration, ticketActions: [] },
  ...login,
  // The host's clock stands in for a Network where something happens each second.
  fetchMessages: async ({ now }, { position, since, limit }) => {
    const second = (time: number) => Math.floor(time / 1_000)
    const from = position ?? second(Date.parse(since))
    const to = Math.min(from + limit, second(now().getTime()) + 3)
    const messages = Array.from({ length: to - from }, (_, index) => ({
      interaction: { networkItemId: `second-${from + index}`, message: `Second ${from + index}` },
    }))
    return { messages, position: to, more: to < second(now().getTime()) + 3 }
  },
  reply: async () => {
    throw new Error('nothing is replied here')
  },
})

testPlugin((name, run) => t.test(`an ordinary Network: ${name}`, run), plugin, {
  host: { settings: CLIENT },
  answers: { 'try-again': {} },
  channelSettings: {},
  credentials: { accessToken: 'of-no-use' },
  arrange: async () => {},
  browse: followRedirects,
  decline: async (url) => {
    network.deny(true)
    const back = await followRedirects(url)
    network.deny(false)
    return back
  },
})

const newHost = (settings: OAuth2Client = CLIENT) => new TestHost(plugin, { settings })
type Host = ReturnType<typeof newHost>

async function redirectOf(host: Host): Promise<RedirectStep> {
  const step = await host.authenticate({ kind: 'start' })
  if (step.kind !== 'redirect') throw new Error(`a redirect was expected, not ${step.kind}`)
  return step
}

/** What the browser brings back from the Network. */
async function browse(url: string): Promise<Record<string, string>> {
  return Object.fromEntries(new URL(await followRedirects(url)).searchParams)
}

/** The host takes its own state away, after having compared it. */
async function callback(host: Host, step: RedirectStep): Promise<AuthenticationStep> {
  const { state: _, ...query } = await browse(step.url)
  return host.authenticate({ kind: 'callback', step: step.step, query, state: stored(step.state) })
}

/** What a state looks like after it lay in the database. */
function stored<State>(state: State): State {
  return JSON.parse(JSON.stringify(state))
}

async function connected(host: Host): Promise<CompleteStep> {
  const step = await callback(host, await redirectOf(host))
  if (step.kind !== 'complete') throw new Error(`an account was expected, not ${step.kind}`)
  return step
}

async function grantedChannel(host: Host) {
  const { accounts } = await connected(host)
  const credentials = Value.Parse(OAuth2Tokens, accounts[0]?.credentials)
  return host.addChannel({ channelSettings: {}, credentials })
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (thrown: unknown) => toPluginError(thrown, new Date()).code,
  )

t.test('a Customer is sent to the Network with PKCE and the host’s state', async (t) => {
  const step = await redirectOf(newHost())
  const asked = Object.fromEntries(new URL(step.url).searchParams)
  t.match(asked, {
    client_id: CLIENT.clientId,
    code_challenge_method: 'S256',
    redirect_uri: TEST_CALLBACK_URL,
    response_type: 'code',
    state: 'state-of-the-host',
    scope: 'openid profile offline_access',
  })
  t.notMatch(step.url, CLIENT.clientSecret)
  const other = await redirectOf(newHost())
  t.not(new URL(other.url).searchParams.get('code_challenge'), asked.code_challenge)
})

t.test('the callback’s code becomes an account with tokens and their end', async (t) => {
  const host = newHost()
  const { accounts } = await connected(host)
  t.match(accounts, [
    {
      networkId: 'ada',
      name: 'Ada',
      uniqueName: '@ada',
      credentials: { accessToken: /./, refreshToken: /./, scope: /profile/ },
      expirationTime: '2026-01-15T10:10:00.000Z',
    },
  ])
  t.same(host.log, [])
})

t.test('who says no finds a form with a sentence, and may try again', async (t) => {
  const host = newHost()
  network.deny(true)
  const step = await callback(host, await redirectOf(host))
  t.match(step, {
    kind: 'form',
    step: 'try-again',
    text: { en: /not granted/, de: /nicht erlaubt/, fr: /pas été accordé/ },
  })
  if (step.kind !== 'form') return
  network.deny(false)
  const again = await host.authenticate({
    kind: 'form',
    step: step.step,
    values: {},
    state: step.state,
  })
  t.equal(again.kind, 'redirect')
})

t.test('a code is good for one exchange, with its own verifier', async (t) => {
  const host = newHost()
  const step = await redirectOf(host)
  const { state: _, ...query } = await browse(step.url)
  const input = { kind: 'callback' as const, step: 'login', query, state: stored(step.state) }
  t.match(await host.authenticate(input), { kind: 'complete' })
  t.match(await host.authenticate(input), { kind: 'form', text: { en: /expired or was used/ } })

  const fresh = await redirectOf(host)
  const { state: __, ...other } = await browse(fresh.url)
  const mixed = await host.authenticate({ ...input, query: other })
  t.match(mixed, { kind: 'form', text: { en: /expired or was used/ } })
})

t.test('a refused client is the operator’s matter, and its secret stays out of it', async (t) => {
  const wrong = { ...CLIENT, clientSecret: 'not-the-secret-at-all' }
  const host = newHost(wrong)
  const failed = callback(host, await redirectOf(host))
  await t.rejects(failed, { code: 'operator', message: /invalid_client/ })
  await failed.catch((error: unknown) => t.notMatch(String(error), wrong.clientSecret))

  const channel = await grantedChannel(newHost())
  const { credentials } = channel
  const other = newHost(wrong).addChannel({ channelSettings: {}, credentials })
  t.equal(await codeOf(login.refresh(other.context())), 'operator')
})

t.test('a refresh token is exchanged, and what it was exchanged for works', async (t) => {
  const channel = await grantedChannel(newHost())
  const refreshed = await login.refresh(channel.context())
  t.not(refreshed.credentials.accessToken, channel.credentials.accessToken)
  t.not(refreshed.credentials.refreshToken, channel.credentials.refreshToken)
  t.equal(refreshed.expirationTime, '2026-01-15T10:10:00.000Z')
  t.equal(structuredClone(refreshed).credentials.scope, channel.credentials.scope)
  // The old one was good for once; the server ends the whole grant when it sees it again.
  t.equal(await codeOf(login.refresh(channel.context())), 'authentication')
})

t.test('credentials keep what else stands in them', async (t) => {
  const channel = await grantedChannel(newHost())
  const party = { server: network.server, client: CLIENT }
  const credentials = { ...channel.credentials, server: 'one.example' }
  const refreshed = await refreshOAuth2(channel.context(), credentials, party)
  t.equal(refreshed.credentials.server, 'one.example')
  const { refreshToken: _, ...none } = credentials
  t.equal(await codeOf(refreshOAuth2(channel.context(), none, party)), 'authentication')
})

t.test('a revoked grant is gone', async (t) => {
  const channel = await grantedChannel(newHost())
  await login.revoke(channel.context())
  t.equal(await codeOf(login.refresh(channel.context())), 'authentication')
})

t.test('a Network in trouble ends nobody, and its pauses are kept', async (t) => {
  const channel = await grantedChannel(newHost())
  const refresh = () => login.refresh(channel.context())
  network.answerOnce({ status: 503, headers: { 'retry-after': '9' } })
  await t.rejects(refresh(), { code: 'unavailable', effect: 'unknown', retryAfterMs: 9_000 })
  network.answerOnce({ status: 429, headers: { 'retry-after': '7' }, body: 'slowly' })
  await t.rejects(refresh(), { code: 'rate-limited', retryAfterMs: 7_000 })
  network.answerOnce({ status: 200, body: '<html>' })
  await t.rejects(refresh(), { code: 'unavailable' })
  network.answerOnce({ status: 200, body: '{"access_token":"a-secret-token"}' })
  await t.rejects(refresh(), { code: 'unavailable', message: /token_type/, cause: undefined })
  network.answerOnce({ status: 401, body: 'no' })
  await t.rejects(refresh(), { code: 'operator' })
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  network.answerOnce({ status: 403, headers, body: '<h1>Are you a robot?</h1>' })
  await t.rejects(refresh(), { code: 'unavailable' }, 'a proxy’s page is nobody’s refusal')
  const { refreshToken } = channel.credentials
  const body = JSON.stringify({
    error: 'invalid_grant',
    error_description: `${refreshToken} is unknown`,
  })
  network.answerOnce({ status: 200, body })
  await t.rejects(refresh(), { code: 'authentication', message: 'invalid_grant: … is unknown' })
  t.ok((await refresh()).credentials.accessToken, 'none of this used the token up')
})

t.test('a client gets a token of its own, without a person', async (t) => {
  const { context, party } = ownClient(CLIENT.clientSecret)
  const grant = await clientCredentialsOAuth2(context, party, { scope: 'mailboxes' })
  t.match(grant, {
    tokens: { accessToken: /./, refreshToken: undefined, scope: 'mailboxes' },
    expirationTime: '2026-01-15T10:10:00.000Z',
  })
})

t.test('a client that is refused a token is the operator’s matter', async (t) => {
  const { context, party } = ownClient('a wrong secret')
  const refused = await clientCredentialsOAuth2(context, party).catch(String)
  t.match(refused, /refused our client: invalid_client/)
  t.notMatch(refused, /a wrong secret/)
  network.answerOnce({ status: 400, body: '{"error":"invalid_grant"}' })
  const right = ownClient(CLIENT.clientSecret)
  t.equal(await codeOf(clientCredentialsOAuth2(right.context, right.party)), 'operator')
  network.answerOnce({ status: 503, headers: { 'retry-after': '7' } })
  const busy = await clientCredentialsOAuth2(right.context, right.party).catch((thrown) => thrown)
  t.match(busy, { code: 'unavailable', retryAfterMs: 7_000 })
  network.answerOnce({ status: 400, body: '{"error":"temporarily_unavailable"}' })
  t.equal(await codeOf(clientCredentialsOAuth2(right.context, right.party)), 'unavailable')
})

/** Our app at the Network, and a call in which it asks. */
function ownClient(clientSecret: string) {
  const context = newHost()
    .addChannel({
      channelSettings: {},
      credentials: { accessToken: 'none yet' },
    })
    .context()
  return { context, party: { server: network.server, client: { ...CLIENT, clientSecret } } }
}

t.test('with a server of its own, a plugin brings endpoints and client itself', async (t) => {
  const credentials = { accessToken: 'none' }
  const context = newHost().addChannel({ channelSettings: {}, credentials }).context()
  const there = { url: TEST_CALLBACK_URL, state: 'a-state' }
  const party = { server: network.server, client: { ...CLIENT } }
  const step = await beginOAuth2(
    { callback: there },
    { ...party, step: 'away', scope: 'openid', pkce: true, state: { server: 'one.example' } },
  )
  t.match(step, { step: 'away', state: { server: 'one.example' } })
  const { state: given, ...query } = await browse(step.url)
  t.equal(given, 'a-state')
  const input = { kind: 'callback' as const, step: 'away', query, state: stored(step.state) }
  t.match(await finishOAuth2(context, input, party), {
    outcome: 'granted',
    tokens: { accessToken: /./ },
    answer: { token_type: 'Bearer' },
  })
  const foreign = { ...party, server: { ...network.server, issuer: 'https://other.example' } }
  await t.rejects(finishOAuth2(context, input, foreign), {
    code: 'rejected',
    message: /"iss"/,
    cause: undefined,
  })
})

t.test('without PKCE nothing of it is sent', async (t) => {
  const step = await beginOAuth2(
    { callback: { url: TEST_CALLBACK_URL, state: 'a-state' } },
    { server: network.server, client: { clientId: 'public' }, step: 'away', pkce: false },
  )
  t.notMatch(step.url, /code_challenge/)
  await t.rejects(browse(step.url), 'this server wants it')
})

t.test('secrets go to https only', async (t) => {
  const server = { ...network.server, tokenEndpoint: 'http://network.example/token' }
  const client = CLIENT
  const channel = await grantedChannel(newHost())
  const { credentials } = channel
  await t.rejects(refreshOAuth2(channel.context(), credentials, { server, client }), {
    code: 'operator',
    message: /https/,
  })
})

t.test(
  'every request goes through the context’s own fetch, and ends with its signal',
  async (t) => {
    const channel = await grantedChannel(newHost())
    const guarded = async () => {
      throw Object.assign(new Error('closed'), { code: 'ERR_NON_PUBLIC_ADDRESS' })
    }
    const behindGuard = { ...channel.context(), fetch: guarded }
    await t.rejects(login.refresh(behindGuard), { message: 'closed' })
    await t.rejects(login.revoke(behindGuard), { message: 'closed' })
    const aborted = channel.context(AbortSignal.abort())
    await t.rejects(login.refresh(aborted), { name: 'AbortError' })
  },
)

t.test('what is no callback of such a redirect is refused', async (t) => {
  const input = { kind: 'callback' as const, step: 'login', query: { code: 'x' }, state: null }
  await t.rejects(newHost().authenticate(input), { code: 'invalid' })
})
