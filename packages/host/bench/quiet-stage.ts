import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { PlainData } from '@hubward/plugin'
import { type Kysely, sql } from 'kysely'
import { parseConfig } from '../src/config.ts'
import type { Sealer } from '../src/sealing/sealer.ts'
import { type Database, openDatabase } from '../src/store/database.ts'
import { prepareReusableManifest } from '../src/store/manifests.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { createHostDatabase } from '../test/stage/database.ts'
import { processOf } from './process-times.ts'

/** What happened while a stage was watched. */
export interface Watched {
  readonly turns: number
  readonly seconds: number
  /** Of all host processes together, and of PostgreSQL. */
  readonly hostCpuMs: number
  readonly postgresCpuMs: number
  readonly walBytes: number
  /** Whole pages in it: what a page's first change after a checkpoint writes. */
  readonly walPages: number
  readonly residentBytes: number
  readonly databaseBytes: number
}

/** Many Channels of the quiet plugin, all due every second, and any number of hosts. */
export interface QuietStage {
  readonly db: Kysely<Database>
  readonly databaseUrl: string
  startHost(): Promise<void>
  watch(seconds: number): Promise<Watched>
  close(): Promise<void>
}

const CONNECTIONS = 10
export async function openQuietStage(channels: number): Promise<QuietStage> {
  const database = await createHostDatabase()
  const written = {
    databaseUrl: database.url,
    publicUrl: 'http://127.0.0.1:1',
    listen: { port: 0 },
    keys: [{ id: 'bench', key: 'ab'.repeat(32) }],
    operator: { name: 'Bench' },
    development: true,
    log: 'error',
    connections: CONNECTIONS,
    integrations: {
      quiet: { plugin: fileURLToPath(new URL('./quiet-plugin.ts', import.meta.url)) },
    },
  }
  const { db } = openDatabase(database.url, 3)
  const sealer = await openSealer(db, parseConfig(written).keys)
  const manifest = await db
    .transaction()
    .execute((trx) => prepareReusableManifest(trx, sealer, 'quiet'))
  await fill(db, sealer, manifest.id, channels)
  await sql`vacuum analyze`.execute(db)
  const hosts: ChildProcess[] = []
  return {
    db,
    databaseUrl: database.url,
    async startHost() {
      const child = fork(new URL('./server-process.ts', import.meta.url), ['host with turns'], {
        env: { ...process.env, BENCH_CONFIG: JSON.stringify(written) },
      })
      hosts.push(child)
      await once(child, 'message')
    },
    async watch(seconds) {
      const before = await readings(db, hosts)
      const began = performance.now()
      await pause(seconds * 1_000)
      const after = await readings(db, hosts)
      return {
        turns: after.turns - before.turns,
        seconds: (performance.now() - began) / 1_000,
        hostCpuMs: after.hostCpuMs - before.hostCpuMs,
        postgresCpuMs: after.postgresCpuMs - before.postgresCpuMs,
        walBytes: after.walBytes - before.walBytes,
        walPages: after.walPages - before.walPages,
        residentBytes: after.residentBytes,
        databaseBytes: after.databaseBytes,
      }
    },
    async close() {
      for (const child of hosts) {
        child.disconnect()
        await once(child, 'exit')
      }
      await db.destroy()
      await database.drop()
    },
  }
}

/**
 * Channels that are long at work: the first turn of a new one plans its token check, in a transaction of
 * its own. By SQL, a thousand at a time: going through onboarding's store function takes ten
 * times as long.
 */
async function fill(db: Kysely<Database>, sealer: Sealer, manifest: string, count: number) {
  for (let first = 1; first <= count; first += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - first + 1) }, (_, place) => {
      const id = String(first + place)
      const seal = (name: 'token' | 'credentials' | 'settings', value: PlainData) =>
        sealer.seal(`channels.sealed_${name}`, id, value).toString('base64')
      return {
        id,
        socialhub: id.padStart(24, '0'),
        token: seal('token', 'none'),
        credentials: seal('credentials', {}),
        settings: seal('settings', {}),
      }
    })
    await sql`
      insert into channels (id, integration, manifest, network_id, fetch_since, socialhub_channel_id,
        account_id, name, unique_name, language, sealed_token, sealed_credentials, sealed_settings,
        token_check_at)
      overriding system value
      select id, 'quiet', ${manifest}, 'account-' || id, now(), socialhub, ${'c'.repeat(24)}, 'Bench',
        'bench-' || id, 'en', decode(token, 'base64'), decode(credentials, 'base64'),
        decode(settings, 'base64'), now() + interval '1 hour' * (1 + random())
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as m (id bigint, socialhub text, token text, credentials text, settings text)`.execute(db)
  }
  await sql`
    insert into turns (channel_id, due_at) select id, now() + random() * interval '1 second'
    from channels`.execute(db)
}

async function readings(db: Kysely<Database>, hosts: readonly ChildProcess[]) {
  const { rows } = await sql<{
    turns: string
    wal: string
    pages: string
    size: string
    server: number
  }>`
    select (select sum(fence) from turns) as turns, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal,
      (select wal_fpi from pg_stat_wal) as pages,
      pg_database_size(current_database()) as size, pg_backend_pid() as server`.execute(db)
  const [row] = rows
  const statuses = await Promise.all(hosts.map((child) => processOf(child.pid ?? 0)))
  const backend = await processOf(row?.server ?? 0)
  return {
    turns: Number(row?.turns),
    walBytes: Number(row?.wal),
    walPages: Number(row?.pages),
    databaseBytes: Number(row?.size),
    hostCpuMs: sum(statuses.map(({ cpuMs }) => cpuMs)),
    residentBytes: sum(statuses.map(({ residentBytes }) => residentBytes)),
    postgresCpuMs: await cpuOfChildren(backend.parent),
  }
}

async function cpuOfChildren(parent: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = await Promise.all([parent, ...pids].map(processOf))
  return sum(
    all.filter((found, place) => place === 0 || found.parent === parent).map(({ cpuMs }) => cpuMs),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
