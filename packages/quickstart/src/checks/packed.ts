import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The part of a package.json that is read here. */
export interface Manifest {
  name: string
  private?: boolean
  files?: string[]
  exports?: Record<string, unknown>
  bin?: Record<string, string>
  dependencies?: Record<string, string>
  publishConfig?: { exports?: Record<string, unknown>; bin?: Record<string, string> }
}

export interface PublishedPackage {
  directory: string
  manifest: Manifest
  tarball: string
}

/**
 * Unpacks the tarballs under a real node_modules, where Node refuses TypeScript, and imports every
 * entry of every package. What they depend on is what the workspace has.
 */
export async function installPacked(
  published: PublishedPackage[],
  destination: string,
): Promise<string[]> {
  const modules = join(destination, 'node_modules')
  for (const { directory, manifest, tarball } of published) {
    const target = join(modules, manifest.name)
    await mkdir(target, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (published.some((other) => other.manifest.name === name)) continue
      const link = join(target, 'node_modules', name)
      await mkdir(dirname(link), { recursive: true })
      await symlink(join(directory, 'node_modules', name), link, 'junction')
    }
  }
  const entries = published.flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => manifest.name + entry.slice(1)),
  )
  const problems = await Promise.all(entries.map((entry) => importEntry(entry, destination)))
  return problems.flat()
}

async function importEntry(entry: string, cwd: string): Promise<string[]> {
  const script = `await import(${JSON.stringify(entry)}); process.exit()`
  return run(process.execPath, ['--input-type=module', '-e', script], { cwd }).then(
    () => [],
    (error: Error) => {
      const reason = error.message.split('\n').find((line) => /^\w*Error\b/.test(line))
      return [`${entry} can not be imported once it is installed: ${reason ?? error.message}`]
    },
  )
}
