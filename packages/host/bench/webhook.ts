import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createTestDatabase } from '@hubward/postgres'
import { sql } from 'kysely'
import { parseConfig } from '../src/config.ts'
import { storeCreatedChannel } from '../src/store/channels.ts'
import { openDatabase } from '../src/store/database.ts'
import { prepareReusableManifest, setManifestId } from '../src/store/manifests.ts'
import { migrate } from '../src/store/migrate.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { measure, signRequests, type Target } from './load.ts'

const CHANNELS = 200
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const REQUESTS = 10_000
const CONNECTIONS_TO_POSTGRES = 10
const CLIENT_CONNECTIONS = 64
const KINDS = ['baseline', 'host', 'host with turns'] as const

/**
 * Accepted webhooks per second: the host beside a bare handler with a single INSERT, one after the
 * other in each round, on the same database (fsync on), with pools of the same size.
 */
export async function webhook(): Promise<void> {
  const database = await createTestDatabase({
    name: 'bench',
    version: String(process.pid),
    prepare: async (url) => {
      const { db } = openDatabase(url, 2)
      await migrate(db)
      await db.destroy()
    },
  })
  const written = {
    databaseUrl: database.url,
    publicUrl: 'http://127.0.0.1:1',
    listen: { port: 0 },
    keys: [{ id: 'bench', key: 'ab'.repeat(32) }],
    operator: { name: 'Bench' },
    development: true,
    log: 'silent',
    connections: CONNECTIONS_TO_POSTGRES,
    integrations: {},
  }
  const { db } = openDatabase(database.url, 3)
  const sealer = await openSealer(db, parseConfig(written).keys)
  const { rows: settings } = await sql<{
    fsync: string
    synchronous_commit: string
    version: string
  }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
      current_setting('server_version') as version`.execute(db)
  console.log(
    `PostgreSQL ${settings[0]?.version}, fsync ${settings[0]?.fsync}, synchronous_commit ${settings[0]?.synchronous_commit}; ` +
      `${REQUESTS} requests a round over ${CLIENT_CONNECTIONS} connections, ${CHANNELS} Channels, pools of ${CONNECTIONS_TO_POSTGRES}`,
  )
  const target = await db.transaction().execute(async (trx): Promise<Target> => {
    const manifest = await prepareReusableManifest(trx, sealer, 'bench')
    const manifestId = 'b'.repeat(24)
    await setManifestId(trx, manifest.id, manifestId)
    const channelIds: string[] = []
    for (let number = 0; number < CHANNELS; number++) {
      const socialhubChannelId = number.toString(16).padStart(24, '0')
      channelIds.push(socialhubChannelId)
      await storeCreatedChannel(trx, sealer, {
        integration: 'bench',
        manifest: manifest.id,
        socialhubChannelId,
        accountId: 'c'.repeat(24),
        networkId: `account-${number}`,
        name: 'Bench',
        uniqueName: `bench-${number}`,
        imageUrl: null,
        server: null,
        language: 'en',
        accessToken: 'none',
        credentials: {},
        credentialsExpireAt: null,
        channelSettings: {},
        fetchSince: new Date(),
      })
    }
    // Turns are taken and find nothing that they may do: the cost of being rung, and no more.
    await sql`update channels set state = 'paused'`.execute(trx)
    return {
      path: `/webhooks/${manifest.reference}`,
      secret: manifest.secrets[0] ?? '',
      manifestId,
      accountId: 'c'.repeat(24),
      channelIds,
    }
  })

  const results = new Map<string, number[]>(KINDS.map((kind) => [kind, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of KINDS) {
      await sql`truncate ticket_actions`.execute(db)
      await sql`update turns set due_at = 'infinity', holder = null`.execute(db)
      await sql`checkpoint`.execute(db)
      const child = fork(new URL('./server-process.ts', import.meta.url), [kind], {
        env: { ...process.env, BENCH_CONFIG: JSON.stringify(written), BENCH_SECRET: target.secret },
      })
      const [{ url }] = await once(child, 'message')
      await measure(url, signRequests(target, 500), CLIENT_CONNECTIONS)
      const perSecond = await measure(url, signRequests(target, REQUESTS), CLIENT_CONNECTIONS)
      const { count } = await db
        .selectFrom('ticket_actions')
        .select((of) => of.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      if (Number(count) !== REQUESTS + 500) throw new Error(`${kind} stored ${count} events`)
      child.disconnect()
      await once(child, 'exit')
      // The first round warms the machine up.
      if (round > 0) results.get(kind)?.push(perSecond)
      console.log(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${kind} ${Math.round(perSecond)}/s`,
      )
    }
  }
  const base = median(results.get('baseline') ?? [])
  for (const [kind, figures] of results) {
    const middle = median(figures)
    console.log(
      `${kind}: ${Math.round(middle)} accepted webhooks/s (${Math.round(Math.min(...figures))} to ${Math.round(Math.max(...figures))}), ${(middle / base).toFixed(2)} times the baseline`,
    )
  }
  await db.destroy()
  await database.drop()
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
