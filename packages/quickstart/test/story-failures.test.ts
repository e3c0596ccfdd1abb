import { needsChromium, type Page } from '@hubward/browser'
import { channelsOf } from '@hubward/simulator'
import t from 'tap'
import { openStory, type Story } from './fixtures/story.ts'

t.setTimeout(400_000)

let started: Promise<Story> | undefined
/** One world for all stories of this file, from the first that is played. */
const world = () => {
  started ??= openStory()
  return started
}
t.teardown(async () => (await started)?.close())

const MINUTE_MS = 60_000

t.test(
  'a Customer who cancels is back at SocialHub, and has no Channel',
  needsChromium(),
  async (t) => {
    const { channelsSettingsUrl, open } = await world()
    const page = await open()
    for (const pages of ['the first page', 'the last one before connecting']) {
      await addChannel(page, 'Contact form')
      if (pages !== 'the first page') await nameForm(page, 'Given up')
      await page.getByRole('button', { name: 'Cancel and return to SocialHub' }).click()
      await page.waitForURL(channelsSettingsUrl)
      t.equal(await page.getByText('Given up').count(), 0, `nothing was connected on ${pages}`)
    }
    await page.goBack()
    await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor()
    await page.context().close()
  },
)

t.test(
  'a link older than 30 minutes says so, and how to begin again',
  needsChromium(),
  async (t) => {
    const { simulator, channelsSettingsUrl, open } = await world()
    const page = await open()
    const link = await linkTo('Contact form', { issuedAgoMs: 31 * MINUTE_MS })
    const address = new URL(link)
    const token = address.searchParams.get('token') ?? ''
    await page.goto(link)
    await page.getByRole('heading', { name: 'This took longer than 30 minutes' }).waitFor()
    t.notMatch(page.url(), token, 'the token is out of the address all the same')
    await page.getByRole('link', { name: 'Back to SocialHub' }).click()
    await page.waitForURL(channelsSettingsUrl)
    t.equal(
      simulator.journal.counts()['POST /channels']?.byStatus['401'],
      undefined,
      'nobody tried it',
    )
    await page.context().close()
  },
)

t.test(
  'a link that ends while the Customer decides makes no Channel',
  needsChromium(),
  async (t) => {
    const { simulator, open } = await world()
    const page = await open()
    // Within the minute by which clocks may differ: SocialHub itself has the last word.
    await page.goto(await linkTo('Contact form', { issuedAgoMs: 30 * MINUTE_MS + 5_000 }))
    await nameForm(page, 'Too late')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('heading', { name: 'This took longer than 30 minutes' }).waitFor()
    t.notOk((await channelNames()).includes('Too late'), 'nothing was connected')
    const { byStatus } = simulator.journal.counts()['POST /channels'] ?? {}
    t.match(byStatus, { 401: 1 }, 'SocialHub was asked, and refused')
    t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0, 'the link is used up')
    await page.getByRole('link', { name: 'Back to SocialHub' }).waitFor()
    await page.context().close()
  },
)

t.test('a link with a foreign origin leads nowhere', needsChromium(), async (t) => {
  const { simulator, open } = await world()
  const page = await open()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).host))
  await page.goto(await linkTo('Contact form', { origin: 'https://socialhub.example.net' }))
  await page.getByRole('heading', { name: 'This link does not come from SocialHub' }).waitFor()
  t.notMatch(await page.content(), 'socialhub.example.net', 'the origin is nowhere on the page')
  t.same(await page.getByRole('main').getByRole('link').count(), 0, 'there is no link to go on by')
  const known = new Set([new URL(page.url()).host, new URL(simulator.appUrl).host])
  t.same(
    asked.filter((host) => !known.has(host)),
    [],
    'the browser asked nobody else',
  )
  await page.context().close()
})

t.test(
  'what another Account has already is refused with where to write',
  needsChromium(),
  async (t) => {
    const { simulator, channelsSettingsUrl, open } = await world()
    const [first, second] = await Promise.all([open(), open()])
    await connectStub(first, 'lighthouse')
    await first.getByRole('heading', { name: 'Your Channel is active' }).waitFor()

    const neighbour = simulator.act.createAccount({ name: 'Neighbour Ltd' })
    await second.goto(channelsSettingsUrl)
    await second.getByLabel('Account').selectOption({ label: 'Neighbour Ltd' })
    await second.getByRole('button', { name: 'Switch' }).click()
    await second.getByText('No Channel yet.').waitFor()
    await connectStub(second, 'lighthouse')
    await second
      .getByRole('heading', { name: 'Already connected in another SocialHub Account' })
      .waitFor()
    t.match(await second.textContent('main'), 'support@socialhub.io', 'it says where to write')
    await second.getByRole('button', { name: 'Cancel and return to SocialHub' }).click()
    await second.getByText('No Channel yet.').waitFor()
    t.same(channelsOf(simulator.state, neighbour.id), [], 'the second Account has no Channel')
    t.ok((await channelNames()).includes('Stub lighthouse'), 'the first one keeps its own')
    await Promise.all([first, second].map((page) => page.context().close()))
  },
)

t.test(
  'a full Account is refused with where to write, and served once it has room',
  needsChromium(),
  async (t) => {
    const { teamUrl, open } = await world()
    const [customer, team] = await Promise.all([open(), open()])
    const setLimit = async (limit: string) => {
      await team.goto(teamUrl)
      const row = team.getByRole('row').filter({ hasText: 'Sample & Sons' })
      await row.getByLabel('Channel limit').fill(limit)
      await row.getByRole('button', { name: 'Save' }).click()
      await team.waitForURL('**#accounts-heading')
    }
    await setLimit('1')
    await addChannel(customer, 'Contact form')
    await nameForm(customer, 'One too many')
    await customer.getByRole('button', { name: 'Connect' }).click()
    await customer
      .getByRole('heading', { name: 'Your Account has no room for another Channel' })
      .waitFor()
    t.match(await customer.textContent('main'), 'happy@socialhub.io', 'it says where to write')
    t.notOk((await channelNames()).includes('One too many'), 'nothing was connected')

    await setLimit('')
    await customer.getByRole('button', { name: 'Try again' }).click()
    await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
    t.ok((await channelNames()).includes('One too many'), 'nothing had to be typed again')
    await Promise.all([customer, team].map((page) => page.context().close()))
  },
)

t.test('a unique name that is taken can be mended on the same page', needsChromium(), async (t) => {
  const { channelsSettingsUrl, open } = await world()
  const page = await open()
  await addChannel(page, 'Contact form')
  // The first contact form has this name already.
  await nameForm(page, 'Contact us')
  await page.getByLabel('Introduction').fill('Written before the name was refused.')
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('heading', { name: 'One entry needs a change' }).waitFor()
  t.match(await page.textContent('main'), 'has this unique name already', 'it says what is wrong')
  t.equal(
    await page.getByLabel('Introduction').inputValue(),
    'Written before the name was refused.',
    'what was typed is still there',
  )
  await page.getByLabel('Unique name').fill('contact-us-too')
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  await page.goto(channelsSettingsUrl)
  const channel = page.locator('.channel').filter({ hasText: 'contact-us-too' })
  await channel.getByText('Active', { exact: true }).waitFor()
  t.equal(
    await page.locator('.channel').filter({ hasText: 'Contact us' }).count(),
    2,
    'beside the first',
  )
  await page.context().close()
})

t.test(
  'a Channel whose creation was cut off is repaired by trying again',
  needsChromium(),
  async (t) => {
    const { simulator, inboxUrl, open } = await world()
    const [customer, visitor, agent] = await Promise.all([open(), open(), open()])
    await addChannel(customer, 'Contact form')
    await nameForm(customer, 'Cut off')
    simulator.faults.routes.add({ route: 'POST /channels', fault: 'lost-answer' })
    await customer.getByRole('button', { name: 'Connect' }).click()
    await customer.getByRole('heading', { name: 'We don’t know yet whether this worked' }).waitFor()
    t.match(
      await customer.textContent('main'),
      'You may see the new Channel in SocialHub already',
      'it says what may be seen',
    )
    t.equal((await channelNames()).filter((name) => name === 'Cut off').length, 1, 'and so it is')

    await customer.getByRole('button', { name: 'Try again' }).click()
    await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
    t.equal((await channelNames()).filter((name) => name === 'Cut off').length, 1, 'there is one')
    const form = await customer.getByRole('link', { name: '/f/' }).getAttribute('href')
    await visitor.goto(form ?? '')
    await visitor.getByLabel('Your message').fill('Does it work now?')
    await visitor.getByRole('button', { name: 'Send message' }).click()
    await agent.goto(inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'Does it work now?' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('It does.')
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    t.pass('it takes messages and publishes replies')
    await Promise.all([customer, visitor, agent].map((page) => page.context().close()))
  },
)

t.test('a reply that fails says why, and can be sent again', needsChromium(), async (t) => {
  const { stub, simulator, inboxUrl, open } = await world()
  const [customer, agent] = await Promise.all([open(), open()])
  await connectStub(customer, 'harbour')
  await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  stub.addMessage('harbour', { text: 'When does the ferry leave?', author: 'Grace' })
  await agent.goto(inboxUrl)
  await agent.locator('#list').getByRole('link', { name: 'When does the ferry' }).click()

  stub.fault({ call: 'reply', account: 'harbour', status: 403 })
  const write = agent.locator('#way-reply')
  await write.getByRole('textbox', { name: 'Reply' }).fill('At noon.')
  await write.getByRole('button', { name: 'Send' }).click()
  const followup = agent.locator('.followup')
  await followup.getByText('Failed').waitFor()
  t.match(await followup.textContent(), 'The Network does not allow this.', 'the reason is shown')
  t.same(stub.replies('harbour'), [], 'nothing was published')

  await followup.getByRole('button', { name: 'Try again' }).click()
  await followup.getByText('Published').waitFor()
  t.equal(await followup.count(), 1, 'it is the same Followup')
  t.match(stub.replies('harbour'), [{ text: 'At noon.' }], 'the Network has the reply, once')
  const channel = Object.values(simulator.state.data.channels).find(
    ({ networkId }) => networkId === 'harbour',
  )
  const counts = simulator.journal.counts(channel?.id)
  t.equal(counts['POST /inbox/tickets/:ticketId/reset/:actionId']?.total, 1, 'one reset')
  const success = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'
  t.equal(counts[success]?.total, 1, 'one confirmation')
  await Promise.all([customer, agent].map((page) => page.context().close()))
})

/** On the Channels Settings Page, as a Customer does it. */
async function addChannel(page: Page, network: string): Promise<void> {
  await page.goto((await world()).channelsSettingsUrl)
  await page.getByRole('link', { name: `Add Channel on ${network}` }).click()
}

/** From the first page of the contact form to the second. */
async function nameForm(page: Page, title: string): Promise<void> {
  await page.getByLabel('Name of the form').fill(title)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Set up your Channel' }).waitFor()
}

/** Adds a Channel on the stub Network, whatever becomes of it. */
async function connectStub(page: Page, account: string): Promise<void> {
  await addChannel(page, 'Stub Network')
  await page.getByLabel('Account').fill(account)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** What "Add Channel" leads to, but older or for another origin: no page of SocialHub's can do that. */
async function linkTo(network: string, how: { issuedAgoMs?: number; origin?: string }) {
  const { act, state, accountId } = (await world()).simulator
  const manifest = Object.values(state.data.manifests).find(({ name }) => name === network)
  return act.creationLink({ accountId, manifestId: manifest?.id ?? '', ...how })
}

/** Of the first Account, as SocialHub has them. */
async function channelNames(): Promise<string[]> {
  const { state, accountId } = (await world()).simulator
  return channelsOf(state, accountId).map(({ name }) => name)
}
