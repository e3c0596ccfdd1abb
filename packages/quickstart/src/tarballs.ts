import { mkdir, rename } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, pack, publishedPackages } from './checks/pack.ts'
import type { PublishedPackage } from './checks/packed.ts'
import { ROOT } from './repository-folders.ts'

// What `pnpm tarballs` runs: for whoever installs Hubward outside of a clone before it is published.

const usage = `Usage: pnpm tarballs <folder>

Packs what a host needs, and the plugins of this repository, into the folder, as they would be
published. Install them in another folder with: npm install <folder>/*.tgz`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, strict: false })
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0) {
    console.error(usage)
    return 2
  }
  // pnpm starts us at the repository's root; the folder is meant from where it was typed.
  const folder = resolve(process.env.INIT_CWD ?? '.', given)
  await mkdir(folder, { recursive: true })
  const published = await publishedPackages(ROOT, folder)
  const wanted = neededByHosts(published)
  await build(ROOT, wanted)
  for (const one of wanted) {
    await pack({ ...one, tarball: `${one.tarball}.part` }, published)
    await rename(`${one.tarball}.part`, one.tarball)
    console.log(join(folder, basename(one.tarball)))
  }
  return 0
}

/** The host, the plugins, and what of this repository they depend on. */
function neededByHosts(published: readonly PublishedPackage[]): PublishedPackage[] {
  const needed = new Set<PublishedPackage>()
  const add = (one: PublishedPackage) => {
    if (needed.has(one)) return
    needed.add(one)
    for (const other of published) {
      if (other.manifest.name in (one.manifest.dependencies ?? {})) add(other)
    }
  }
  for (const one of published) {
    if (one.manifest.name === '@hubward/host' || one.directory.startsWith(join(ROOT, 'plugins'))) {
      add(one)
    }
  }
  return [...needed]
}
