import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runServer } from 'verdaccio'
import { build, pack, publishedPackages } from '../../src/checks/pack.ts'
import { packedAsNext } from './next-release.ts'

const run = promisify(execFile)

export interface Registry {
  readonly url: string
  close(): Promise<void>
}

/**
 * A registry on loopback, with our packages as they would be published; everything else it gets from
 * the registry that npm is configured for.
 *
 * @param withNext whether it also has the release after these, which nobody gets without naming it.
 */
export async function startRegistry(
  root: string,
  upstream: string,
  withNext = false,
): Promise<Registry> {
  const home = await mkdtemp(join(tmpdir(), 'hubward-registry-'))
  const published = await publishedPackages(root, home)
  const names = published.map(({ manifest }) => manifest.name)
  const ours = { access: '$all', publish: '$all' }
  const server = await runServer({
    self_path: home,
    storage: join(home, 'storage'),
    uplinks: { upstream: { url: upstream, timeout: '60s', max_fails: 10 } },
    packages: {
      ...Object.fromEntries(names.map((name) => [name, ours])),
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await rm(home, { recursive: true })
  }
  try {
    await build(root, published)
    await Promise.all(published.map((one) => pack(one, published)))
    for (const { tarball } of published) {
      await publish(url, tarball, 'latest')
      if (withNext) await publish(url, await packedAsNext(tarball, names), 'next')
    }
  } catch (error) {
    await close()
    throw error
  }
  return { url, close }
}

/** What "npm publish" sends. */
async function publish(registry: string, tarball: string, tag: string): Promise<void> {
  const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  const manifest: { name: string; version: string } = JSON.parse(stdout)
  const { name, version } = manifest
  const bytes = await readFile(tarball)
  const file = `${name}-${version}.tgz`
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  const shasum = createHash('sha1').update(bytes).digest('hex')
  const dist = { integrity, shasum, tarball: `${registry}/${name}/-/${file}` }
  const response = await fetch(`${registry}/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      _id: name,
      name,
      'dist-tags': { [tag]: version },
      versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: bytes.toString('base64'),
          length: bytes.length,
        },
      },
    }),
  })
  if (!response.ok) {
    throw new Error(`${name}: the registry answered ${response.status}: ${await response.text()}`)
  }
}
