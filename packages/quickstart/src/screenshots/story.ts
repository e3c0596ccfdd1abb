import type { Browser, Page } from '@hubward/browser'
import type { Simulator } from '@hubward/simulator'
import type { Quickstart } from '../quickstart.ts'
import { STREET } from './street.ts'
import {
  AGENT,
  ANSWER,
  ATTACHMENT,
  CUSTOMER,
  FORM,
  LETTER,
  type Letter,
  OTHERS,
  THANKS,
} from './texts.ts'

/** What the pictures are taken of, in the order in which the story comes by. */
export type Scene = 'onboarding' | 'channels' | 'form' | 'inbox' | 'conversation'

/** Plays the story once through the pages, and shows each scene when it is there to be seen. */
export async function play(
  quickstart: Quickstart,
  browser: Browser,
  show: (scene: Scene, page: Page) => Promise<void>,
): Promise<void> {
  const { simulator, channelsSettingsUrl, inboxUrl } = quickstart
  dress(simulator)
  const open = async () => (await browser.newContext({ locale: 'en-GB' })).newPage()

  const customer = await open()
  await customer.goto(channelsSettingsUrl)
  await customer.getByRole('link', { name: 'Add Channel' }).click()
  await customer.getByLabel('Name of the form').fill(FORM.title)
  await customer.getByRole('button', { name: 'Continue' }).click()
  await customer.getByLabel('Introduction').fill(FORM.intro)
  await customer.getByLabel('Websites that may embed').fill(FORM.website)
  await customer.getByLabel('Link to your privacy policy').fill(FORM.privacyUrl)
  await show('onboarding', customer)
  await customer.getByText('Change how it is called in SocialHub').click()
  await customer.getByLabel('Unique name').fill(FORM.uniqueName)
  await customer.getByRole('button', { name: 'Connect' }).click()
  const formUrl = await customer.getByRole('link', { name: '/f/' }).getAttribute('href')
  await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
  await customer.locator('.channel').waitFor()
  await show('channels', customer)

  const visitor = await open()
  for (const letter of OTHERS) {
    await write(visitor, formUrl ?? '', letter)
    await visitor.getByRole('button', { name: 'Send message' }).click()
    await arrived(simulator, letter)
  }
  const buffer = await photograph(browser)
  await write(visitor, formUrl ?? '', LETTER)
  await visitor
    .getByLabel('Picture')
    .setInputFiles({ name: 'street-lamp.jpg', mimeType: 'image/jpeg', buffer })
  await show('form', visitor)
  await visitor.getByRole('button', { name: 'Send message' }).click()
  await visitor.getByRole('link', { name: 'Open the conversation' }).click()
  await arrived(simulator, LETTER)

  const agent = await open()
  await agent.goto(inboxUrl)
  await agent.locator('#list').getByRole('link', { name: LETTER.name }).click()
  await agent.locator('#attachment-reply').setInputFiles({
    name: ATTACHMENT,
    mimeType: 'application/pdf',
    buffer: Buffer.alloc(48_200, '%PDF-1.7 '),
  })
  await agent.getByRole('textbox', { name: 'Reply' }).fill(ANSWER)
  await agent.getByRole('button', { name: 'Send' }).click()
  await agent.locator('.followup').getByText('Published').waitFor()

  await visitor.reload()
  await visitor.locator('.entry.agent').waitFor()
  await visitor.getByRole('textbox', { name: 'Write another message' }).fill(THANKS)
  await visitor.getByRole('button', { name: 'Send message' }).click()
  await visitor.locator('.entry').filter({ hasText: THANKS }).waitFor()
  await agent.locator('#thread').getByText(THANKS).waitFor()
  await show('inbox', agent)
  await show('conversation', visitor)
}

/**
 * The simulator begins with a company of its own and a Channel for developers. There is no page to
 * rename people: this is done where it keeps them.
 */
function dress({ state, accountId }: Simulator): void {
  const { accounts, users, channels } = state.data
  const account = accounts[accountId]
  if (account) account.name = CUSTOMER
  for (const user of Object.values(users)) if (user.role === 'agent') user.name = AGENT
  for (const id of Object.keys(channels)) delete channels[id]
}

/** Waits for a letter's Ticket, and lets it be as old as the letter says. */
async function arrived({ state, until }: Simulator, letter: Letter): Promise<void> {
  const { interaction } = await until(
    () =>
      Object.values(state.data.tickets).find((ticket) =>
        ticket.interaction.message?.includes(letter.message),
      ),
    { what: `the Ticket of ${letter.name}` },
  )
  const time = new Date(interaction.createdTime).getTime() - letter.minutesAgo * 60_000
  interaction.createdTime = new Date(time).toISOString()
}

async function write(page: Page, formUrl: string, letter: Letter): Promise<void> {
  await page.goto(formUrl)
  await page.getByLabel('Your name').fill(letter.name)
  await page.getByLabel('Your e-mail address').fill(letter.email ?? '')
  await page.getByLabel('Subject').fill(letter.subject)
  await page.getByLabel('Your message').fill(letter.message)
}

async function photograph(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 960, height: 640 } })
  await page.setContent(STREET)
  const picture = await page.screenshot({ type: 'jpeg', quality: 75 })
  await page.close()
  return picture
}
