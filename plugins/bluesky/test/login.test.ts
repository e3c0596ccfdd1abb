import type { AuthenticationStep } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import { readHandle } from '../src/identity.ts'
import bluesky from '../src/index.ts'
import { did, PASSWORD, startFakeNetwork } from './fake-network.ts'

t.setTimeout(600_000)
const network = await startFakeNetwork()
t.teardown(() => network.close())
network.account('me')

const newHost = () => new TestHost(bluesky, { settings: network.settings() })

async function fill(host: ReturnType<typeof newHost>, step: AuthenticationStep, values: object) {
  if (step.kind !== 'form') throw new Error(`a form was expected, not ${step.kind}`)
  return host.authenticate({
    kind: 'form',
    step: step.step,
    values: { ...values },
    state: step.state,
  })
}

t.test('a handle and an app password make a Channel', async (t) => {
  const host = newHost()
  const named = await fill(host, await host.authenticate({ kind: 'start' }), { handle: '@me' })
  t.match(named, { kind: 'form', title: { en: 'Connect @me.bsky.social' } })
  const done = await fill(host, named, { password: PASSWORD })
  t.match(done, {
    kind: 'complete',
    accounts: [
      {
        networkId: did('me'),
        name: 'ME',
        uniqueName: '@me.bsky.social',
        imageUrl: 'https://cdn.example/me.jpg',
        server: new URL(network.url).host,
        credentials: { kind: 'app-password', did: did('me'), pds: network.url },
        expirationTime: '2026-01-15T12:00:00.000Z',
      },
    ],
  })
  t.notMatch(JSON.stringify(done), PASSWORD, 'the password itself is not kept')
  t.notMatch(JSON.stringify(host.log), PASSWORD)
})

t.test('mistakes are explained beside the field', async (t) => {
  network.reset()
  const host = newHost()
  const start = await host.authenticate({ kind: 'start' })
  t.match(await fill(host, start, { handle: 'nobody' }), {
    values: { handle: 'nobody' },
    errors: { handle: { de: /kein Konto/ } },
  })
  t.match(await fill(host, start, { handle: 'no handle at all' }), { errors: { handle: {} } })
  network.pds = `blob:${network.url}/of-another`
  t.match(await fill(host, start, { handle: 'me.bsky.social' }), {
    errors: { handle: { de: /kein Konto/ } },
  })
  network.pds = network.url
  const named = await fill(host, start, { handle: 'me.bsky.social' })
  t.match(await fill(host, named, { password: 'my main password' }), {
    errors: { password: { en: /no app password/ } },
  })
  t.notOk(network.calls.includes('com.atproto.server.createSession'), 'it was not sent anywhere')
  t.match(await fill(host, named, { password: 'aaaa-bbbb-cccc-dddd' }), {
    errors: { password: { en: /does not accept/ } },
  })
  network.fault('com.atproto.server.createSession', 401, { error: 'AccountTakedown' })
  t.match(await fill(host, named, { password: PASSWORD }), {
    errors: { password: { en: /suspended/ } },
  })
  network.fault('com.atproto.server.createSession', 429, {}, { 'retry-after': '60' })
  await t.rejects(fill(host, named, { password: PASSWORD }), { code: 'rate-limited' })
})

t.test('whoever comes back finds the handle filled in', async (t) => {
  const reactivation = { networkId: did('me'), uniqueName: '@me.bsky.social' }
  const step = await newHost().authenticate({ kind: 'start', reactivation })
  t.match(step, { kind: 'form', values: { handle: 'me.bsky.social' } })
})

t.test('a handle may be typed as people do', async (t) => {
  for (const typed of [
    ' @Me.bsky.social',
    'me',
    'https://bsky.app/profile/me.bsky.social/post/1',
  ]) {
    t.equal(readHandle(typed), 'me.bsky.social')
  }
  t.equal(readHandle('example.org'), 'example.org')
})

t.test('tokens are exchanged once, and given back at the end', async (t) => {
  const host = newHost()
  const channel = host.addChannel({
    channelSettings: { replyLanguage: '' },
    credentials: network.credentials('me'),
  })
  const refresh = async () => {
    if (!bluesky.refresh) throw new Error('the plugin has no refresh')
    return bluesky.refresh(channel.context())
  }
  network.expireAccess()
  await t.rejects(channel.fetch(), { code: 'authentication' })
  const refreshed = await refresh()
  t.match(refreshed, {
    expirationTime: '2026-01-15T12:00:00.000Z',
    credentials: { did: did('me') },
  })
  await t.rejects(refresh(), { code: 'authentication' })
  channel.credentials = refreshed.credentials
  t.same(await channel.fetch(), [])
  await bluesky.revoke?.(channel.context())
  await t.rejects(refresh(), { code: 'authentication' })
  await bluesky.revoke?.(channel.context())
})
