import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { writePlugin } from '../../create-hubward-plugin/src/write-plugin.ts'
import { linksOf } from '../src/checks/markdown.ts'
import { AUTHORS_PAGES } from '../src/checks/packed-pages.ts'
import { ROOT } from './docs/pages.ts'

/** Where the pages for authors are once the written plugin is installed. */
const CARRIED = 'node_modules/@hubward/plugin/'

t.test('links of a written plugin lead to what its author has', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'hubward-written-'))
  t.teardown(() => rm(home, { recursive: true }))
  const choices = { id: 'tide', name: 'Tide', authentication: 'form', messages: 'polled' } as const
  for (const surroundings of ['alone', 'repository'] as const) {
    const folder = join(home, surroundings)
    await writePlugin(folder, choices, surroundings)
    // In the repository it lies beside the plugins that are there.
    const exists = (target: string) =>
      target.startsWith(CARRIED)
        ? AUTHORS_PAGES.includes(target.slice(CARRIED.length))
        : existsSync(join(folder, target)) || existsSync(join(ROOT, 'plugins/mastodon', target))
    for (const page of ['README.md', 'AGENTS.md']) {
      const links = linksOf(await readFile(join(folder, page), 'utf8'))
      t.ok(links.length > 1, `${surroundings}: ${page} has ${links.length} links`)
      for (const { target } of links) t.ok(exists(target), `${surroundings}: ${page}: ${target}`)
    }
  }
})
