import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root: plugins are found from here. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Where everything is kept between starts. */
export const DIRECTORY = join(ROOT, '.hubward')

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
 */
export async function rememberPorts(
  directory: string,
  wanted: Partial<Record<keyof Ports, number>>,
): Promise<Ports> {
  const file = join(directory, 'ports.json')
  const remembered = await readFile(file, 'utf8').then(
    (text): Partial<Ports> => JSON.parse(text),
    () => ({}),
  )
  const ports = { ...DEFAULT_PORTS, ...remembered, ...wanted }
  await writeFile(file, `${JSON.stringify(ports)}\n`)
  return ports
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
