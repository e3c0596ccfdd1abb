import type { AuthenticationStep, PlainData } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import nock from 'nock'
import t from 'tap'
import mastodon from '../src/index.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
})
t.afterEach(async () => {
  nock.cleanAll()
  await server.close()
})

const newHost = () => new TestHost(mastodon, { settings: { appName: 'Agency' } })
type Host = ReturnType<typeof newHost>

function answer(host: Host, step: AuthenticationStep, values: Record<string, PlainData> = {}) {
  if (step.kind !== 'form') throw new Error(`a form was expected, not ${step.kind}`)
  return host.authenticate({ kind: 'form', step: step.step, values, state: step.state })
}

async function typed(host: Host, text: string) {
  return answer(host, await host.authenticate({ kind: 'start' }), { server: text })
}

/** Follows the redirect as a browser does. */
async function goAndReturn(host: Host, step: AuthenticationStep, login = 'customer') {
  if (step.kind !== 'redirect') throw new Error(`a redirect was expected, not ${step.kind}`)
  const url = new URL(step.url)
  url.searchParams.set('login_hint', login)
  const back = await fetch(url, { redirect: 'manual' })
  const { state, ...query } = Object.fromEntries(
    new URL(back.headers.get('location') ?? '').searchParams,
  )
  t.equal(state, 'state-of-the-host')
  return host.authenticate({ kind: 'callback', step: step.step, query, state: step.state })
}

t.test(
  'a Customer names the server, sees what is asked for, signs in there, and has a Channel',
  async (t) => {
    const host = newHost()
    const confirm = await typed(host, `@customer@${server.domain}`)
    t.match(confirm, {
      step: 'confirm',
      title: { en: `Connect Stub Social (${server.domain})` },
      image: 'https://files.example/thumbnail.png',
      text: { de: /Nichts|mehr wird nicht gebeten/ },
    })
    const redirect = await answer(host, confirm)
    t.match(redirect, { kind: 'redirect', url: /code_challenge_method=S256/ })
    const done = await goAndReturn(host, redirect)
    t.match(done, {
      kind: 'complete',
      accounts: [
        {
          networkId: `customer@${server.domain}`,
          name: 'customer',
          uniqueName: `@customer@${server.domain}`,
          server: server.domain,
          imageUrl: 'https://files.example/avatar.png',
          credentials: { server: server.url, accessToken: /./ },
          grantId: new RegExp(`^${server.url} \\S+ \\S+$`),
        },
      ],
    })
    const [app] = server.apps.values()
    t.notMatch(
      app?.scopes,
      /\b(read|write|follow|push|admin)\b(?!:)/,
      'no scope is wider than needed',
    )
  },
)

t.test('a sign-in elsewhere than at the server is not followed', async (t) => {
  for (const elsewhere of [`blob:${server.url}/x`, 'https://evil.example/oauth/authorize']) {
    const host = newHost()
    const confirm = await typed(host, server.domain)
    const path = '/.well-known/oauth-authorization-server'
    const token_endpoint = `${server.url}/oauth/token`
    server.fail({ path, status: 200, body: { authorization_endpoint: elsewhere, token_endpoint } })
    const redirect = await answer(host, confirm)
    t.match(redirect, { kind: 'redirect' })
    if (redirect.kind === 'redirect')
      t.ok(redirect.url.startsWith(`${server.url}/oauth/authorize?`))
  }
})

t.test('our app is registered once, and anew when the server has forgotten it', async (t) => {
  const host = newHost()
  await goAndReturn(host, await answer(host, await typed(host, server.domain)))
  await goAndReturn(host, await answer(host, await typed(host, server.domain)))
  t.equal(server.apps.size, 1)
  server.apps.clear()
  const done = await goAndReturn(host, await answer(host, await typed(host, server.domain)))
  t.equal(done.kind, 'complete', 'noticed before the Customer is sent there')

  const redirect = await answer(host, await typed(host, server.domain))
  if (redirect.kind !== 'redirect') throw new Error('a redirect was expected')
  server.apps.clear()
  const forgotten = await host.authenticate({
    kind: 'callback',
    step: redirect.step,
    query: { code: 'late' },
    state: redirect.state,
  })
  t.match(forgotten, { step: 'confirm', errors: { form: { en: /no longer knew this app/ } } })
  t.equal((await goAndReturn(host, await answer(host, forgotten))).kind, 'complete')
})

t.test('each thing that can be wrong with a server has a sentence of its own', async (t) => {
  const host = newHost()
  const problem = async (text: string) => {
    const step = await typed(host, text)
    if (step.kind !== 'form') throw new Error('the form was expected')
    t.equal(step.step, 'server', text)
    t.match(step.values, { server: text }, 'what was typed is still there')
    const { server: sentence } = step.errors ?? {}
    t.match(sentence, { en: /./, de: /./, fr: /./ })
    return sentence?.en
  }
  t.match(await problem('my account'), /no name of a server/)
  t.match(await problem('mastodon'), /Did you mean mastodon.social\?/)

  nock('https://down.example').get(/.*/).times(9).replyWithError({ code: 'ECONNREFUSED' })
  t.match(await problem('down.example'), /can’t be reached/)
  nock('https://broken.example').get(/.*/).times(9).reply(502, 'Bad Gateway')
  t.match(await problem('broken.example'), /can’t be reached/)
  nock('https://shop.example').get(/.*/).times(9).reply(200, '<html>A shop</html>')
  t.match(await problem('shop.example'), /is no Mastodon server/)
  nock('https://mastodom.social').get(/.*/).times(9).reply(404)
  t.match(await problem('mastodom.social'), /no Mastodon server.*Did you mean mastodon.social\?/)
  nock('https://private.example').get(/.*/).times(9).reply(401, { error: 'no' })
  t.match(await problem('private.example'), /is no Mastodon server/)

  server.rules.refuseApps = 403
  const refused = await answer(host, await typed(host, server.domain))
  t.match(refused, { step: 'server', errors: { server: { en: /does not let this app register/ } } })
})

t.test('a handle whose domain is not the server’s name leads to the server', async (t) => {
  nock('https://city.example')
    .get('/.well-known/webfinger?resource=acct%3Amayor%40city.example')
    .reply(200, {
      links: [
        {
          rel: 'self',
          type: 'application/activity+json',
          href: 'https://social.city.example/users/mayor',
        },
      ],
    })
    .get(/.*/)
    .times(3)
    .reply(404)
  nock('https://social.city.example')
    .get('/api/v2/instance')
    .reply(200, { domain: 'city.example', title: 'The City', version: '4.4.0' })
  t.match(await typed(newHost(), '@mayor@city.example'), {
    step: 'confirm',
    title: { en: 'Connect The City (city.example)' },
    submit: { en: 'Continue to social.city.example' },
  })
})

t.test(
  'an older server, which only knows the first form of the question, is known too',
  async (t) => {
    nock('https://old.example')
      .get('/api/v2/instance')
      .reply(404, { error: 'Not Found' })
      .get('/api/v1/instance')
      .reply(200, { uri: 'old.example', title: 'Old', version: '3.0.0', max_toot_chars: 5000 })
    t.match(await typed(newHost(), 'old.example'), {
      step: 'confirm',
      title: { en: 'Connect Old (old.example)' },
    })
  },
)

t.test('whoever declines, or signs in as somebody else, can try again', async (t) => {
  const host = newHost()
  const redirect = await answer(host, await typed(host, server.domain))
  if (redirect.kind !== 'redirect') throw new Error('a redirect was expected')
  const declined = await host.authenticate({
    kind: 'callback',
    step: redirect.step,
    query: { error: 'access_denied' },
    state: redirect.state,
  })
  t.match(declined, { step: 'confirm', errors: { form: { en: /not granted/ } } })

  const reactivation = { networkId: `customer@${server.domain}`, uniqueName: '@customer' }
  const start = await host.authenticate({ kind: 'start', reactivation })
  t.match(start, { step: 'server', values: { server: server.domain } })
  const again = await answer(host, await answer(host, start, { server: server.domain }))
  t.match(await goAndReturn(host, again, 'eve'), {
    step: 'confirm',
    errors: { form: { en: /signed in as @eve.*belongs to @customer/ } },
  })
  const right = await answer(host, await answer(host, start, { server: server.domain }))
  t.equal((await goAndReturn(host, right)).kind, 'complete')
})

t.test('a server that claims the handles of another domain connects nothing', async (t) => {
  const host = newHost()
  const other = await startStubServer()
  t.teardown(() => other.close())
  other.world.account('customer')
  server.rules.domain = other.domain
  const signIn = async () => goAndReturn(host, await answer(host, await typed(host, server.domain)))
  const refused = async (why: string) => {
    const step = await signIn()
    t.match(
      step,
      { kind: 'form', step: 'server', values: { server: server.domain } },
      `nothing is connected: ${why}`,
    )
    const sentence = step.kind === 'form' ? step.errors?.server : undefined
    for (const language of ['en', 'de', 'fr'] as const) {
      t.match(sentence?.[language], server.domain, why)
      t.match(sentence?.[language], other.domain, why)
    }
    t.equal(server.tokens.size, 0, 'the access is given back')
  }
  const self = (url: string) => [{ rel: 'self', href: `${url}/users/customer` }]
  const handle = `customer@${other.domain}`
  const names = { subject: `acct:${handle}`, links: self(server.url) }

  await refused('the domain has such an account, but elsewhere')
  other.rules.finger = () => undefined
  await refused('the domain knows nothing of it')
  other.rules.finger = () => ({ ...names, subject: `acct:customer@${server.domain}` })
  await refused('the domain calls the account otherwise')
  other.rules.finger = () => ({ ...names, links: self(`blob:${server.url}`) })
  await refused('a blob: of this server’s origin is no page of it')
  other.rules.finger = () => names
  server.rules.finger = () => ({ ...names, subject: `acct:customer@${server.domain}` })
  await refused('the server itself calls the account otherwise')

  // Split domains, as they ought to be: the domain leads here, and here the account has that name.
  server.rules.finger = (resource) => (resource === `acct:${handle}` ? names : undefined)
  t.match(await signIn(), {
    kind: 'complete',
    accounts: [{ networkId: handle, uniqueName: `@${handle}`, server: server.domain }],
  })
})

t.test('an account that a server shows as one of another domain connects nothing', async (t) => {
  const host = newHost()
  server.rules.proxy = {
    path: /verify_credentials/,
    status: 200,
    type: 'application/json',
    body: '{"id":"1","username":"x","acct":"x@other.example"}',
  }
  const redirect = await answer(host, await typed(host, server.domain))
  t.match(await goAndReturn(host, redirect), {
    step: 'server',
    errors: { server: { en: /does not confirm it/ } },
  })
  nock('https://odd.example').get(/.*/).reply(200, { domain: 'a/b@c', title: 'Odd', version: '4' })
  t.match(await typed(host, 'odd.example'), { step: 'server' }, 'what it claims is no domain')
})
