import { readFile } from 'node:fs/promises'
import { launchChromium, needsChromium } from '@hubward/browser'
import t from 'tap'
import { CHANNEL_STATES } from '../src/channel.ts'
import { NOTICES } from '../src/notices/kinds.ts'
import { ACCESS_ENDS } from './fixtures/access-ends.ts'
import { openHouse } from './fixtures/house.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.test('each row of the table names a test that exists', async (t) => {
  const rows = Object.entries(ACCESS_ENDS)
  t.ok(rows.length > 20, `${rows.length} rows`)
  for (const [way, { test: where }] of rows) {
    const [file, title] = where
    const text = await readFile(new URL(file, import.meta.url), 'utf8')
    t.ok(text.includes(`t.test('${title}'`) || text.includes(`  '${title}',\n`), `${way}: ${title}`)
  }
})

t.test('what the table names exists, and it leaves no state out', async (t) => {
  const text = JSON.stringify(ACCESS_ENDS)
  for (const state of Object.keys(CHANNEL_STATES)) t.match(text, `\`${state}\``)
  const kinds = [...text.matchAll(/notices? `([\w.-]+)`(?: and `([\w.-]+)`)?/g)]
  t.ok(kinds.length > 5)
  for (const [, ...named] of kinds) {
    for (const kind of named.filter((name) => name !== undefined)) t.ok(kind in NOTICES, kind)
  }
})

t.test('the pages of a reactivation, in a browser', needsChromium(), async (t) => {
  const [house, browser] = await Promise.all([openHouse(), launchChromium()])
  t.teardown(async () => {
    await browser.close()
    await house.close()
  })
  const { simulator, context } = house
  const visitor = new Visitor()
  const first = await visitor.open(await house.creationLink())
  const details = await visitor.submit(first, { user: 'ada', password: 'secret' })
  await visitor.submit(details, {
    ':name.0': 'Ada',
    ':unique-name.0': '@ada',
    language: 'en',
    topics: 'ships',
    limit: '7',
  })
  const channel = Object.values(simulator.state.data.channels).find(
    ({ networkId }) => networkId === 'harbour-ada',
  )
  const channelId = channel?.id ?? ''
  simulator.act.disableChannel({ channelId })
  await eventually(
    () => context.db.selectFrom('channels').select('state').executeTakeFirst(),
    (row) => row?.state === 'disabled',
  )

  const page = await browser.newPage()
  const signIn = async (user: string) => {
    await page.getByLabel('User name').fill(user)
    await page.getByLabel('Password').fill('secret')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await page.goto(await simulator.act.reactivationLink({ channelId }))
  await page.getByRole('heading', { name: 'Reconnect @ada' }).waitFor()
  t.notMatch(page.url(), 'token=')
  const told = 'This Channel was switched off in SocialHub.'
  t.notMatch(await page.getByRole('main').textContent(), told, 'the token is not accepted yet')
  await page.getByRole('button', { name: 'Reconnect' }).click()
  await signIn('mallory')
  await page.getByRole('heading', { name: 'This is a different account' }).waitFor()
  t.match(await page.getByRole('main').textContent(), /@mallory.*belongs to @ada/)
  await page.getByRole('button', { name: 'Start again' }).click()
  await signIn('ada')
  await page.getByRole('heading', { name: 'Your Channel is active again' }).waitFor()
  t.match(await page.getByRole('main').textContent(), told)
  await page.getByRole('link', { name: 'Back to SocialHub' }).click()
  await page.waitForURL(`${simulator.appUrl}/settings/channels`)
  t.equal(simulator.state.data.channels[channelId]?.status, 'active')
})
