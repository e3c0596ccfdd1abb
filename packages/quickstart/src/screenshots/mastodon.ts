import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { startStubServer } from '../../../../plugins/mastodon/test/fixtures/server.ts'
import { startQuickstart } from '../quickstart.ts'
import { ROOT } from '../repository-folders.ts'
import { OPERATOR } from './texts.ts'

type MastodonScene = 'mastodon-server' | 'mastodon-confirm'

/** What the server is called in the pictures; it listens on a port of this machine. */
const NAME = 'social.northfield.example'
const MASTHEAD =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="96"><rect width="240" height="96" rx="12" fill="#5b4be0"/><path d="M0 96V64q60-40 120-8t120-16v56z" fill="#8c7ff0"/><circle cx="190" cy="28" r="12" fill="#ffd98a"/></svg>'

/** The way to a Mastodon server, as far as the pages are ours. */
export async function playMastodon(
  browser: Browser,
  show: (scene: MastodonScene, page: Page) => Promise<void>,
): Promise<void> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const directory = await mkdtemp(join(tmpdir(), 'hubward-screenshots-'))
    closing.push(() => rm(directory, { recursive: true }))
    const server = await startStubServer()
    closing.push(() => server.close())
    const name = 'screenshots_mastodon'
    const database = await createTestDatabase({ name, version: 'empty', prepare: async () => {} })
    closing.push(database.drop)
    const quickstart = await startQuickstart({
      directory,
      databaseUrl: database.url,
      ports: { host: 18_081, api: 0, app: 0 },
      operator: OPERATOR,
      openHosts: [server.domain],
      integrations: { mastodon: { plugin: join(ROOT, 'plugins/mastodon') } },
    })
    closing.push(() => quickstart.close())
    const context = await browser.newContext({ locale: 'en-GB' })
    await context.route('https://files.example/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: MASTHEAD }),
    )
    const customer = await context.newPage()
    await customer.goto(quickstart.channelsSettingsUrl)
    await customer.getByRole('link', { name: 'Add Channel' }).click()
    await customer.getByLabel('Server or handle').fill(`@customer@${NAME}`)
    await show('mastodon-server', customer)
    await customer.getByLabel('Server or handle').fill(`@customer@${server.domain}`)
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer.getByRole('button', { name: 'Continue to' }).waitFor()
    await customer.evaluate(renamed(server.domain))
    await show('mastodon-confirm', customer)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

/** A script that writes the server's name where its address of the day stands. */
function renamed(domain: string): string {
  return `(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      node.data = node.data.replaceAll(${JSON.stringify(domain)}, ${JSON.stringify(NAME)})
    }
  })()`
}
