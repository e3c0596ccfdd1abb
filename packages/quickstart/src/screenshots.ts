import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, launchChromium, type Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { startQuickstart } from './quickstart.ts'
import { ROOT } from './repository-folders.ts'
import { playBubble } from './screenshots/bubble.ts'
import { playCockpit } from './screenshots/cockpit.ts'
import { playMastodon } from './screenshots/mastodon.ts'
import { playNetwork } from './screenshots/networks.ts'
import { play } from './screenshots/story.ts'
import { OPERATOR } from './screenshots/texts.ts'

/**
 * `pnpm screenshots`: plays stories through the real pages and keeps pictures of them in docs/images.
 * `pnpm screenshots mastodon` plays one of them.
 */

const FOLDER = join(ROOT, 'docs', 'images')

const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const

/** From the top; but of a Ticket that scrolls by itself, what became of the reply. */
const FROM_ITS_BEST_SIDE = `
  document.activeElement?.blur()
  scrollTo(0, 0)
  document.querySelector('.middle')?.scrollTo(0, 10000)
`

async function website(browser: Browser): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'hubward-screenshots-'))
  const closing: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true })]
  try {
    const name = 'screenshots'
    const database = await createTestDatabase({ name, version: 'empty', prepare: async () => {} })
    closing.push(database.drop)
    const quickstart = await startQuickstart({
      directory,
      databaseUrl: database.url,
      // Not those of "npm start", which may be running.
      ports: { host: 18_080, api: 0, app: 0 },
      operator: OPERATOR,
      // Under a name of its own, so that no first form is made: the story makes one.
      integrations: {
        website: { plugin: join(ROOT, 'plugins/contact-form'), settings: { minimumSeconds: 0 } },
      },
    })
    closing.push(quickstart.close)
    await play(quickstart, browser, keep)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

async function keep(scene: string, page: Page): Promise<void> {
  for (const [screen, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size)
    await page.evaluate(FROM_ITS_BEST_SIDE)
    const file = `${scene}-${screen}.png`
    await page.screenshot({ path: join(FOLDER, file), animations: 'disabled' })
    console.log(`docs/images/${file}`)
  }
  await page.setViewportSize(SIZES.desktop)
}

const STORIES = {
  website,
  bubble: (browser: Browser) => playBubble(browser, keep),
  mastodon: (browser: Browser) => playMastodon(browser, keep),
  cockpit: (browser: Browser) => playCockpit(browser, keep),
  telegram: (browser: Browser) => playNetwork('telegram', browser, keep),
  matrix: (browser: Browser) => playNetwork('matrix', browser, keep),
  'google-play': (browser: Browser) => playNetwork('google-play', browser, keep),
  'app-store': (browser: Browser) => playNetwork('app-store', browser, keep),
}

const [wanted] = process.argv.slice(2)
const browser = await launchChromium()
try {
  await mkdir(FOLDER, { recursive: true })
  for (const [name, story] of Object.entries(STORIES)) {
    if (wanted === undefined || wanted === name) await story(browser)
  }
} finally {
  await browser.close()
}
