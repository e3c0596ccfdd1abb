import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Check } from './check.ts'
import { deadLinks } from './dead-links.ts'
import { build, pack, publishedPackages } from './pack.ts'
import { installPacked, type Manifest, type PublishedPackage } from './packed.ts'

/** Every package that is published: compiled, packed, and then used as those who install it do. */
export const packages: Check = {
  name: 'packages',
  about: 'published packages compile, pack and load for those who install them (publint)',
  async run(root) {
    const destination = await mkdtemp(join(tmpdir(), 'hubward-packages-'))
    try {
      const published = await publishedPackages(root, destination)
      await build(root, published)
      const problems = await Promise.all(published.map((one) => problemsOf(one, published)))
      if (published.length > 0) {
        problems.push(await installPacked(published, destination))
        problems.push(await deadLinks(published, destination))
      }
      return { lookedAt: published.length, unit: 'packages', problems: problems.flat() }
    } finally {
      await rm(destination, { recursive: true, force: true })
    }
  },
}

async function problemsOf(
  one: PublishedPackage,
  published: readonly PublishedPackage[],
): Promise<string[]> {
  const { manifest, tarball } = one
  await pack(one, published)
  const bytes = await readFile(tarball)
  const packed = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: packed } })
  const lint = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? '')
  const problems = [...unpublished(manifest, 'exports'), ...unpublished(manifest, 'bin'), ...lint]
  return problems.map((problem) => `${manifest.name}: ${problem}`)
}

/** In the workspace an entry leads to TypeScript; who installs the package needs the compiled one. */
function unpublished(manifest: Manifest, field: 'exports' | 'bin'): string[] {
  const published = manifest.publishConfig?.[field] ?? {}
  return Object.keys(manifest[field] ?? {})
    .filter((entry) => !(entry in published))
    .map((entry) => `"${entry}" of ${field} has no counterpart in publishConfig.${field}`)
}
