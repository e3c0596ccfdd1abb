import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The tarball of the release after this one: the same code under the next minor version. */
export async function packedAsNext(tarball: string, ours: readonly string[]): Promise<string> {
  const folder = `${tarball}.next`
  await mkdir(folder)
  await run('tar', ['-xzf', tarball, '-C', folder])
  const file = join(folder, 'package/package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  manifest.version = nextMinor(manifest.version)
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    for (const [name, range] of Object.entries<string>(manifest[field] ?? {})) {
      if (ours.includes(name)) manifest[field][name] = `^${nextMinor(range.replace('^', ''))}`
    }
  }
  await writeFile(file, JSON.stringify(manifest, null, 2))
  const next = join(folder, 'next.tgz')
  await run('tar', ['-czf', next, '-C', folder, 'package'])
  return next
}

/** From now on who asks for the latest release gets the next one, as after "npm publish". */
export async function releaseNext(registry: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const tags = `${registry}/-/package/${name.replace('/', '%2f')}/dist-tags`
    const { next } = (await (await fetch(tags)).json()) as Record<string, string>
    const response = await fetch(`${tags}/latest`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(next),
    })
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`)
  }
}

function nextMinor(version: string): string {
  const [major, minor] = version.split('.')
  return `${major}.${Number(minor) + 1}.0`
}
