import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, createHost, type Host, parseConfig } from '@hubward/host'
import { startPostgres } from '@hubward/postgres'
import { type Simulator, startSimulator } from '@hubward/simulator'
import type { DestinationStream } from 'pino'
import { occupy, type Ports, rememberKey, rememberPorts } from './kept-folder.ts'
import { publishAll } from './publish.ts'

/** JSON is YAML, too. */
const CONFIG_FILE = 'hubward.yaml'

export interface WorldOptions {
  /** Where everything is kept between starts. */
  readonly directory: string
  readonly ports?: Partial<Ports>
  /** What the first start takes where no ports are given. */
  readonly portsAtFirst?: () => Promise<Ports>
  /** In place of the embedded PostgreSQL. */
  readonly databaseUrl?: string | undefined
  /** Which plugins run: as in the settings of a host. */
  readonly plugins: {
    readonly integrations?: Readonly<
      Record<string, { readonly plugin: string; readonly settings?: Record<string, unknown> }>
    >
    readonly pluginFolder?: string
  }
  /** Private addresses that plugins may reach, as `127.0.0.1:4000`. */
  readonly openHosts?: readonly string[]
  /** Who runs the host, as its pages say. */
  readonly operator?: Config['operator']
  /** How visitors get mail; absent: they get none. */
  readonly visitorMail?: Partial<Config['visitorMail']>
  /** Where the cockpit listens; absent: there is none. */
  readonly cockpitPort?: number | undefined
  /** A sentence for the simulator's start page. */
  readonly startNote?: string
  readonly logTo: DestinationStream
  /** Called when a step begins, with what it is, and when it has ended. */
  readonly progress?: (step: string, done: boolean) => void
}

/** SocialHub, simulated, and a host, on a database of their own. */
export interface World {
  readonly simulator: Simulator
  readonly host: Host
  readonly channelsSettingsUrl: string
  readonly inboxUrl: string
  readonly teamUrl: string
  close(): Promise<void>
}

/** Starts everything that the whole loop needs, one after the other, and brings it together. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { directory, progress = () => undefined } = options
  await mkdir(directory, { recursive: true })
  const closing: (() => Promise<unknown>)[] = [await occupy(directory)]
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  const step = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    progress(name, false)
    const result = await work()
    progress(name, true)
    return result
  }

  try {
    const ports = await rememberPorts(directory, options.ports ?? {}, options.portsAtFirst)
    const databaseUrl = await step('PostgreSQL', async () => {
      if (options.databaseUrl !== undefined) return options.databaseUrl
      const postgres = await startPostgres({ directory: join(directory, 'postgres') })
      closing.push(() => postgres.stop())
      return postgres.url
    })
    const simulator = await step('The simulator of SocialHub', () =>
      startSimulator({
        port: ports.api,
        appPort: ports.app,
        stateFile: join(directory, 'simulator.json'),
        settings: { allowLoopbackHttp: true },
        ...(options.startNote !== undefined && { startNote: options.startNote }),
      }),
    )
    closing.push(() => simulator.close())
    const host = await step('The host', async () => {
      const settings = {
        databaseUrl,
        publicUrl: `http://127.0.0.1:${ports.host}`,
        listen: { port: ports.host },
        keys: [{ id: 'laptop', key: await rememberKey(directory) }],
        socialhub: { apiUrl: simulator.apiUrl, origins: [new URL(simulator.appUrl).origin] },
        operator: options.operator ?? { name: 'Your agency' },
        ...(options.visitorMail && { visitorMail: options.visitorMail }),
        ...(options.cockpitPort !== undefined && { cockpit: { port: options.cockpitPort } }),
        development: true,
        // Attachments of community managers are fetched from the simulator.
        openHosts: [new URL(simulator.appUrl).host, ...(options.openHosts ?? [])],
        ...options.plugins,
      }
      const config = parseConfig(settings)
      // For other commands of hubward in this folder. It holds secrets.
      const file = join(directory, CONFIG_FILE)
      await rm(file, { force: true })
      await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
      closing.push(() => rm(file, { force: true }))
      const made = await createHost({ config, logTo: options.logTo })
      closing.push(() => made.stop())
      await made.start()
      return made
    })
    await step('Manifests, published and promoted', () => publishAll(host, simulator))
    return {
      simulator,
      host,
      channelsSettingsUrl: `${simulator.appUrl}/settings/channels`,
      inboxUrl: `${simulator.appUrl}/inbox`,
      teamUrl: `${simulator.appUrl}/team`,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
