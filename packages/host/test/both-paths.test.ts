import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import t from 'tap'
import { openAgency } from './fixtures/agency.ts'
import { eventually } from './stage/stage.ts'

// Both ways of SocialHub's, from nothing to an answered Ticket, by what people have: commands, and
// pages in a browser. Only the people on the Network are played by calls.

t.setTimeout(400_000)

t.test('a Custom Channel, a Reusable Manifest, and the move', needsChromium(), async (t) => {
  t.setTimeout(400_000)
  const agency = await openAgency()
  t.teardown(() => agency.close())
  const { simulator, network, hubward } = agency
  const { appUrl } = simulator
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const context = await browser.newContext({ locale: 'en' })
  const open = async (url: string) => {
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(url)
    return page
  }
  const customer = await open(`${appUrl}/settings/channels`)
  const agent = await open(`${appUrl}/inbox`)
  /** An administrator makes a Custom Channel and hands its Access Token on. */
  const customChannel = async (name: string) => {
    await customer.goto(`${appUrl}/settings/channels`)
    await customer.getByText('Create a Custom Channel').click()
    await customer.getByLabel('Name').fill(name)
    await customer.getByRole('button', { name: 'Create' }).click()
    return (await customer.locator('#new-token').textContent()) ?? ''
  }
  const answer = async (message: string, reply: string) => {
    await agent.goto(`${appUrl}/inbox`)
    await agent.locator('#list').getByRole('link', { name: message }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill(reply)
    await agent.getByRole('button', { name: 'Send', exact: true }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
  }
  const signIn = async (page: Page, account: string) => {
    await page.getByLabel('Account').fill(account)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Set up your Channel' }).waitFor()
  }
  const said = (account: string) => network.replies(account).map(({ text }) => text)
  const hour = 3_600_000

  await agency.start()
  const developersToken = await customChannel('Development')
  const shopsToken = await customChannel('Shop')

  // Path A: the Access Token is handed over, the link is opened.
  const added = await hubward(['channel', 'add', 'stub', '--json'], { input: shopsToken })
  t.equal(added.code, 0, added.stderr)
  const custom = String(added.value.channelId)
  const link = await open(String(added.value.url))
  await signIn(link, 'shop')
  await link.getByRole('button', { name: 'Connect' }).click()
  await link.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  t.match(await link.textContent('main'), /Messages written since .* \(UTC\) are read/)
  network.addMessage('shop', { text: 'Do you ship to Malta?' })
  await answer('Do you ship to Malta?', 'Every Monday.')
  t.same(said('shop'), ['Every Monday.'], 'path A: from an Access Token to an answered Ticket')

  // Path B: published, promoted, added.
  const pushed = await hubward(['manifest', 'push', 'stub'], { input: developersToken })
  t.equal(pushed.code, 0, pushed.stderr)
  const team = await open(`${appUrl}/team`)
  const card = team.locator('.manifest').filter({ hasText: 'Development' })
  await card.getByLabel('Name of the Network').fill('Stub Network')
  await card.getByRole('button', { name: 'Promote' }).click()
  await team.getByText('Reusable', { exact: true }).waitFor()
  network.addMessage('club', {
    text: 'From last week',
    time: new Date(Date.now() - 7 * 24 * hour).toISOString(),
  })
  await customer.goto(`${appUrl}/settings/channels`)
  await customer.getByRole('link', { name: 'Add Channel on Stub Network' }).click()
  await signIn(customer, 'club')
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  network.addMessage('club', { text: 'When is the meeting?' })
  await answer('When is the meeting?', 'On Friday.')
  t.same(said('club'), ['On Friday.'], 'path B: from a declaration to an answered Ticket')
  const older = 'Also bring in the messages of the last 30 days'
  // Nothing is left to do then, and the browser goes back by itself.
  await customer.getByRole('button', { name: older }).click()
  await customer.getByRole('heading', { name: 'Stub club' }).waitFor()
  await agent.locator('#list').getByRole('link', { name: 'From last week' }).waitFor()

  // The Custom Channel moves to the promoted Manifest.
  const marked = await hubward(['channel', 'move', custom, '--json'])
  t.match(marked.value, { to: null, nameFreed: true }, marked.stderr)
  await customer.goto(`${appUrl}/settings/channels`)
  await customer.getByRole('link', { name: 'Add Channel on Stub Network' }).click()
  await signIn(customer, 'shop')
  await customer.getByLabel('Also bring in the messages of the last 30 days').check()
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByRole('heading', { name: 'Channels Settings' }).waitFor()
  network.addMessage('shop', { text: 'And to Gozo?' })
  await eventually(
    () => hubward(['channel', 'list', '--json']),
    ({ stdout }) => !stdout.includes(custom),
  )
  await answer('And to Gozo?', 'There, too.')
  t.same(said('shop'), ['Every Monday.', 'There, too.'])

  const tickets = Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
  const texts = tickets.map(({ interaction }) => interaction.message ?? '')
  t.same(
    texts.toSorted(),
    [
      'And to Gozo?',
      'Do you ship to Malta?',
      'Every Monday.',
      'From last week',
      'On Friday.',
      'There, too.',
      'When is the meeting?',
    ],
    'each message and each reply is one Ticket, in both Channels together',
  )
})
