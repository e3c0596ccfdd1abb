import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Check } from './check.ts'
import { runTool } from './tool.ts'

const run = promisify(execFile)

interface Manifest {
  name: string
  private?: boolean
  exports?: Record<string, unknown>
  bin?: Record<string, string>
  publishConfig?: { exports?: Record<string, unknown>; bin?: Record<string, string> }
}

/** Types are the compiler check's; here they are only written down. */
const BUILD = ['-b', 'tsconfig.build.json', '--noCheck']

/** Every package that is published: compiled, packed, and looked at as its users get it. */
export const packages: Check = {
  name: 'packages',
  about: 'published packages compile, pack and work for those who install them (publint)',
  async run(root) {
    const published = await publishedPackages(root)
    const build = await runTool('typescript7', 'tsc', BUILD, root)
    if (build.code !== 0) throw new Error(`tsc ${BUILD.join(' ')}: ${build.stdout}${build.stderr}`)

    const destination = await mkdtemp(join(tmpdir(), 'hubward-packages-'))
    try {
      const problems = await Promise.all(
        published.map(({ directory, manifest }) => lint(directory, manifest, destination)),
      )
      return { lookedAt: published.length, unit: 'packages', problems: problems.flat() }
    } finally {
      await rm(destination, { recursive: true, force: true })
    }
  },
}

async function publishedPackages(root: string) {
  const found: { directory: string; manifest: Manifest }[] = []
  for (const group of ['packages', 'plugins']) {
    for (const entry of await readdir(join(root, group)).catch(() => [])) {
      const directory = join(root, group, entry)
      const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const manifest: Manifest = JSON.parse(text)
      if (!manifest.private) found.push({ directory, manifest })
    }
  }
  return found
}

async function lint(directory: string, manifest: Manifest, destination: string): Promise<string[]> {
  const problems = [...unpublished(manifest, 'exports'), ...unpublished(manifest, 'bin')].map(
    (problem) => `${manifest.name}: ${problem}`,
  )

  const tarball = join(destination, `${manifest.name.replace('/', '-')}.tgz`)
  const args = ['--config.ignore-scripts=true', 'pack', '--out', tarball]
  await run('pnpm', args, { cwd: directory, shell: process.platform === 'win32' })
  const bytes = await readFile(tarball)
  const packed = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: packed } })
  return [
    ...problems,
    ...messages.map(
      (message) => `${manifest.name}: ${formatMessage(message, pkg, { color: false })}`,
    ),
  ]
}

/** In the workspace an entry leads to TypeScript; who installs the package needs the compiled one. */
function unpublished(manifest: Manifest, field: 'exports' | 'bin'): string[] {
  const entries = Object.keys(manifest[field] ?? {})
  const published = manifest.publishConfig?.[field] ?? {}
  return entries
    .filter((entry) => !(entry in published))
    .map((entry) => `"${entry}" of ${field} has no counterpart in publishConfig.${field}`)
}
