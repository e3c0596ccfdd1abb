import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { fillDemo } from '../demo.ts'
import { startQuickstart } from '../quickstart.ts'
import { ROOT } from '../repository-folders.ts'
import { OPERATOR } from './texts.ts'

const PLUGINS = ['bluesky', 'contact-form', 'mastodon'] as const

/** What an agency's people see in the morning. */
export async function playCockpit(
  browser: Browser,
  show: (
    scene: `cockpit-${'overview' | 'dark' | 'channel' | 'customer' | 'audit' | 'paper' | 'removal'}`,
    page: Page,
  ) => Promise<void>,
): Promise<void> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const directory = await mkdtemp(join(tmpdir(), 'hubward-screenshots-'))
    closing.push(() => rm(directory, { recursive: true }))
    const name = 'screenshots_cockpit'
    const database = await createTestDatabase({ name, version: 'empty', prepare: async () => {} })
    closing.push(database.drop)
    const quickstart = await startQuickstart({
      directory,
      databaseUrl: database.url,
      ports: { host: 18_084, api: 0, app: 0 },
      websitePort: 0,
      cockpitPort: 0,
      operator: OPERATOR,
      integrations: Object.fromEntries(
        PLUGINS.map((plugin) => [plugin, { plugin: join(ROOT, 'plugins', plugin) }]),
      ),
    })
    closing.push(quickstart.close)
    await fillDemo(quickstart.host, quickstart.simulator)
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    const link = await quickstart.host.operatorLink({
      name: 'Nora Beispiel',
      role: 'administrator',
    })
    await page.goto(link ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: /needs? somebody/ }).waitFor()
    await show('cockpit-overview', page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await show('cockpit-dark', page)
    await page.emulateMedia({ colorScheme: 'light' })
    await page
      .getByRole('link', { name: /Bäckerei Morgenrot ·/ })
      .first()
      .click()
    await page.getByRole('heading', { name: 'How it is' }).waitFor()
    await show('cockpit-channel', page)
    await page.getByRole('link', { name: 'Bäckerei Morgenrot', exact: true }).click()
    await page.getByRole('heading', { name: 'Counts of a month' }).waitFor()
    await show('cockpit-customer', page)
    await page.getByRole('link', { name: 'All of it in the audit log' }).click()
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText('nobody changed anything').waitFor()
    await page.goBack()
    await page.reload()
    await page.getByText('Last looked through').waitFor()
    await show('cockpit-audit', page)
    await page.getByRole('link', { name: 'Bäckerei Morgenrot', exact: true }).first().click()
    await page.getByRole('link', { name: 'Processing record' }).click()
    await page.getByRole('heading', { name: /^Record of processing/ }).waitFor()
    await show('cockpit-paper', page)
    await page.getByRole('link', { name: 'Back to the Customer' }).click()
    await page.getByRole('link', { name: 'Remove this Customer' }).click()
    await page.getByRole('heading', { name: 'Remove Bäckerei Morgenrot for good?' }).waitFor()
    await show('cockpit-removal', page)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}
