import { needsChromium, type Page } from '@hubward/browser'
import { proves } from '@hubward/testkit'
import t from 'tap'
import { needsBluesky } from './fixtures/bluesky/installed.ts'
import { type LiveBluesky, openLiveBluesky } from './fixtures/bluesky/live.ts'
import type { Person } from './fixtures/bluesky/network.ts'

// The plugin for Bluesky against the AT Protocol's own servers, through host and simulator.

t.setTimeout(600_000)

const needs = { skip: needsBluesky().skip || needsChromium().skip }

let started: Promise<LiveBluesky> | undefined
const world = () => {
  started ??= openLiveBluesky()
  return started
}
t.teardown(async () => (await started)?.close())

t.test(
  'by app password: a mention, a reply, a deletion, an exchange, a revoked session',
  needs,
  async (t) => {
    proves(t, {
      network: 'bluesky',
      capabilities: ['connect', 'read', 'deletions', 'threads', 'reply', 'refresh', 'revoke'],
      by: 'live',
      against: '@atproto/dev-env (PDS and AppView)',
    })
    const live = await world()
    const host = await live.host('app-password')
    const [north, ada, agent, customer] = await Promise.all([
      live.network.account('north'),
      live.network.account('ada'),
      live.open(),
      live.open(),
    ])

    await host.addChannel(customer)
    await givePassword(customer, '@north.test', await north.appPassword('hubward'))
    await connect(customer)
    const channel = host.channel(north)

    // A mention becomes a Ticket.
    const question = 'Grüße 🐝 @north.test, is the kiln open?'
    const mention = await mentioning(ada, north, question)
    await live.network.settle()
    t.same(await channel.ticket(mention.uri), { message: question, rootUri: mention.uri })

    // A reply becomes a post, once.
    await agent.goto(host.inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'is the kiln open' }).click()
    const answer = 'Yes: https://example.org/kiln #pottery'
    await agent.getByRole('textbox', { name: 'Reply' }).fill(answer)
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    const [reply, ...others] = await north.posts()
    t.same(others, [])
    t.match(reply?.value, {
      text: answer,
      reply: { root: { uri: mention.uri }, parent: { uri: mention.uri } },
      facets: [
        { features: [{ uri: 'https://example.org/kiln' }] },
        { features: [{ tag: 'pottery' }] },
      ],
    })

    // An answer further down belongs to the same thread. Nobody answers what they have not seen.
    await live.network.settle()
    const thanks = await ada.post('See you there', {
      reply: { root: mention, parent: { uri: reply?.uri, cid: reply?.cid } },
    })
    await live.network.settle()
    t.match(await channel.ticket(thanks.uri), { rootUri: mention.uri })

    // A post that is deleted is not shown any longer.
    await ada.remove(thanks)
    await live.network.settle()
    t.match(await channel.textAfter(thanks.uri, 'See you there'), /deleted/)

    // The grant is exchanged, once, and goes on.
    const before = await channel.generation()
    await channel.letExpire()
    await channel.until(async () => (await channel.generation()) > before)
    const later = await mentioning(ada, north, '@north.test one more thing')
    await live.network.settle()
    await channel.ticket(later.uri)
    t.equal(await channel.exchanges(), 1, 'the refresh token was used once')

    // The session is revoked: the Customer is told, comes back, and nothing was missed.
    await north.revokeAppPassword('hubward')
    await channel.letExpire()
    await channel.until(async () => (await channel.state()) === 'needs-authentication')
    const missed = await mentioning(ada, north, '@north.test are you there?')
    await live.network.settle()
    await host.reactivate(customer, 'north.test')
    await customer.getByRole('button', { name: 'Reconnect' }).click()
    await givePassword(customer, undefined, await north.appPassword('hubward again'))
    await customer.getByRole('heading', { name: 'Your Channel is active again' }).waitFor()
    await channel.ticket(missed.uri)
    t.pass('what was said meanwhile is there')
    await host.close()
  },
)

t.test('by OAuth: logging in on the server’s own page, a reply, an exchange', needs, async (t) => {
  proves(t, {
    network: 'bluesky',
    capabilities: ['connect', 'read', 'reply', 'refresh'],
    by: 'live',
    against: '@atproto/dev-env (PDS and AppView)',
  })
  const live = await world()
  const host = await live.host('oauth')
  const [south, bob, agent, customer] = await Promise.all([
    live.network.account('south'),
    live.network.account('bob'),
    live.open(),
    live.open(),
  ])

  await host.addChannel(customer)
  await customer.getByLabel('Your handle').fill('south.test')
  await customer.getByRole('button', { name: 'Continue' }).click()
  // The server's own page: nobody else sees the password.
  await customer.waitForURL(`${live.network.pds}/**`)
  await customer.locator('input[type=password]').fill(south.password)
  await customer.getByRole('button', { name: 'Sign in' }).click()
  await customer.getByRole('button', { name: 'Authorize' }).click()
  await connect(customer)
  const channel = host.channel(south)

  const mention = await mentioning(bob, south, '@south.test good morning')
  await live.network.settle()
  await channel.ticket(mention.uri)
  const before = await channel.generation()
  await channel.letExpire()
  await channel.until(async () => (await channel.generation()) > before)
  t.equal(await channel.exchanges(), 1, 'the refresh token was used once')

  await agent.goto(host.inboxUrl)
  await agent.locator('#list').getByRole('link', { name: 'good morning' }).click()
  await agent.getByRole('textbox', { name: 'Reply' }).fill('To you, too.')
  await agent.getByRole('button', { name: 'Send' }).click()
  await agent.locator('.followup').getByText('Published').waitFor()
  t.match(await south.posts(), [{ value: { text: 'To you, too.' } }])
  await host.close()
})

/** The last page of the host's. */
async function connect(page: Page) {
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
}

/** Through the two steps of the plugin, as a Customer does it. */
async function givePassword(page: Page, handle: string | undefined, password: string) {
  if (handle !== undefined) await page.getByLabel('Your handle').fill(handle)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('App password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** A handle in a text becomes a mention by the bytes it stands at. */
function mentioning(author: Person, whom: Person, text: string) {
  const handle = `@${whom.handle}`
  const byteStart = Buffer.byteLength(text.slice(0, text.indexOf(handle)))
  return author.post(text, {
    facets: [
      {
        index: { byteStart, byteEnd: byteStart + handle.length },
        features: [{ $type: 'app.bsky.richtext.facet#mention', did: whom.did }],
      },
    ],
  })
}
