import { needsChromium, type Page } from '@hubward/browser'
import { rootOf } from '@hubward/simulator'
import t, { type Test } from 'tap'
import { openStory, type Story } from './fixtures/story.ts'

t.setTimeout(400_000)

let started: Promise<Story> | undefined
/** One world for all stories of this file, from the first that is played. */
const world = () => {
  started ??= openStory()
  return started
}
t.teardown(async () => (await started)?.close())

t.test(
  'a Customer adds a contact form, a visitor writes, an agent answers, the visitor writes again',
  needsChromium(),
  (t) => play(t, { title: 'Contact Northwind Ceramics', javaScriptEnabled: true }),
)

t.test(
  'the same story where Customer and visitor have JavaScript switched off',
  needsChromium(),
  (t) => play(t, { title: 'Write to Northwind Ceramics', javaScriptEnabled: false }),
)

async function play(
  t: Test,
  { title, javaScriptEnabled }: { title: string; javaScriptEnabled: boolean },
) {
  const { simulator, inboxUrl, channelsSettingsUrl, open } = await world()
  const [customer, agent, visitor] = await Promise.all([
    open({ javaScriptEnabled }),
    open(),
    open({ javaScriptEnabled }),
  ])
  const picture = await drawing(agent)
  await agent.goto(inboxUrl)
  const inbox = await mark(agent)

  // The Customer adds a Channel.
  await customer.goto(channelsSettingsUrl)
  await customer.getByRole('link', { name: 'Add Channel on Contact form' }).click()
  await customer.getByRole('heading', { name: 'Name your contact form' }).waitFor()
  t.notMatch(customer.url(), 'token', 'the token is out of the address at once')
  await customer.getByLabel('Name of the form').fill(title)
  await customer.getByRole('button', { name: 'Continue' }).click()
  await customer.getByRole('heading', { name: 'Set up your Channel' }).waitFor()
  await customer.getByLabel('Introduction').fill('We answer within a day.')
  await customer.getByRole('group', { name: 'E-mail address' }).getByLabel('Required').check()
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  const form = await customer.getByRole('link', { name: '/f/' }).getAttribute('href')
  t.match(
    await customer.locator('pre').first().textContent(),
    '<iframe',
    'there is a snippet to embed',
  )
  await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
  await customer.waitForURL(channelsSettingsUrl)
  const channel = customer.locator('.channel').filter({ hasText: title })
  await channel.getByText('Active', { exact: true }).waitFor()

  // A visitor sends the hosted form.
  await visitor.goto(form ?? '')
  t.match(await visitor.textContent('main'), 'We answer within a day.', 'the form is as it was set')
  await visitor.getByLabel('Your name').fill('Ada Lovelace')
  await visitor.getByLabel('Your e-mail address').fill('ada@example.org')
  await visitor.getByLabel('Subject').fill('A broken cup')
  await visitor.getByLabel('Your message').fill(`My cup arrived broken. (${title})`)
  await visitor
    .getByLabel('Picture')
    .setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: picture })
  await visitor.getByRole('button', { name: 'Send message' }).click()
  await visitor.getByRole('heading', { name: 'Thank you for your message' }).waitFor()
  await visitor.getByRole('link', { name: 'Open the conversation' }).click()
  await visitor.getByText('We have your message.').waitFor()

  // The Ticket appears while the agent looks on.
  const row = agent.locator('#list').getByRole('link', { name: title })
  await row.waitFor()
  t.match(await row.textContent(), 'Ada Lovelace', 'it says who wrote')
  t.ok(await inbox.isSamePage(), 'the Ticket appears in the Inbox without reloading')
  await row.click()
  await agent.getByRole('img', { name: 'Picture 1 of 1 from Ada Lovelace' }).waitFor()
  t.same(await sizeOfPicture(agent), { width: 120, height: 80 }, 'the picture is loaded')
  t.match(await agent.textContent('#ticket'), 'A broken cup', 'the subject is in the Ticket')
  const ticket = await mark(agent)

  // The agent answers, with an attachment.
  const returnLabel = {
    name: 'return.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Parcel 7'),
  }
  await agent.getByRole('textbox', { name: 'Reply' }).fill('A new one is on its way.')
  await agent.locator('#attachment-reply').setInputFiles(returnLabel)
  await agent.getByRole('button', { name: 'Send' }).click()
  const followup = agent.locator('.followup')
  await followup.getByText('Published').waitFor()
  t.match(await followup.textContent(), 'return.txt', 'the Followup shows what was sent')

  // The visitor reads the answer.
  if (javaScriptEnabled) await comeBackToTab(visitor)
  else await visitor.reload()
  const answer = visitor.locator('.entry.agent')
  await answer.waitFor()
  t.match(await answer.textContent(), 'A new one is on its way.', 'the visitor reads the answer')
  const attachment = await answer.getByRole('link', { name: 'return.txt' }).getAttribute('href')
  const download = await visitor.request.get(attachment ?? '')
  t.equal(await download.text(), 'Parcel 7', 'the attachment is what the agent sent')

  // The visitor answers: one more Ticket in the same thread.
  await visitor
    .getByRole('textbox', { name: 'Write another message' })
    .fill('Thank you, that was quick!')
  await visitor.getByRole('button', { name: 'Send message' }).click()
  await visitor.locator('.entry').filter({ hasText: 'that was quick' }).waitFor()
  const thread = agent.locator('#thread li')
  await thread.filter({ hasText: 'that was quick' }).waitFor()
  t.match(
    await thread.allTextContents(),
    [
      /My cup arrived broken.*Root-Ticket/s,
      /A new one is on its way.*Reply-Ticket/s,
      /Thank you, that was quick!/,
    ],
    'the thread shows it below the first message',
  )
  t.ok(await ticket.isSamePage(), 'Followup and thread are kept up to date without reloading')

  // What SocialHub has now.
  const known = Object.values(simulator.state.data.channels).find(({ name }) => name === title)
  const tickets = Object.values(simulator.state.data.tickets).filter(
    ({ channelId }) => channelId === known?.id,
  )
  const [first, ...others] = tickets
  if (!first) throw new Error('SocialHub has no Ticket of this Channel')
  t.equal(others.length, 2, 'three Tickets: written, answered, written again')
  for (const other of others)
    t.equal(rootOf(simulator.state, other).id, first.id, 'under the first')
  const confirmed = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'
  t.match(
    simulator.journal.counts(known?.id)[confirmed],
    { total: 1, byStatus: { 201: 1 } },
    'one confirmation',
  )
  await Promise.all([customer, agent, visitor].map((page) => page.context().close()))
}

/** Leaves a mark that no reloading and no other page would keep. */
async function mark(page: Page) {
  await page.evaluate('globalThis.marked = true')
  return { isSamePage: () => page.evaluate<boolean>('globalThis.marked === true') }
}

/** Coming back to the tab looks for answers at once; otherwise it happens every 15 seconds. */
async function comeBackToTab(page: Page): Promise<void> {
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
}

/** A PNG of 120 × 80, with something in it. */
async function drawing(page: Page): Promise<Buffer> {
  await page.setContent('<body style="background: linear-gradient(teal, ivory)">')
  return page.screenshot({ clip: { x: 0, y: 0, width: 120, height: 80 } })
}

/** Of the picture in a Ticket. Fails where it can't be shown. */
function sizeOfPicture(page: Page): Promise<{ width: number; height: number }> {
  return page.evaluate(`(async () => {
    const image = document.querySelector('#ticket .pictures img')
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  })()`)
}
