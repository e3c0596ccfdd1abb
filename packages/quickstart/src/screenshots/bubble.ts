import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { startQuickstart } from '../quickstart.ts'
import { ROOT } from '../repository-folders.ts'
import { OPERATOR } from './texts.ts'

const QUESTION = 'Do you ship cups to Norway? I would like four of “Fjord”.'
const ANSWER = 'We do: four cups take about a week and 18 euros. Shall we put four aside for you?'
const THANKS = 'Yes please!'

/** The demo website, and a conversation in its chat bubble. */
export async function playBubble(
  browser: Browser,
  show: (scene: 'bubble', page: Page) => Promise<void>,
): Promise<void> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const directory = await mkdtemp(join(tmpdir(), 'hubward-screenshots-'))
    closing.push(() => rm(directory, { recursive: true }))
    const name = 'screenshots_bubble'
    const database = await createTestDatabase({ name, version: 'empty', prepare: async () => {} })
    closing.push(database.drop)
    const quickstart = await startQuickstart({
      directory,
      databaseUrl: database.url,
      ports: { host: 18_082, api: 0, app: 0 },
      websitePort: 0,
      operator: OPERATOR,
      integrations: {
        'contact-form': {
          plugin: join(ROOT, 'plugins/contact-form'),
          settings: { minimumSeconds: 0 },
        },
      },
    })
    closing.push(quickstart.close)
    const open = async () => (await browser.newContext({ locale: 'en-GB' })).newPage()

    const visitor = await open()
    await visitor.goto(quickstart.websiteUrl ?? '')
    await visitor.getByRole('button', { name: 'Contact us' }).click()
    const frame = visitor.frameLocator('dialog iframe')
    await frame.getByLabel('Your name').fill('Ingrid Solberg')
    await frame.getByLabel('Your message').fill(QUESTION)
    await frame.getByRole('button', { name: 'Send message' }).click()
    await frame.getByText(QUESTION).waitFor()

    const agent = await open()
    await agent.goto(quickstart.inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'Ingrid Solberg' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill(ANSWER)
    await agent.getByRole('button', { name: 'Send' }).click()
    await frame.getByText(ANSWER).waitFor()
    await frame.getByRole('textbox', { name: 'Write another message' }).fill(THANKS)
    await show('bubble', visitor)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}
