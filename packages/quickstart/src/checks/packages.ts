import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Check } from './check.ts'
import { copyAssets } from './compile.ts'
import { installPacked, type Manifest, type PublishedPackage } from './packed.ts'
import { runTool } from './tool.ts'

const run = promisify(execFile)

/** Types are the compiler check's; here they are only written down. */
const BUILD = ['-b', 'tsconfig.build.json', '--noCheck']

/** Every package that is published: compiled, packed, and then used as those who install it do. */
export const packages: Check = {
  name: 'packages',
  about: 'published packages compile, pack and load for those who install them (publint)',
  async run(root) {
    const destination = await mkdtemp(join(tmpdir(), 'hubward-packages-'))
    try {
      const published = await publishedPackages(root, destination)
      await build(root, published)
      const problems = await Promise.all(published.map(pack))
      if (published.length > 0) problems.push(await installPacked(published, destination))
      return { lookedAt: published.length, unit: 'packages', problems: problems.flat() }
    } finally {
      await rm(destination, { recursive: true, force: true })
    }
  },
}

async function publishedPackages(root: string, destination: string): Promise<PublishedPackage[]> {
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

async function build(root: string, published: PublishedPackage[]): Promise<void> {
  if (published.length === 0) return
  const { code, stdout, stderr } = await runTool('typescript7', 'tsc', BUILD, root)
  if (code !== 0) throw new Error(`tsc ${BUILD.join(' ')}: ${stdout}${stderr}`)
  await Promise.all(published.map(({ directory }) => copyAssets(directory)))
}

async function pack({ directory, manifest, tarball }: PublishedPackage): Promise<string[]> {
  const args = ['--config.ignore-scripts=true', 'pack', '--out', tarball]
  await run('pnpm', args, { cwd: directory, shell: process.platform === 'win32' })
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
