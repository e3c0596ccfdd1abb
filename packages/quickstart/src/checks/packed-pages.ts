import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { type Link, replaceLinks } from './markdown.ts'
import type { PublishedPackage } from './packed.ts'

// Whoever writes a plugin has the packages and no clone. So the package of the contract carries the
// pages for them, and links in every packed page lead to what is installed.

const run = promisify(execFile)

/** The package that carries the pages, where they lie as they do in the repository. */
export const CARRIER = '@hubward/plugin'

export const AUTHORS_PAGES: readonly string[] = [
  'docs/decisions/0001-the-plugin-contract-beside-twelve-networks.md',
  'docs/decisions/0020-workers-that-do-not-end.md',
  'docs/decisions/0030-what-is-added-has-a-name.md',
  'docs/decisions/0042-mails-to-visitors.md',
  'docs/grants.md',
  'docs/guides/how-socialhub-thinks.md',
  'docs/guides/plugin-author.md',
  'docs/guides/write-a-plugin.md',
  'docs/reference/errors.md',
  'docs/reference/plugin-contract.md',
]

/** What is installed beside the pages: a plugin by `npm create hubward-plugin` depends on these. */
export const BESIDE_PAGES = [CARRIER, '@hubward/testkit', '@hubward/dev', '@hubward/host']

/** Puts the pages into a tarball, and mends the links of all that are in it. */
export async function packPages(
  { directory, manifest, tarball }: PublishedPackage,
  published: readonly PublishedPackage[],
): Promise<void> {
  const root = join(directory, '../..')
  const folder = `${tarball}.pages`
  await mkdir(folder)
  try {
    await run('tar', ['-xzf', tarball, '-C', folder])
    const unpacked = join(folder, 'package')
    if (manifest.name === CARRIER) await copyPages(root, unpacked)
    for (const path of await pagesIn(unpacked)) {
      const file = join(unpacked, path)
      const page = { owner: manifest.name, path }
      const mend = (link: Link) => mendedLink(page, link, root, published)
      await writeFile(file, replaceLinks(await readFile(file, 'utf8'), mend))
    }
    const packed = join(folder, 'packed.tgz')
    // Without the name of the user who packs.
    await run('tar', ['--numeric-owner', '-czf', packed, '-C', folder, 'package'])
    await rename(packed, tarball)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function copyPages(root: string, unpacked: string): Promise<void> {
  for (const path of AUTHORS_PAGES) {
    await mkdir(dirname(join(unpacked, path)), { recursive: true })
    await copyFile(join(root, path), join(unpacked, path))
  }
}

/** The pages of an unpacked package, but for those that a template writes elsewhere. */
export async function pagesIn(unpacked: string): Promise<readonly string[]> {
  const paths = await readdir(unpacked, { recursive: true })
  return paths
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.md') && !/^(templates|node_modules)\//.test(path))
}

/** A file of a package, by its path in there. */
interface Packed {
  readonly owner: string
  readonly path: string
}

/** The link as it leads on from where the page is installed; in words where it would lead nowhere. */
function mendedLink(
  page: Packed,
  { text, target }: Link,
  root: string,
  published: readonly PublishedPackage[],
): string {
  const [path = '', anchor] = target.split('#')
  if (path === '' || /^\w+:/.test(target)) return `[${text}](${target})`
  const own = published.find(({ manifest }) => manifest.name === page.owner)
  const fromRoot = (file: string) => relative(root, file).split(sep).join('/')
  const isAuthors = page.owner === CARRIER && AUTHORS_PAGES.includes(page.path)
  const source = isAuthors ? page.path : posix.join(fromRoot(own?.directory ?? ''), page.path)
  const wanted = posix.join(posix.dirname(source), path)
  const found = placeOf(wanted, fromRoot, published)
  const beside = namesBehind(isAuthors ? BESIDE_PAGES : [page.owner], published)
  if (!found) {
    const where = `\`${wanted}\` in Hubward’s repository`
    return text === wanted ? where : `${text} (${where})`
  }
  if (!beside.has(found.owner)) return `${text} (\`${found.path}\` of \`${found.owner}\`)`
  const from = posix.join(page.owner, posix.dirname(page.path))
  const to = posix.relative(from, posix.join(found.owner, found.path))
  return `[${text}](${to}${anchor === undefined ? '' : `#${anchor}`})`
}

/** Where a file of the repository is when everything is installed. */
function placeOf(
  path: string,
  fromRoot: (file: string) => string,
  published: readonly PublishedPackage[],
): Packed | undefined {
  if (AUTHORS_PAGES.includes(path)) return { owner: CARRIER, path }
  for (const { directory, manifest } of published) {
    const folder = `${fromRoot(directory)}/`
    if (!path.startsWith(folder)) continue
    const inside = path.slice(folder.length)
    const isPacked = ['README.md', ...(manifest.files ?? [])].some(
      (entry) => inside === entry || inside.startsWith(`${entry}/`),
    )
    return isPacked ? { owner: manifest.name, path: inside } : undefined
  }
  return undefined
}

/** The packages that are there once these are installed. */
export function namesBehind(
  names: readonly string[],
  published: readonly PublishedPackage[],
): ReadonlySet<string> {
  const found = new Set(names)
  // A set that grows while it is walked is walked to its end.
  for (const name of found) {
    const one = published.find(({ manifest }) => manifest.name === name)
    for (const other of Object.keys(one?.manifest.dependencies ?? {})) found.add(other)
  }
  return found
}
