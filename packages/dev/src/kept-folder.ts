import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

export interface Ports {
  readonly host: number
  readonly api: number
  readonly app: number
}

/** Used unless other ones are asked for. */
const DEFAULT_PORTS: Ports = { host: 8080, api: 4100, app: 4101 }

/**
 * The ports of the first start, for ever: what was promoted stands in SocialHub's Manifest with the
 * host's address, and can't change.
 *
 * @param atFirst what the first start takes; absent: always the same.
 */
export async function rememberPorts(
  directory: string,
  wanted: Partial<Record<keyof Ports, number>>,
  atFirst: () => Promise<Ports> = () => Promise.resolve(DEFAULT_PORTS),
): Promise<Ports> {
  const file = join(directory, 'ports.json')
  const remembered = await readFile(file, 'utf8').then(
    (text): Partial<Ports> => JSON.parse(text),
    () => undefined,
  )
  const ports = { ...DEFAULT_PORTS, ...(remembered ?? (await atFirst())), ...wanted }
  await writeFile(file, `${JSON.stringify(ports)}\n`)
  return ports
}

/** For each the usual port, or the next one that nobody listens on. */
export async function freePorts(): Promise<Ports> {
  const { host, api, app } = DEFAULT_PORTS
  const freeApi = await freePort(api)
  return {
    host: await freePort(host),
    api: freeApi,
    app: await freePort(Math.max(app, freeApi + 1)),
  }
}

const HIGHEST_PORT = 65_535

async function freePort(first: number): Promise<number> {
  for (let port = first; port < HIGHEST_PORT; port += 1) {
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return port
    } catch {
      // Somebody listens there: the next one.
    } finally {
      server.close()
    }
  }
  return first
}

/** The key that secrets are sealed with, made at the first start; only its owner may read it. */
export async function rememberKey(directory: string): Promise<string> {
  const file = join(directory, 'key')
  const made = randomBytes(32).toString('hex')
  await writeFile(file, made, { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return await readFile(file, 'utf8')
}

/** Says that this process uses the directory. Answers how to say that it no longer does. */
export async function occupy(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'pid')
  const other = Number(await readFile(file, 'utf8').catch(() => ''))
  if (other > 0 && other !== process.pid && isRunning(other)) throw new AlreadyRunning(other)
  await writeFile(file, String(process.pid))
  return () => rm(file, { force: true })
}

export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning'
  constructor(pid: number) {
    super(`Hubward is running already, as process ${pid}. Stop it first, or use that one.`)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Removes all that is kept, unless somebody uses it. */
export async function forget(directory: string): Promise<void> {
  const release = await occupy(directory)
  await release()
  // For root the data can be elsewhere, where an unprivileged user reaches them.
  const elsewhere = await readlink(join(directory, 'postgres', 'data')).catch(() => undefined)
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true })
  await rm(directory, { recursive: true, force: true })
}
