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
import { type Bench, quantile } from './report.ts'

const CHANNELS = 200
/** Connections of the load generator, and how many requests go over them in a round. */
const LOADS = [
  { connections: 1, requests: 2_000 },
  { connections: 32, requests: 8_000 },
]
const WARM_UP = 500
const CONNECTIONS_TO_POSTGRES = 10
const KINDS = ['baseline', 'host', 'host with turns'] as const

/**
 * Accepted webhooks per second: the host beside a bare handler with a single INSERT, one after the
 * other in each round, on the same database (fsync on), with pools of the same size.
 */
export const webhook: Bench = async ({ rounds, progress }) => {
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

  const found = new Map<string, number[]>()
  const note = (what: string, value: number) => found.set(what, [...(found.get(what) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    for (const kind of KINDS) {
      for (const { connections, requests } of LOADS) {
        const { perSecond, latenciesMs } = await load(kind, connections, requests)
        progress(
          `round ${round + 1}: ${kind}, ${connections} connections: ${Math.round(perSecond)}/s`,
        )
        const name = `${kind}, ${connections} connection${connections === 1 ? '' : 's'}`
        note(`${name}: accepted|1/s`, perSecond)
        note(`${name}: p50|ms`, quantile(latenciesMs, 0.5))
        note(`${name}: p99|ms`, quantile(latenciesMs, 0.99))
      }
    }
  }
  await db.destroy()
  await database.drop()
  return {
    name: 'Webhook',
    about: `SocialHub's events, accepted and durable. Baseline: a bare handler that verifies and does one INSERT. ${CHANNELS} Channels, pools of ${CONNECTIONS_TO_POSTGRES} connections, fsync on, load generator and PostgreSQL on the same machine.`,
    rows: [...found].map(([key, values]) => {
      const [what = '', unit = ''] = key.split('|')
      const against = what.replace(/^host( with turns)?/, 'baseline')
      return { what, unit, values, ...(against !== what && { against }) }
    }),
  }

  async function load(kind: string, connections: number, requests: number) {
    await sql`truncate ticket_actions`.execute(db)
    await sql`update turns set due_at = 'infinity', holder = null`.execute(db)
    await sql`checkpoint`.execute(db)
    const child = fork(new URL('./server-process.ts', import.meta.url), [kind], {
      env: { ...process.env, BENCH_CONFIG: JSON.stringify(written), BENCH_SECRET: target.secret },
    })
    const [{ url }] = await once(child, 'message')
    await measure(url, signRequests(target, WARM_UP), connections)
    const measured = await measure(url, signRequests(target, requests), connections)
    const { count } = await db
      .selectFrom('ticket_actions')
      .select((of) => of.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) !== requests + WARM_UP) throw new Error(`${kind} stored ${count} events`)
    child.disconnect()
    await once(child, 'exit')
    return measured
  }
}
