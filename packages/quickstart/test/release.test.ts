import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { packRelease } from '../src/release.ts'

const run = promisify(execFile)

t.test('what is released carries the pages for authors, with links that lead on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-release-'))
  t.teardown(() => rm(folder, { recursive: true }))
  // As if the registry had been asked; and nothing is compiled, which the packages check does.
  const plan = join(folder, 'plan.json')
  const release = (name: string) => ({ kind: 'publish', name, version: '0.1.0', tag: 'latest' })
  const wanted = [['@hubward/plugin', '@hubward/testkit'].map(release)]
  await writeFile(plan, JSON.stringify({ version: 1, plan: wanted }))
  process.env.npm_config_ignore_scripts = 'true'
  t.teardown(() => delete process.env.npm_config_ignore_scripts)
  await packRelease(folder, ['--from-publish-plan', plan])

  const packed = JSON.parse(await readFile(join(folder, 'publish-plan.json'), 'utf8'))
  const [plugin, testkit] = packed.plan.flat().map((one: { tarball: object }) => one.tarball)
  const page = async (tarball: { path: string }, path: string) =>
    (await run('tar', ['-xzOf', join(folder, tarball.path), `package/${path}`])).stdout
  t.match(await page(plugin, 'docs/guides/plugin-author.md'), '(../../../dev/README.md)')
  t.match(await page(testkit, 'README.md'), '(../plugin/docs/guides/plugin-author.md)')
  const bytes = await readFile(join(folder, plugin.path))
  // Where the first entry names its owner and group.
  const owner = gunzipSync(bytes).subarray(265, 329).toString()
  t.equal(owner.replaceAll('\0', ''), '', 'nothing tells who packed it')
  const hash = createHash('sha256').update(bytes).digest('base64')
  t.equal(plugin.integrity, `sha256-${hash}`, 'the plan knows the tarball as it is now')
})
