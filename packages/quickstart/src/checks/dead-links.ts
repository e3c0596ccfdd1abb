import { access, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { anchorsOf, linksOf } from './markdown.ts'
import type { PublishedPackage } from './packed.ts'
import { BESIDE_PAGES, CARRIER, namesBehind, pagesIn } from './packed-pages.ts'

/**
 * Follows every link of every page of the installed packages: to a file, to its heading, and to no
 * package that may be missing where the page is read.
 */
export async function deadLinks(
  published: readonly PublishedPackage[],
  destination: string,
): Promise<string[]> {
  const modules = join(destination, 'node_modules')
  const problems: string[] = []
  for (const { manifest } of published) {
    const installed = join(modules, manifest.name)
    for (const page of await pagesIn(installed)) {
      const isAuthors = manifest.name === CARRIER && page.startsWith('docs/')
      const beside = namesBehind(isAuthors ? BESIDE_PAGES : [manifest.name], published)
      const file = join(installed, page)
      for (const { target } of linksOf(await readFile(file, 'utf8'))) {
        if (await isAlive(file, target, modules, beside)) continue
        problems.push(`${manifest.name}: ${page}: ${target} leads nowhere once it is installed`)
      }
    }
  }
  return problems
}

async function isAlive(
  page: string,
  target: string,
  modules: string,
  beside: ReadonlySet<string>,
): Promise<boolean> {
  if (/^(https:|mailto:)/.test(target)) return true
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : join(dirname(page), path)
  const [scope = '', name = ''] = relative(modules, file).split(sep)
  const owner = scope.startsWith('@') ? `${scope}/${name}` : scope
  if (!beside.has(owner)) return false
  const found = await access(file).then(
    () => true,
    () => false,
  )
  if (!found || anchor === undefined) return found
  return anchorsOf(await readFile(file, 'utf8')).includes(anchor)
}
