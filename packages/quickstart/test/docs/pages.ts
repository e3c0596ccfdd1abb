import { readdir, readFile, writeFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BLOCKS } from './blocks.ts'
import { blocksOf, withBlocks } from './markdown.ts'

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

export interface Page {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

/** Every page for people: the README, `docs/`, and each package's README. */
export async function readPages(): Promise<Page[]> {
  const names = (await readdir(ROOT)).filter((name) => name.endsWith('.md'))
  for (const folder of ['docs', 'packages', 'plugins']) {
    for (const entry of await readdir(`${ROOT}${folder}`, { recursive: true })) {
      const path = `${folder}/${entry.split(sep).join('/')}`
      const wanted =
        folder === 'docs' ? path.endsWith('.md') : /^\w+\/[\w-]+\/README\.md$/.test(path)
      if (wanted && !path.includes('node_modules')) names.push(path)
    }
  }
  const pages = names.toSorted().map(async (path) => ({
    path,
    text: await readFile(`${ROOT}${path}`, 'utf8'),
  }))
  return Promise.all(pages)
}

/** The page as it has to be, with every block taken from the code. */
export async function rendered(page: Page): Promise<string> {
  const made = blocksOf(page.text).map(async (name): Promise<[string, string]> => {
    const block = BLOCKS[name]
    if (!block) throw new Error(`${page.path} asks for "${name}", which docs/blocks.ts can't make`)
    return [name, await block()]
  })
  return withBlocks(page.text, new Map(await Promise.all(made)))
}

/** Run as a program: brings every page up to date with the code. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of await readPages()) {
    const text = await rendered(page)
    if (text === page.text) continue
    await writeFile(`${ROOT}${page.path}`, text)
    process.stdout.write(`updated ${relative('.', `${ROOT}${page.path}`)}\n`)
  }
}
