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
const [database, browser] = await Promise.all([
  createTestDatabase({ name: 'screenshots', version: 'empty', prepare: async () => undefined }),
  launchChromium(),
])
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
try {
  await mkdir(FOLDER, { recursive: true })
  await play(quickstart, browser, async (scene, page) => {
    for (const [name, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size)
      await page.evaluate(FROM_ITS_BEST_SIDE)
      await page.screenshot({ path: join(FOLDER, `${scene}-${name}.png`), animations: 'disabled' })
      console.log(`docs/images/${scene}-${name}.png`)
    }
    await page.setViewportSize(SIZES.desktop)
  })
} finally {
  await browser.close()
  await quickstart.close()
  await database.drop()
  await rm(directory, { recursive: true })
}
