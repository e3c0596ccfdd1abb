import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { ROOT } from './places.ts'
import { startQuickstart } from './quickstart.ts'
import { play } from './screenshots/story.ts'
import { OPERATOR } from './screenshots/texts.ts'

/** `pnpm screenshots`: plays a story through the real pages and keeps pictures of it in docs/images. */

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

const directory = await mkdtemp(join(tmpdir(), 'hubward-screenshots-'))
const closing = [() => rm(directory, { recursive: true })]
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
  const browser = await launchChromium()
  closing.push(() => browser.close())

  await mkdir(FOLDER, { recursive: true })
  await play(quickstart, browser, async (scene, page) => {
    for (const [screen, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size)
      await page.evaluate(FROM_ITS_BEST_SIDE)
      const file = `${scene}-${screen}.png`
      await page.screenshot({ path: join(FOLDER, file), animations: 'disabled' })
      console.log(`docs/images/${file}`)
    }
    await page.setViewportSize(SIZES.desktop)
  })
} finally {
  for (const close of closing.reverse()) await close()
}
