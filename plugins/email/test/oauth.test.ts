import type { WrittenMessage } from '@hubward/plugin'
import { followRedirects, proves, TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import email from '../src/index.ts'
import { WANTED } from './fixtures/host.ts'
import { ADDRESS, aMail, startMailServers } from './fixtures/servers.ts'
import { startTokenServer } from './fixtures/token-server.ts'

t.setTimeout(300_000)

async function stage(test: Test, more: object = {}) {
  const mail = await startMailServers()
  test.teardown(() => mail.close())
  const tokens = await startTokenServer(test)
  mail.accepts(tokens.accessToken)
  const host = new TestHost(email, {
    time: new Date(Date.now() - 60_000).toISOString(),
    settings: {
      ...mail.settings,
      oauth: {
        generic: {
          clientId: 'hubward',
          clientSecret: 'client-secret',
          domains: ['shop.example'],
          authorizationEndpoint: `${tokens.url}/authorize`,
          tokenEndpoint: `${tokens.url}/token`,
          scope: 'mail offline',
          ...more,
        },
      },
    },
  })
  const begin = (values: object = {}) =>
    host.authenticate({
      kind: 'form',
      step: 'address',
      values: { address: ADDRESS, login: 'provider', ...values },
      state: null,
    })
  const back = async (change: (url: string) => string = (url) => url) => {
    const step = await begin()
    if (step.kind !== 'redirect') throw new Error(`a redirect was expected, not ${step.kind}`)
    const { searchParams } = new URL(await followRedirects(change(step.url)))
    const query = Object.fromEntries([...searchParams].filter(([name]) => name !== 'state'))
    return host.authenticate({ kind: 'callback', step: step.step, state: step.state, query })
  }
  const connected = async () => {
    const step = await back()
    if (step.kind !== 'complete') throw new Error(`accounts were expected: ${JSON.stringify(step)}`)
    const [account] = step.accounts
    return host.addChannel({
      channelSettings: WANTED,
      credentials: account?.credentials as Parameters<typeof host.addChannel>[0]['credentials'],
      channel: { networkId: account?.networkId ?? '' },
    })
  }
  return { mail, tokens, host, begin, back, connected }
}

t.test('a mailbox is opened by the provider’s login, for both servers', async (t) => {
  const { tokens, mail, back, connected } = await stage(t)
  t.match(await back(), {
    kind: 'complete',
    accounts: [
      {
        networkId: ADDRESS,
        credentials: { oauth: 'generic', refreshToken: 'refresh-1', password: undefined },
        expirationTime: /^20/,
        grantId: `generic hubward ${ADDRESS}`,
      },
    ],
  })
  t.equal(tokens.asked[0]?.get('login_hint'), ADDRESS)
  t.equal(tokens.asked[0]?.get('code_challenge_method'), 'S256')
  const channel = await connected()
  mail.deliver(aMail('by token'))
  const [message] = (await channel.fetch()) as WrittenMessage[]
  t.equal(message?.interaction.message, 'by token')
  await channel.reply({
    inReplyTo: {
      networkItemId: message?.interaction.networkItemId ?? '',
      reference: message?.reference ?? null,
      rootId: null,
    },
    option: 'sender',
  })
  t.equal(mail.taken.length, 1)
})

t.test(
  'a token that has run out is refreshed, and a consent that was withdrawn ends it',
  async (t) => {
    proves(t, { network: 'email', capabilities: ['refresh', 'revoke'], by: 'documentation' })
    const { mail, tokens, connected } = await stage(t)
    const channel = await connected()
    tokens.accessToken = 'access-2'
    mail.accepts('access-2')
    await t.rejects(channel.fetch(), { code: 'authentication' })
    t.match(await channel.refresh(), { grantId: `generic hubward ${ADDRESS}` })
    t.same(await channel.fetch(), [])
    tokens.withdrawn = true
    await t.rejects(channel.refresh(), { code: 'authentication' })
  },
)

t.test('who says no, or may not open the mailbox, reads why', async (t) => {
  const { mail, back } = await stage(t)
  t.match(await back((url) => `${url}&deny=1`), {
    step: 'address',
    errors: { form: { en: /Access was not granted/ } },
  })
  mail.accepts('another')
  t.match(await back(), { step: 'address', errors: { form: { en: /can’t open the mailbox/ } } })
})

t.test('a password may be used all the same', async (t) => {
  const { begin } = await stage(t)
  t.match(await begin({ login: 'password' }), { kind: 'form', step: 'servers' })
})

t.test('a Channel whose app the operator has taken away is the operator’s matter', async (t) => {
  const { connected, mail } = await stage(t)
  const { credentials } = await connected()
  const without = new TestHost(email, { settings: mail.settings })
  const channel = without.addChannel({ channelSettings: WANTED, credentials })
  await t.rejects(channel.refresh(), { code: 'operator' })
})

t.test('a password has nothing to refresh or to give back', async (t) => {
  const { mail, host } = await stage(t)
  const { credentials } = mail
  const channel = host.addChannel({ channelSettings: WANTED, credentials })
  await channel.refresh()
  t.same(channel.credentials, credentials)
  await channel.revoke()
})

t.test('an app opens a mailbox by itself, for whoever has the code of it', async (t) => {
  const code = 'a-code-of-the-operator'
  const { host, mail, tokens, begin } = await stage(t, { appOnly: [{ address: ADDRESS, code }] })
  const step = await begin()
  if (step.kind !== 'form') throw new Error('a form was expected')
  t.equal(step.step, 'code')
  const typed = (values: object) =>
    host.authenticate({ kind: 'form', step: 'code', state: step.state, values: { ...values } })
  const wrong = await typed({ code: 'another-code-entirely' })
  t.match(wrong, { step: 'code', errors: { code: { en: /not the code/ } } })
  t.notMatch(JSON.stringify(wrong), /another-code|a-code-of/)
  const done = await typed({ code })
  const [account] = done.kind === 'complete' ? done.accounts : []
  t.match(account, { networkId: ADDRESS, credentials: { appOnly: true }, expirationTime: /^20/ })
  const channel = host.addChannel({
    channelSettings: WANTED,
    credentials: account?.credentials as Parameters<typeof host.addChannel>[0]['credentials'],
  })
  tokens.accessToken = 'access-2'
  mail.accepts('access-2')
  await channel.refresh()
  t.same(await channel.fetch(), [])
  tokens.withdrawn = true
  await t.rejects(channel.refresh(), { code: 'operator' })
})
