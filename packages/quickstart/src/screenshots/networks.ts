import type { Browser, Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { answerInInbox, channelIsActive, followSteps } from '../network-demos/play.ts'
import { startWithDemo } from '../network-demos/start-with-demo.ts'
import { OPERATOR } from './texts.ts'

const QUESTION = 'Do you open on Sundays, too? And is the small hall free in May?'
const ANSWER = 'Yes, from nine to five. The small hall is free on the 9th and the 23rd of May.'

/** One question on a Network, as its Ticket and its answer stand in the Inbox. */
export async function playNetwork(
  network: string,
  browser: Browser,
  show: (scene: string, page: Page) => Promise<void>,
): Promise<void> {
  const name = 'screenshots'
  const database = await createTestDatabase({ name, version: 'empty', prepare: async () => {} })
  try {
    const started = await startWithDemo(network, {
      databaseUrl: database.url,
      ports: { host: 18_082, api: 0, app: 0 },
      websitePort: 0,
      operator: OPERATOR,
    })
    try {
      const context = await browser.newContext({ locale: 'en-GB' })
      const customer = await context.newPage()
      await customer.goto(started.channelsSettingsUrl)
      await customer.getByRole('link', { name: `Add Channel on ${started.networkName}` }).click()
      await followSteps(customer, started.demo.connect)
      await channelIsActive(customer)
      await started.demo.write(QUESTION)
      await started.host.fetchNow(network)
      await answerInInbox(started, network, QUESTION, ANSWER)
      const manager = await context.newPage()
      await manager.goto(started.inboxUrl)
      await manager
        .getByRole('link', { name: QUESTION.slice(0, 20) })
        .first()
        .click()
      await manager.getByText(ANSWER).first().waitFor()
      await show(`${network}-ticket`, manager)
      await context.close()
    } finally {
      await started.close()
    }
  } finally {
    await database.drop()
  }
}
