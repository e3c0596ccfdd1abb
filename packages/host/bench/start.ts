import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@hubward/postgres'
import { openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import type { Bench, Row } from './report.ts'

/** Long enough for what was only needed at the start to be given back. */
const IDLE_MS = 10_000

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * How long `hubward start` takes until it is ready, and the memory that it holds when nothing
 * happens, PostgreSQL not counted; beside a bare process that accepts webhooks and nothing else.
 */
export const start: Bench = async ({ rounds, progress }) => {
  const database = await createTestDatabase({
    name: 'bench',
    version: `start${process.pid}`,
    prepare: async (url) => {
      const { db } = openDatabase(url, 2)
      await migrate(db)
      await db.destroy()
    },
  })
  const settings = {
    databaseUrl: database.url,
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'bench', key: 'ab'.repeat(32) }],
    operator: { name: 'Bench' },
    development: true,
  }
  const bare = await compare('a bare fastify with a pool', async () => {
    const env = { ...process.env, BENCH_CONFIG: JSON.stringify(settings) }
    const child = fork(here('./server-process.ts'), ['baseline'], { env })
    await once(child, 'message')
    return child
  })
  const host = await compare('hubward start', async () => {
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      HUBWARD_PUBLIC_URL: settings.publicUrl,
      HUBWARD_LISTEN_PORT: '0',
      HUBWARD_KEYS: `bench:${'ab'.repeat(32)}`,
      HUBWARD_OPERATOR_NAME: 'Bench',
      HUBWARD_DEVELOPMENT: 'true',
      HUBWARD_PLUGIN_FOLDER: here('../../../plugins'),
    }
    const child = spawn(process.execPath, [here('../src/main.ts'), 'start'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })
    for await (const line of lines) if (line.includes('"address"')) break
    child.stdout.resume()
    return child
  })
  await database.drop()
  return {
    name: 'Start',
    about: `From the command until it is ready, and the memory held ${IDLE_MS / 1_000} s later with nothing to do; without PostgreSQL.`,
    rows: [...bare, ...host],
  }

  async function compare(name: string, launch: () => Promise<ChildProcess>): Promise<Row[]> {
    const readyMs: number[] = []
    const residentMb: number[] = []
    for (let round = 0; round < rounds; round++) {
      progress(`${name}, round ${round + 1}`)
      const began = performance.now()
      const child = await launch()
      readyMs.push(Math.round(performance.now() - began))
      await pause(IDLE_MS)
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      residentMb.push(Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024))
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    return [
      { what: `${name}: ready`, unit: 'ms', values: readyMs },
      { what: `${name}: resident`, unit: 'MB', values: residentMb },
    ]
  }
}
