import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyAssets } from './compile.ts'
import type { Manifest, PublishedPackage } from './packed.ts'
import { packPages } from './packed-pages.ts'
import { runTool } from './tool.ts'

const run = promisify(execFile)

/** Types are the compiler check's; here they are only written down. */
const BUILD = ['-b', 'tsconfig.build.json', '--noCheck']

/** What of the workspace is published, and where {@link pack} puts it. */
export async function publishedPackages(
  root: string,
  destination: string,
): Promise<PublishedPackage[]> {
  const found: PublishedPackage[] = []
  for (const group of ['packages', 'plugins']) {
    for (const entry of await readdir(join(root, group)).catch(() => [])) {
      const directory = join(root, group, entry)
      const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const manifest: Manifest = JSON.parse(text)
      const tarball = join(destination, `${manifest.name.replace('/', '-')}.tgz`)
      if (!manifest.private) found.push({ directory, manifest, tarball })
    }
  }
  return found
}

/** Compiles all of them, as `prepack` does for one. */
export async function build(root: string, published: readonly PublishedPackage[]): Promise<void> {
  if (published.length === 0) return
  const { code, stdout, stderr } = await runTool('typescript7', 'tsc', BUILD, root)
  if (code !== 0) throw new Error(`tsc ${BUILD.join(' ')}: ${stdout}${stderr}`)
  await Promise.all(published.map(({ directory }) => copyAssets(directory)))
}

/**
 * Makes the tarball that would be published.
 *
 * @param published all that are published: where a link of its pages may lead.
 */
export async function pack(
  one: PublishedPackage,
  published: readonly PublishedPackage[],
): Promise<void> {
  const args = ['--config.ignore-scripts=true', 'pack', '--out', one.tarball]
  await run('pnpm', args, { cwd: one.directory, shell: process.platform === 'win32' })
  await packPages(one, published)
}
