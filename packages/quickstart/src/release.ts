import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publishedPackages } from './checks/pack.ts'
import { packPages } from './checks/packed-pages.ts'
import { ROOT } from './repository-folders.ts'

// What `pnpm release` runs once the checks have passed: packs what has a new version, gives the
// tarballs their pages, and publishes these tarballs.

const run = promisify(execFile)

interface PublishPlan {
  readonly plan: readonly (readonly Release[])[]
}

interface Release {
  readonly name: string
  readonly tarball?: { readonly path: string; integrity: string }
}

/**
 * Packs into a folder from which `changeset publish --from-pack-dir` publishes.
 *
 * @param args for `changeset pack`; without a plan of what to pack it asks the registry.
 */
export async function packRelease(folder: string, args: readonly string[] = []): Promise<void> {
  await run('pnpm', ['exec', 'changeset', 'pack', '--out-dir', folder, ...args], { cwd: ROOT })
  const file = join(folder, 'publish-plan.json')
  const plan: PublishPlan = JSON.parse(await readFile(file, 'utf8'))
  const published = await publishedPackages(ROOT, folder)
  for (const { name, tarball } of plan.plan.flat()) {
    if (!tarball) continue
    const one = published.find(({ manifest }) => manifest.name === name)
    if (!one) throw new Error(`${name} is not among the packages that are published`)
    const packed = join(folder, tarball.path)
    await packPages({ ...one, tarball: packed }, published)
    const hash = createHash('sha256').update(await readFile(packed))
    tarball.integrity = `sha256-${hash.digest('base64')}`
  }
  await writeFile(file, JSON.stringify(plan, null, 2))
}

if (import.meta.main) {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-release-'))
  try {
    await packRelease(folder)
    const args = ['exec', 'changeset', 'publish', '--from-pack-dir', folder]
    const publishing = spawn('pnpm', args, { cwd: ROOT, stdio: 'inherit' })
    const [code] = await once(publishing, 'exit')
    process.exitCode = Number(code ?? 1)
  } finally {
    await rm(folder, { recursive: true })
  }
}
