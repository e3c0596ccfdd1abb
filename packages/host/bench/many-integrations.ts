import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@hubward/postgres'
import { openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import type { BenchOptions, Row } from './report.ts'

const COUNTS = [1, 3, 12, 24]
/** Long enough for what was only needed at the start to be given back. */
const REST_MS = 10_000
/** Linux counts processor time in these, whatever the kernel's own clock is. */
const TICKS_PER_SECOND = 100
const PLUGINS = ['contact-form', 'mastodon', 'bluesky'] as const

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

interface Started {
  readonly child: ChildProcess
  readonly url: string
  readonly readyMs: number
  /** What it cost of the processors until then: the same on a busy machine. */
  readonly cpuMs: number
}

/**
 * `hubward start` with many integrations, each of a package of its own: copies of the three plugins. First
 * with code that this machine has never read, then with the same code again.
 */
export async function manyIntegrations({ rounds, progress }: BenchOptions): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-bench-'))
  const database = await createTestDatabase({
    name: 'bench',
    version: `plugins${process.pid}`,
    prepare: async (url) => {
      const { db } = openDatabase(url, 2)
      await migrate(db)
      await db.destroy()
    },
  })
  const rows = new Map<string, { unit: string; values: number[] }>()
  const note = (what: string, unit: string, value: number) => {
    const row = rows.get(what) ?? { unit, values: [] }
    row.values.push(Math.round(value))
    rows.set(what, row)
  }
  try {
    await Promise.all(Array.from({ length: Math.max(...COUNTS) }, (_, n) => copyPlugin(folder, n)))
    for (const count of COUNTS) {
      for (let round = 0; round < rounds; round++) {
        progress(`${count} integrations, round ${round + 1}`)
        await rm(join(folder, 'cache'), { recursive: true, force: true })
        const unknown = await start(folder, database.url, count)
        note(`${count} unknown: ready`, 'ms', unknown.readyMs)
        note(`${count} unknown: CPU until ready`, 'ms', unknown.cpuMs)
        await stop(unknown)
        const known = await start(folder, database.url, count)
        note(`${count} known: ready`, 'ms', known.readyMs)
        note(`${count} known: CPU until ready`, 'ms', known.cpuMs)
        await pause(REST_MS)
        note(`${count} known: resident at rest`, 'MB', await residentMb(known))
        const before = await cpuMs(known.child)
        note(`${count} known: a first call`, 'ms', await firstCallMs(known))
        note(`${count} known: CPU of a first call`, 'ms', (await cpuMs(known.child)) - before)
        await stop(known)
      }
    }
  } finally {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
  return [...rows].map(([what, row]) => ({ what, ...row }))
}

async function copyPlugin(folder: string, number: number): Promise<void> {
  const source = here(`../../../plugins/${PLUGINS[number % PLUGINS.length]}`)
  const copy = join(folder, `plugin-${number}`)
  await cp(join(source, 'src'), join(copy, 'src'), { recursive: true })
  await cp(join(source, 'package.json'), join(copy, 'package.json'))
  await symlink(join(source, 'node_modules'), join(copy, 'node_modules'))
}

async function start(folder: string, databaseUrl: string, count: number): Promise<Started> {
  const file = join(folder, 'hubward.json')
  const integrations = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `plugin-${n}`,
      { plugin: join(folder, `plugin-${n}`) },
    ]),
  )
  const settings = {
    databaseUrl,
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'bench', key: 'ab'.repeat(32) }],
    operator: { name: 'Bench' },
    development: true,
    listen: { port: 0 },
    plugins: { cacheFolder: join(folder, 'cache') },
    integrations,
  }
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 })
  const began = performance.now()
  const child = spawn(process.execPath, [here('../src/main.ts'), 'start', '--config', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url = ''
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line)
    if (!isRecord(said) || typeof said.address !== 'string') continue
    url = said.address
    if (said.msg === 'the host is ready') break
  }
  const readyMs = performance.now() - began
  child.stdout.resume()
  return { child, url, readyMs, cpuMs: await cpuMs(child) }
}

async function stop({ child }: Started): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** A page of the first contact form that nobody has set up: what it takes to learn that from the plugin. */
async function firstCallMs({ url }: Started): Promise<number> {
  const began = performance.now()
  const response = await fetch(`${url}/p/plugin-0/none`)
  await response.arrayBuffer()
  if (response.status >= 500) throw new Error(`The first call was answered ${response.status}.`)
  return performance.now() - began
}

/** User and system time of all its threads. */
async function cpuMs({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return ((user + system) * 1_000) / TICKS_PER_SECOND
}

async function residentMb({ child }: Started): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
