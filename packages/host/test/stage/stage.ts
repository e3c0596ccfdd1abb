import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TestDatabase } from '@hubward/postgres'
import { type Simulator, type SimulatorOptions, startSimulator } from '@hubward/simulator'
import { SocialHubClient } from '@hubward/socialhub'
import { type StubNetwork, startStubNetwork } from '@hubward/testkit/stub-network'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { type Config, parseConfig } from '../../src/config.ts'
import type { CrashPoint } from '../../src/crash-points.ts'
import { publishManifest } from '../../src/manifests/publish.ts'
import { loadIntegrations } from '../../src/plugins/load.ts'
import type { Sealer } from '../../src/sealing/sealer.ts'
import { type NewChannel, storeCreatedChannel } from '../../src/store/channel-creation.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { setPromoted } from '../../src/store/manifests.ts'
import { openSealer } from '../../src/tokens/keys.ts'
import { createHostDatabase } from './database.ts'
import { freePort } from './free-port.ts'

/** Today's host, in the form that tests start. */
export const HOST_PROGRAM = fileURLToPath(new URL('./host-process.ts', import.meta.url))

/** A host process that a test started. */
export interface HostProcess {
  readonly child: ChildProcess
  /** Resolves when it stands still at the point that it was told to hold at. */
  readonly reached: Promise<CrashPoint>
  goOn(): void
  /** SIGKILL, and the end awaited. */
  kill(): Promise<void>
  /** SIGTERM, and the end awaited. */
  stop(): Promise<void>
}

/** What of a Channel a test may choose. */
export type GivenChannel = Partial<
  Pick<
    NewChannel,
    | 'accountId'
    | 'channelSettings'
    | 'credentials'
    | 'credentialsExpireAt'
    | 'fetchSince'
    | 'grantHash'
    | 'language'
    | 'server'
  >
>

/** Everything around a host: SocialHub, a Network, a database, a promoted Manifest. */
export interface Stage {
  readonly simulator: Simulator
  readonly network: StubNetwork
  readonly db: Kysely<Database>
  readonly sealer: Sealer
  readonly config: Config
  readonly manifest: string
  /** @param options.output collects what the process writes. */
  startHost(options?: {
    holdAt?: CrashPoint
    config?: object
    output?: string[]
    /** Another `host-process.ts` than the one beside this file. */
    program?: string
    clockAheadMs?: number
  }): Promise<HostProcess>
  /** A Channel of a new account on the stub Network; or, of one that has a Channel, its reconnect. */
  addChannel(
    account: string,
    given?: GivenChannel,
  ): Promise<{ channelId: string; socialhubChannelId: string }>
  close(): Promise<void>
}

/**
 * @param options.withFind whether the stub plugin can look a reply up after an uncertain send.
 * @param options.plugin another plugin of the stub Network, in its place.
 * @param options.program another `host-process.ts` than the one beside this file.
 * @param options.database one that is prepared already.
 * @param options.config settings of all hosts, in the place of those of the stage.
 */
export async function setStage(
  options: {
    withFind?: boolean
    plugin?: string
    program?: string
    database?: TestDatabase
    config?: object
    leaseMs?: number
    simulator?: SimulatorOptions
  } = {},
): Promise<Stage> {
  const { withFind = true, leaseMs = 2_000 } = options
  const [database, simulator, network, port] = await Promise.all([
    options.database ?? createHostDatabase(),
    startSimulator({
      ...options.simulator,
      settings: { allowLoopbackHttp: true, ...options.simulator?.settings },
    }),
    startStubNetwork(),
    freePort(),
  ])
  const written = {
    databaseUrl: database.url,
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    keys: [{ id: 'test', key: 'ab'.repeat(32) }],
    socialhub: { apiUrl: simulator.apiUrl, origins: [simulator.appUrl] },
    operator: { name: 'Test Agency' },
    development: true,
    leaseMs,
    log: process.env.HOST_LOG ?? 'silent',
    plugins: { isolation: process.env.HOST_ISOLATION ?? 'in-process' },
    openHosts: [new URL(network.url).host, new URL(simulator.appUrl).host],
    integrations: {
      stub: {
        plugin:
          options.plugin ??
          (withFind
            ? '@hubward/testkit/stub-network/plugin'
            : '@hubward/testkit/stub-network/plugin-without-find'),
        settings: { url: network.url, listOwn: true },
      },
    },
    ...options.config,
  }
  const config = parseConfig(written)
  const { db } = openDatabase(database.url, 5)
  const sealer = await openSealer(db, config.keys)
  if (options.program !== undefined) {
    // A former host is there first, which knows nothing of Accounts’ keys.
    await sql`delete from sealing_keys where sealed_check = ''`.execute(db)
  }
  const hosts = new Set<HostProcess>()

  const startHost: Stage['startHost'] = async (how = {}) => {
    const child = fork(how.program ?? options.program ?? HOST_PROGRAM, {
      env: {
        ...process.env,
        HOST_CONFIG: JSON.stringify({ ...written, ...how.config }),
        HOLD_AT: how.holdAt ?? '',
        CLOCK_AHEAD_MS: String(how.clockAheadMs ?? 0),
      },
      stdio: ['ignore', how.output ? 'pipe' : 'inherit', how.output ? 'pipe' : 'inherit', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => how.output?.push(String(chunk)))
    }
    const reached = Promise.withResolvers<CrashPoint>()
    const ready = Promise.withResolvers<void>()
    child.on('message', (message: { ready?: true; reached?: CrashPoint }) => {
      if (message.ready) ready.resolve()
      if (message.reached) reached.resolve(message.reached)
    })
    child.once('exit', (code, signal) => {
      const ended = new Error(`the host ended with ${code ?? signal}`)
      ready.reject(ended)
      reached.reject(ended)
    })
    // Nobody waits for most hosts to reach anything.
    reached.promise.catch(() => undefined)
    const end = async (signal: NodeJS.Signals) => {
      hosts.delete(host)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    const host: HostProcess = {
      child,
      reached: reached.promise,
      goOn: () => void child.send('go on'),
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    }
    hosts.add(host)
    await ready.promise
    return host
  }

  const manifest = await promote({ config, db, sealer, simulator, startHost })
  return {
    simulator,
    network,
    db,
    sealer,
    config,
    manifest,
    startHost,
    addChannel: (account, given = {}) =>
      addChannel({ db, sealer, simulator, manifest }, account, given),
    async close() {
      await Promise.all([...hosts].map((host) => host.kill()))
      await db.destroy()
      await Promise.all([simulator.close(), network.close(), database.drop()])
    },
  }
}

/** Publishes the stub's Manifest while a host listens, and has it promoted. */
async function promote(
  stage: Pick<Stage, 'config' | 'db' | 'sealer' | 'simulator' | 'startHost'>,
): Promise<string> {
  const { config, db, sealer, simulator } = stage
  const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
  const integration = integrations.get('stub')
  if (!integration) throw new Error('the stub plugin could not be loaded')
  const host = await stage.startHost()
  const { id, manifestId } = await publishManifest(
    { config, db, sealer },
    integration,
    simulator.accessToken,
  )
  await host.stop()
  simulator.act.promoteManifest({ manifestId, name: 'Stub Network' })
  await db.transaction().execute((trx) => setPromoted(trx, id, 'Stub Network', config.publicUrl))
  return id
}

/** What onboarding does, without its pages. */
async function addChannel(
  { db, sealer, simulator, manifest }: Pick<Stage, 'db' | 'sealer' | 'simulator' | 'manifest'>,
  account: string,
  given: GivenChannel,
): Promise<{ channelId: string; socialhubChannelId: string }> {
  const link = await simulator.act.creationLink({
    accountId: simulator.accountId,
    manifestId: simulator.manifestId,
  })
  const accessToken = new URL(link).searchParams.get('token') ?? ''
  const client = new SocialHubClient({ apiUrl: simulator.apiUrl, accessToken })
  const created = await client.createChannel({
    name: account,
    uniqueName: `@${account}`,
    networkId: account,
  })
  const { channelId } = await db.transaction().execute((trx) =>
    storeCreatedChannel(trx, sealer, {
      integration: 'stub',
      manifest,
      socialhubChannelId: created._id,
      accountId: created.accountId ?? simulator.accountId,
      networkId: account,
      name: account,
      uniqueName: `@${account}`,
      imageUrl: null,
      server: null,
      language: 'en',
      accessToken: created.endpoint.accessToken ?? '',
      credentials: { account },
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(0),
      ...given,
    }),
  )
  return { channelId, socialhubChannelId: created._id }
}

/** Looks again and again until the answer is there, failing with what it last saw. */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  isThere: (value: Value) => boolean,
  withinMs = 60_000,
): Promise<Value> {
  const began = performance.now()
  for (;;) {
    const value = await look()
    if (isThere(value)) return value
    if (performance.now() - began > withinMs) {
      throw new Error(`in vain for ${withinMs} ms: ${JSON.stringify(value)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
