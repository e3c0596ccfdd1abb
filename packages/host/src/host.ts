import { setTimeout as pause } from 'node:timers/promises'
import {
  createPluginCalls,
  type FailedIntegration,
  type Integration,
  type LoadedIntegrations,
  UnstoppableWorkers,
} from '@hubward/border'
import type { DestinationStream } from 'pino'
import type { Availability } from './availability.ts'
import { Claims } from './claim.ts'
import { createCockpit } from './cockpit/server.ts'
import { type Config, needsChange } from './config.ts'
import { Counters } from './counters.ts'
import type { CrashPoint } from './crash-points.ts'
import { requireSessions } from './doctor/sessions.ts'
import { exposedSecrets } from './exposed-secrets.ts'
import type { HostContext } from './host-context.ts'
import { Housekeeping } from './housekeeping.ts'
import { HourlyProof } from './ledger/hourly.ts'
import { Listeners } from './listeners.ts'
import { createLog } from './log.ts'
import { ManifestWatch } from './manifests/watch.ts'
import { countFailures } from './metrics/counted-calls.ts'
import { createMetricsServer } from './metrics/server.ts'
import { tellOfGivenUpWorker } from './notices/given-up-worker.ts'
import { MissingIntegrations } from './notices/missing-integrations.ts'
import { Notifier } from './notices/notifier.ts'
import { loadIntegrations } from './plugins/load.ts'
import { createSurroundings } from './plugins/surroundings.ts'
import { Presence } from './presence.ts'
import { createServer } from './server.ts'
import { keepNamesFor } from './store/acting.ts'
import { openDatabase } from './store/database.ts'
import { fetchIntegrationSoon } from './store/fetching.ts'
import { whyForeignDatabase } from './store/installation.ts'
import { connectionName } from './store/key-register.ts'
import { promotedManifests } from './store/manifests.ts'
import { migrate } from './store/migrate.ts'
import { createOperatorLink, type Role } from './store/operators.ts'
import { openSealer } from './tokens/keys.ts'
import { openTracing } from './tracing/open-tracing.ts'
import { Postman } from './visitor-mail/postman.ts'
import { waitForAdoption } from './wait-for-adoption.ts'
import { LivePages } from './web/live-pages.ts'

/** Unless configured otherwise; in development nobody stands in front. */
const DRAIN_MS = 2_000
/** After this, connections of requests that are still open are closed. */
const CLOSE_WITHIN_MS = 9_000
/** Of a link for the cockpit. */
const OPERATOR_LINK_MS = 10 * 60_000

export interface HostOptions {
  readonly config: Config
  /** Where the log goes; absent: standard output. */
  readonly logTo?: DestinationStream
  /**
   * `later`: it listens and works for the integrations whose code this machine has read before, while it
   * reads the others'. `first` unless it is set.
   */
  readonly unknownCode?: 'first' | 'later'
  /** Called at each named point, for tests that end a host there. */
  readonly atCrashPoint?: (point: CrashPoint) => Promise<void>
}

export interface Host {
  readonly context: HostContext
  /** Integrations that could not be loaded; the others run. */
  readonly failures: readonly FailedIntegration[]
  /** See {@link LoadedIntegrations.reload}. */
  readonly reload: LoadedIntegrations['reload']
  /** Has every active Channel of an integration fetch at once; answers how many there are. */
  fetchNow(integration: string): Promise<number>
  /**
   * Makes a link by which somebody signs in to the cockpit once, within ten minutes; undefined where there
   * is no cockpit. Not before `start`.
   */
  operatorLink(person: { readonly name: string; readonly role: Role }): Promise<string | undefined>
  /** Listens, and begins to take turns, if the database is its own. Answers the address, such as `http://127.0.0.1:8080`. */
  start(): Promise<string>
  /** Finishes or hands back every turn, answers open requests, closes connections. */
  stop(): Promise<void>
  /**
   * How many workers of plugins could not be ended and go on in native code, also after `stop`. Node
   * waits for them when a process ends.
   */
  unstoppableWorkers(): number
}

/**
 * A host: web server and Channel turns in one process. Any number of them may share a database.
 *
 * @throws ConfigError when what is configured contradicts what was promoted.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { config } = options
  const { log, conceal } = createLog(config, options.logTo)
  for (const warning of await exposedSecrets(config)) log.warn(warning)
  const { db, pool } = openDatabase(
    config.databaseUrl,
    config.connections,
    connectionName(config.keys),
  )
  let closePlugins = () => Promise.resolve()
  try {
    await requireSessions(db)
    await migrate(db)
    const counters = new Counters()
    const availability: Availability = {
      foreignDatabase: undefined,
      draining: false,
      unread: new Set(),
      failing: () => [],
      gone: new Map(),
    }
    const unstoppable = new UnstoppableWorkers({
      counted: (integration, count) => counters.workersUnended(integration, count),
      givenUp: (worker) => {
        counters.workerGivenUp(worker.integration)
        if (!availability.draining) tellOfGivenUpWorker({ db, log }, worker, Date.now())
      },
    })
    const running = new Map<string, Integration>()
    const loaded = await loadIntegrations(config, log, {
      unstoppable,
      unknownCode: options.unknownCode ?? 'first',
      onLoaded: (integration) => {
        running.set(integration.name, integration)
        conceal(running.values())
      },
    })
    const { integrations, failures, unread, reload } = loaded
    closePlugins = () => loaded.close()
    availability.unread = unread
    const failedNames = () => failures.map(({ name }) => name)
    availability.failing = failedNames
    const configured = new Set([...integrations.keys(), ...unread, ...failedNames()])
    await comparePromoted(config, configured, await promotedManifests(db))
    const sealer = await openSealer(db, config.keys)
    keepNamesFor(db, config.audit.namesDays)
    const tracing = await openTracing(config, log)
    const withoutPlugins = { config, db, sealer, log, integrations, counters }
    availability.foreignDatabase = await whyForeignDatabase(db, config.publicUrl)
    const context: HostContext = {
      ...withoutPlugins,
      availability,
      tracing,
      plugins: countFailures(createPluginCalls(createSurroundings(withoutPlugins)), counters),
      atCrashPoint: options.atCrashPoint ?? (() => Promise.resolve()),
    }
    const live = new LivePages(context)
    const claims = new Claims(context, pool, live)
    const server = await createServer(context, live, claims)
    const listeners = new Listeners(context)
    const manifests = new ManifestWatch(context)
    const housekeeping = new Housekeeping(context)
    const proof = new HourlyProof(context)
    const notifier = new Notifier(context)
    const postman = new Postman(context)
    const missing = new MissingIntegrations(context, () => failures, availability.gone)
    const presence = new Presence(context)
    const metrics = createMetricsServer(context)
    const cockpit =
      config.cockpit.port === undefined ? undefined : await createCockpit(context, live)
    const stopping = new AbortController()
    const begin = async () => {
      await claims.start()
      await presence.start()
      listeners.start()
      housekeeping.start()
      proof.start()
      // It compares once what each declares: when all have been read.
      void loaded.read.then(() => {
        if (availability.draining) return
        manifests.start()
        missing.start()
      })
      notifier.start()
      postman.start()
    }
    let begun: Promise<unknown> = Promise.resolve()
    let cockpitUrl: string | undefined
    return {
      context,
      failures,
      reload,
      async operatorLink(person) {
        if (cockpitUrl === undefined) return undefined
        const token = await createOperatorLink(db, sealer, person, OPERATOR_LINK_MS)
        return `${cockpitUrl}/enter/${token}`
      },
      fetchNow: (integration) => fetchIntegrationSoon(db, integration),
      async start() {
        const address = await server.listen(config.listen)
        if (availability.foreignDatabase === undefined) await begin()
        else {
          log.error(
            `${availability.foreignDatabase} This host does nothing and answers 503 until "hubward adopt" was run.`,
          )
          begun = waitForAdoption(context, stopping.signal).then(async (adopted) => {
            if (!adopted) return
            log.info('the database was adopted: this host begins')
            await begin()
          })
        }
        const { host, port } = config.metrics
        if (port !== undefined) {
          log.info({ metrics: await metrics.listen({ host, port }) }, 'figures are at /metrics')
        }
        cockpitUrl = await cockpit?.listen()
        if (cockpitUrl !== undefined) log.info({ cockpit: cockpitUrl }, 'the cockpit listens')
        if (config.trustProxy === true) {
          log.warn(
            'trustProxy: true means one proxy in front of this host. Write their number, or a list of their addresses, so that it stays right when another is added',
          )
        }
        if (unread.size > 0) {
          log.info({ address, unread: [...unread] }, 'the host works while it reads new code')
        }
        void loaded.read.then(() => {
          if (availability.draining) return
          if (integrations.size > 0) {
            log.info({ address, integrations: [...integrations.keys()] }, 'the host is ready')
          } else {
            // It goes on all the same: what SocialHub sends for Channels that are known is kept.
            log.error({ address }, `the host is not ready: ${whyNoIntegration(failures)}`)
          }
        })
        return address
      },
      unstoppableWorkers: () => unstoppable.total,
      async stop() {
        stopping.abort()
        availability.draining = true
        await begun
        housekeeping.stop()
        proof.stop()
        // A request that won't end must not keep the host from ending.
        const late = setTimeout(() => {
          server.server.closeAllConnections()
          cockpit?.app.server.closeAllConnections()
        }, CLOSE_WITHIN_MS)
        const turns = claims.stop()
        // Whoever stands in front learns from /readyz to send nothing more; until then it is answered.
        await pause(config.drainMs ?? (config.development ? 0 : DRAIN_MS))
        await Promise.all([
          server.close(),
          metrics.close(),
          cockpit?.app.close(),
          turns,
          listeners.stop(),
          manifests.stop(),
          missing.stop(),
          notifier.stop(),
          postman.stop(),
        ])
        clearTimeout(late)
        if (availability.foreignDatabase === undefined) await presence.stop()
        await closePlugins()
        await tracing.stop()
        await db.destroy()
        log.info('the host has stopped')
      },
    }
  } catch (error) {
    await closePlugins()
    await db.destroy()
    throw error
  }
}

/** Nothing comes in or goes out of a host that runs no integration. */
function whyNoIntegration(failures: readonly FailedIntegration[]): string {
  const restart = 'then restart the host'
  return failures.length > 0
    ? `none of its integrations can run (${failures.map(({ name }) => name).join(', ')}). The lines above say why, and so does "hubward plugins"; mend one, ${restart}.`
    : `no integration is configured, and no plugin was found. Name one under "integrations", ${restart}.`
}

/** What was promoted stands in SocialHub's Manifest, where only the SocialHub Team can change it. */
async function comparePromoted(
  config: Config,
  configured: ReadonlySet<string>,
  promoted: readonly { integration: string; publicUrl: string | null }[],
): Promise<void> {
  const problems = promoted.flatMap(({ integration, publicUrl }) => {
    if (!configured.has(integration)) {
      return `integrations: "${integration}" was promoted under this name and is not configured; Customers’ links lead nowhere without it`
    }
    if (publicUrl !== null && publicUrl !== config.publicUrl) {
      return `publicUrl: the Manifest of "${integration}" was promoted with ${publicUrl}, and only the SocialHub Team can change it`
    }
    return []
  })
  if (problems.length > 0) {
    throw needsChange(problems)
  }
}
