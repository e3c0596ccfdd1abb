import type { AuthenticationStep } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import bluesky from '../src/index.ts'
import { read, startFakeLogin } from './fake-login.ts'
import { did, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
const login = await startFakeLogin((token, who) => network.admit(token, who))
t.teardown(() => Promise.all([network.close(), login.close()]))
network.account('me')
network.account('ada')
network.authorizedBy(login.url)

type Host = ReturnType<typeof newHost>
const newHost = () =>
  new TestHost(bluesky, { settings: { ...network.settings(), login: 'oauth', appName: 'Potters' } })

async function sentAway(host: Host, handle = 'me.bsky.social') {
  const step = await host.authenticate({ kind: 'start' })
  if (step.kind !== 'form') throw new Error('a form was expected')
  const redirect = await host.authenticate({
    kind: 'form',
    step: step.step,
    values: { handle },
    state: step.state,
  })
  if (redirect.kind !== 'redirect') throw new Error(`a redirect was expected, not ${redirect.kind}`)
  return { ...redirect, state: JSON.parse(JSON.stringify(redirect.state)) }
}

const back = (host: Host, { step, state }: { step: string; state: null }, query: object) =>
  host.authenticate({ kind: 'callback', step, state, query: { ...query } })

async function loggedIn(host: Host) {
  const away = await sentAway(host)
  const done = await back(host, away, login.agree(away.url, did('me')))
  return channelOf(host, done)
}

function channelOf(host: Host, done: AuthenticationStep) {
  const account = done.kind === 'complete' ? done.accounts[0] : undefined
  if (!account) throw new Error('nobody was logged in')
  return host.addChannel({
    channelSettings: { replyLanguage: '' },
    credentials: account.credentials as Parameters<Host['addChannel']>[0]['credentials'],
    channel: { networkId: account.networkId },
  })
}

t.test(
  'a Customer is sent to the server of the account, and comes back with a grant',
  async (t) => {
    const host = newHost()
    const away = await sentAway(host)
    t.match(login.asked(away.url), {
      client_id: 'https://host.test/p/bluesky/client-metadata.json',
      redirect_uri: 'https://host.test/callback',
      state: 'state-of-the-host',
      login_hint: 'me.bsky.social',
      scope: /^atproto repo/,
      code_challenge_method: 'S256',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })
    t.match(new URL(away.url).search, 'request_uri=', 'nothing else is in the address')
    const done = await back(host, away, login.agree(away.url, did('me')))
    t.match(done, {
      kind: 'complete',
      accounts: [
        {
          networkId: did('me'),
          uniqueName: '@me.bsky.social',
          credentials: { kind: 'oauth', issuer: login.url },
          expirationTime: '2026-01-15T10:30:00.000Z',
        },
      ],
    })
    network.reset()
    network.post('ada', 'Hello', { to: 'me' })
    t.match(await channelOf(host, done).fetch(), [{ interaction: { message: 'Hello' } }])
    t.same(login.problems, [])
  },
)

t.test('the document about this client names the key that it proves itself with', async (t) => {
  const host = newHost()
  t.match(await host.receive({ path: '/client-metadata.json' }), { status: 404 }, 'not yet')
  const away = await sentAway(host)
  const response = await host.receive({ path: '/client-metadata.json' })
  t.match(response, { status: 200, headers: { 'content-type': 'application/json' } })
  const document = JSON.parse(response.body ?? '')
  t.match(document, {
    client_id: 'https://host.test/p/bluesky/client-metadata.json',
    client_name: 'Potters',
    client_uri: 'https://host.test',
    redirect_uris: ['https://host.test/callback'],
    dpop_bound_access_tokens: true,
    token_endpoint_auth_method: 'private_key_jwt',
  })
  const [key] = document.jwks.keys
  t.notOk('d' in key, 'the private part stays here')
  const assertion = read(login.asked(away.url).client_assertion ?? '')
  t.equal(assertion.header.kid, key.kid)
  t.ok(assertion.signedBy(key))
  await sentAway(host)
  t.same(JSON.parse((await host.receive({ path: '/client-metadata.json' })).body ?? ''), document)
  t.match(await host.receive({ path: '/' }), { status: 404 })
  t.match(await host.receive({ path: '/client-metadata.json', method: 'POST' }), { status: 405 })
})

t.test('whoever declines, is late or is somebody else reads so, and can try again', async (t) => {
  const host = newHost()
  const away = await sentAway(host)
  const said = async (query: object) => back(host, away, query)
  t.match(await said({ error: 'access_denied', iss: login.url }), {
    kind: 'form',
    values: { handle: 'me.bsky.social' },
    errors: { handle: { en: /not granted/ } },
  })
  t.match(await said(login.agree(away.url, did('ada'))), {
    errors: { handle: { en: /another account/ } },
  })
  const query = login.agree(away.url, did('me'))
  t.match(await said(query), { kind: 'complete' })
  t.match(await said(query), { errors: { handle: { de: /abgelaufen/ } } }, 'a code works once')
  await t.rejects(said({ code: 'x', iss: 'https://elsewhere.example' }), { name: 'PluginError' })
  await t.rejects(back(host, { ...away, state: null }, query), { code: 'invalid' })
})

t.test('tokens are exchanged once, with the key they are bound to, and given back', async (t) => {
  network.reset()
  const host = newHost()
  const channel = await loggedIn(host)
  const refresh = async () => {
    if (!bluesky.refresh) throw new Error('the plugin has no refresh')
    return bluesky.refresh(channel.context())
  }
  const refreshed = await refresh()
  t.match(refreshed, { expirationTime: '2026-01-15T10:30:00.000Z' })
  await t.rejects(refresh(), { code: 'authentication' })
  channel.credentials = refreshed.credentials
  t.same(await channel.fetch(), [])
  await bluesky.revoke?.(channel.context())
  t.equal(login.refreshTokens.has(Reflect.get(refreshed.credentials, 'refreshToken')), false)
  await t.rejects(refresh(), { code: 'authentication' })
})

t.test('where a server can’t do this, an app password is asked for', async (t) => {
  const host = newHost()
  const named = async () => {
    const step = await host.authenticate({ kind: 'start' })
    if (step.kind !== 'form') throw new Error('a form was expected')
    const values = { handle: 'me' }
    return host.authenticate({ kind: 'form', step: step.step, values, state: step.state })
  }
  login.knowsNoScope(true)
  t.match(await named(), { kind: 'form', step: 'app-password' }, 'too old for our permissions')
  login.knowsNoScope(false)
  network.authorizedBy(undefined)
  t.match(await named(), { kind: 'form', step: 'app-password' }, 'no OAuth at all')
  network.authorizedBy(login.url)
  t.match(await named(), { kind: 'redirect' })
})
