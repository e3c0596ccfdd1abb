import { openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { Cluster } from '../cluster/cluster.ts'
import type { Found } from '../histories/histories.ts'
import { accountNamed } from '../plan/plan.ts'
import { INTEGRATIONS, type IntegrationName, type Plan, type PlannedAccount } from '../plan/step.ts'
import { connectChannel } from './customer.ts'
import { Front } from './front.ts'
import { Hosts, type Release } from './hosts.ts'
import { proveLedger } from './ledger.ts'
import { Mail } from './mail.ts'
import { Network } from './network.ts'
import { Notices } from './notices.ts'
import { Operator, settingsOf } from './operator.ts'
import { fileIn, type Place } from './place.ts'
import { type Database, Postgres } from './postgres.ts'
import { publishAll } from './publish.ts'
import { SocialHub } from './socialhub.ts'

/** Short, so that what a dead host held is taken over while the run lasts. */
const LEASE_MS = 4_000
/** More than any run has. */
const MAILS_A_DAY = 1_000_000
/** Refreshed at half of it. */
const GRANT_LIFETIME_MS = 8_000
/** A refresh that a kill interrupts may cost the grant, and ten of them hold all their Channels. */
const LONG_GRANT_LIFETIME_MS = 120_000

/** How accounts of `accountNamed` are called. */
const ACCOUNT = /^(finding|blind|granted)-(\d+)$/

const NAMES = Object.keys(INTEGRATIONS) as IntegrationName[]

/** Everything that a run goes through, each part in a process of its own. */
export interface World {
  readonly network: Network
  readonly socialhub: SocialHub
  readonly postgres: Database
  /** The same as `postgres`, where the plan asks for a cluster. */
  readonly cluster: Cluster | undefined
  readonly hosts: Hosts
  /** What hosts of this checkout run. */
  readonly release: Release
  readonly operator: Operator
  /** Lays what came in beside what is stored. */
  proveLedger(): Promise<Found>
  readonly notices: Notices
  readonly mail: Mail
  readonly publicUrl: string
  readonly logFile: string
  /** For looking; it connects anew after PostgreSQL was away. */
  readonly pool: pg.Pool
  /** Those whose Channel was connected, with SocialHub's id of it. */
  readonly channels: Map<PlannedAccount, string>
  /** Plays the Customer who adds the Channel. */
  connect(account: PlannedAccount): Promise<void>
  end(): Promise<void>
}

/** A world that goes on after its runner was killed. */
export interface KeptWorld {
  readonly place: Place
  /** Whether it was built there before. */
  readonly isBuilt: boolean
  /** What hosts run until they are updated, and how many have been. */
  readonly former: FormerHost | undefined
  readonly updated: number
}

/** A host of another release, and the plugin of then in the place of the one that mails. */
export interface FormerHost {
  readonly module: string
  /** Its command. */
  readonly program: string
  readonly finding: string
}

/** @param options.directory where PostgreSQL's data and the log lie; absent: a temporary one. */
export async function buildWorld(
  plan: Plan,
  options: {
    directory?: string
    kept?: KeptWorld
    signal: AbortSignal
    progress: (sentence: string) => void
  },
): Promise<World> {
  const { kept } = options
  const place = kept?.place
  const given = options.directory ?? place?.folder
  const directory = given ?? (await mkdtemp(join(tmpdir(), 'hubward-chaos-')))
  const logFile =
    fileIn(place, 'hosts.log') ??
    join(tmpdir(), `hubward-chaos-${process.pid}-seed-${plan.seed}.log`)
  const cluster = plan.cluster
    ? await Cluster.start(options.progress, fileIn(place, 'cluster'))
    : undefined
  const [postgres, network, socialhub, { front, url: publicUrl }, notices, mail] =
    await Promise.all([
      cluster ?? Postgres.start(join(directory, 'postgres'), kept !== undefined),
      Network.start(place),
      SocialHub.start(place),
      Front.start(place?.ports.front),
      Notices.start(place),
      Mail.start(place),
    ])
  await network.conditions({
    lifetimeMs: kept ? LONG_GRANT_LIFETIME_MS : GRANT_LIFETIME_MS,
    strict: plan.strictGrants,
  })
  const isolation = plan.workers ? 'worker' : 'in-process'
  const made = { postgres, network, socialhub, notices, mail, publicUrl, isolation } as const
  const config = configOf(made, INTEGRATIONS)
  const release: Release = { config }
  const former: Release = kept?.former
    ? {
        module: kept.former.module,
        config: configOf(made, { ...INTEGRATIONS, finding: kept.former.finding }),
      }
    : release
  const releaseAt = (host: number) => (kept && host >= kept.updated ? former : release)
  const hosts = new Hosts(
    plan.hosts,
    releaseAt,
    openSync(logFile, kept ? 'a' : 'w', 0o600),
    (ports) => {
      front.ports = ports
    },
  )
  const pool = new pg.Pool({ connectionString: postgres.url, max: 3 })
  pool.on('error', () => undefined)
  const settings = settingsOf(config)
  const operator = new Operator(settings, pool)
  // Today's program would not know the tables of then.
  if (kept?.former && kept.updated === 0) operator.program = kept.former.program
  const channels = new Map<PlannedAccount, string>()
  const world: World = {
    network,
    socialhub,
    postgres,
    cluster,
    hosts,
    release,
    operator,
    notices,
    mail,
    publicUrl,
    logFile,
    pool,
    channels,
    proveLedger: () => proveLedger(settings),
    async connect(account) {
      const manifestId = manifests.get(account.integration)
      if (manifestId === undefined) throw new Error(`no Manifest of ${account.integration}`)
      await connectChannel(socialhub, manifestId, account, options.signal)
      const [channel] = await socialhub.list('channels', `networkId=${account.name}`)
      if (!channel) throw new Error(`SocialHub has no Channel of ${account.name}`)
      channels.set(account, channel.id)
    },
    async end() {
      await Promise.all([hosts.end(), network.end(), socialhub.end(), front.end(), pool.end()])
      await postgres.end()
      notices.end()
      await mail.end()
      if (given === undefined) await rm(directory, { recursive: true, force: true })
    },
  }
  let manifests = new Map<IntegrationName, string>()
  try {
    options.progress('Starting the hosts …')
    await hosts.start()
    if (kept?.isBuilt) {
      manifests = await manifestsAt(socialhub)
      await findChannels(world)
      return world
    }
    manifests = await publishAll(former, socialhub, NAMES)
    options.progress(`Connecting ${plan.accounts.length} Channels …`)
    await Promise.all(plan.accounts.map(world.connect))
    return world
  } catch (error) {
    await world.end()
    throw error
  }
}

async function manifestsAt(socialhub: SocialHub): Promise<Map<IntegrationName, string>> {
  const manifests = await socialhub.list('manifests')
  return new Map(
    NAMES.flatMap((name) => {
      const found = manifests.find((manifest) => manifest.name === name)
      return found ? [[name, found.id]] : []
    }),
  )
}

/** The Channels of a world that was there before. One whose Customer had not come to the end begins anew. */
async function findChannels(world: World): Promise<void> {
  const { rows } = await world.pool.query<{ network_id: string }>('select network_id from channels')
  const stored = new Set(rows.map(({ network_id }) => network_id))
  const unfinished: PlannedAccount[] = []
  for (const { id, networkId = '' } of await world.socialhub.list('channels')) {
    const [, integration, place] = ACCOUNT.exec(networkId) ?? []
    if (integration === undefined) continue
    const account = accountNamed(integration as IntegrationName, Number(place))
    if (stored.has(networkId)) world.channels.set(account, id)
    else unfinished.push(account)
  }
  await Promise.all(unfinished.map(world.connect))
}

function configOf(
  made: {
    postgres: Database
    network: Network
    socialhub: SocialHub
    notices: Notices
    mail: Mail
    publicUrl: string
    isolation: 'worker' | 'in-process'
  },
  integrations: Readonly<Record<IntegrationName, string>>,
) {
  const { apiUrl, appUrl } = made.socialhub.started
  const settings = { url: made.network.url, listOwn: true }
  return {
    databaseUrl: made.postgres.url,
    publicUrl: made.publicUrl,
    listen: { host: '127.0.0.1', port: 0 },
    keys: [{ id: 'chaos', key: 'c4'.repeat(32) }],
    socialhub: { apiUrl, origins: [appUrl] },
    operator: { name: 'Chaos Agency' },
    development: true,
    leaseMs: LEASE_MS,
    log: 'info',
    notices: { webhookUrl: made.notices.url },
    visitorMail: {
      from: 'answers@agency.example',
      smtpUrl: made.mail.url,
      // One address stands for all who write to an account.
      noticesPerAddress: MAILS_A_DAY,
      noticesPerChannel: MAILS_A_DAY,
      noticesPerDay: MAILS_A_DAY,
      mailsPerAddress: MAILS_A_DAY,
    },
    plugins: { isolation: made.isolation },
    openHosts: [new URL(made.network.url).host, new URL(appUrl).host],
    integrations: Object.fromEntries(
      Object.entries(integrations).map(([name, plugin]) => [name, { plugin, settings }]),
    ),
  }
}
