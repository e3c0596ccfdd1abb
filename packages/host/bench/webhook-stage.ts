import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@hubward/postgres'
import { type Kysely, sql } from 'kysely'
import { parseConfig } from '../src/config.ts'
import type { Sealer } from '../src/sealing/sealer.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { type Database, openDatabase } from '../src/store/database.ts'
import { prepareReusableManifest, setManifestId } from '../src/store/manifests.ts'
import { migrate } from '../src/store/migrate.ts'
import { openSealer } from '../src/tokens/keys.ts'
import type { Target } from './load.ts'

export const CONNECTIONS_TO_POSTGRES = 10

/** Ticket Actions of before: a host that has been at work for a while, and not the first minute of one. */
const HISTORY = 20_000

/** What is compared: a bare handler, the host's web side, and with it the turns that it wakes. */
export type ServerKind = 'baseline' | 'host' | 'host with turns'

/** A database with Channels, and servers that take webhooks for them. */
export interface WebhookStage {
  readonly db: Kysely<Database>
  readonly sealer: Sealer
  readonly target: Target
  /** A process of its own on a database without events. */
  startServer(kind: ServerKind, config?: object): Promise<Server>
  close(): Promise<void>
}

export interface Server {
  readonly url: string
  readonly process: ChildProcess
  /** Ends it, and checks first that so many events are stored. */
  end(stored: number): Promise<void>
}

export async function openWebhookStage(channels: number): Promise<WebhookStage> {
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
    integrations: {
      bench: { plugin: fileURLToPath(new URL('./quiet-plugin.ts', import.meta.url)) },
    },
  }
  const { db } = openDatabase(database.url, 3)
  const sealer = await openSealer(db, parseConfig(written).keys)
  const target = await db.transaction().execute(async (trx): Promise<Target> => {
    const manifest = await prepareReusableManifest(trx, sealer, 'bench')
    const manifestId = 'b'.repeat(24)
    await setManifestId(trx, manifest.id, manifestId)
    const channelIds: string[] = []
    for (let number = 0; number < channels; number++) {
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
  return {
    db,
    sealer,
    target,
    async startServer(kind, config = {}) {
      await sql`truncate ticket_actions`.execute(db)
      await addHistory(db)
      await sql`update turns set due_at = 'infinity', holder = null`.execute(db)
      await sql`checkpoint`.execute(db)
      const child = fork(new URL('./server-process.ts', import.meta.url), [kind], {
        env: {
          ...process.env,
          BENCH_CONFIG: JSON.stringify({ ...written, ...config }),
          BENCH_SECRET: target.secret,
        },
      })
      const [{ url }] = await once(child, 'message')
      return {
        url,
        process: child,
        async end(stored) {
          const { count } = await db
            .selectFrom('ticket_actions')
            .select((of) => of.fn.countAll<string>().as('count'))
            .where('state', '=', 'accepted')
            .executeTakeFirstOrThrow()
          if (Number(count) !== stored) throw new Error(`${kind} stored ${count} events`)
          child.disconnect()
          await once(child, 'exit')
        },
      }
    },
    async close() {
      await db.destroy()
      await database.drop()
    },
  }
}

/** Settled and erased, as most are, with the statistics that PostgreSQL keeps of them. */
async function addHistory(db: Kysely<Database>): Promise<void> {
  await sql`
    insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id, ticket_id,
      network_item_id, followup_id, payload, state, settled_at, erased_at)
    select id, gen_random_uuid(), 'subject-' || number, now() - number * interval '1 minute', 'reply',
      'reply', ${'a'.repeat(24)}, 'message-' || number, 'followup-' || number, '{}', 'confirmed', now(),
      now()
    from channels, generate_series(1, ${HISTORY}::int / (select count(*)::int from channels)) as number`.execute(
    db,
  )
  await sql`vacuum analyze ticket_actions`.execute(db)
}
