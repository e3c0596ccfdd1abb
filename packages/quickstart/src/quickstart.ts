import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, createHost, type Host, parseConfig } from '@hubward/host'
import { type PostgresServer, startPostgres } from '@hubward/postgres'
import { type Simulator, startSimulator } from '@hubward/simulator'
import { destination } from 'pino'
import { firstChannel } from './first-channel.ts'
import { DIRECTORY, occupy, type Ports, ROOT, rememberKey, rememberPorts } from './places.ts'
import { publishAll } from './publish.ts'

export interface QuickstartOptions {
  /** Where everything is kept; absent: `.hubward` at the repository's root. */
  readonly directory?: string
  readonly ports?: Partial<Ports>
  /** In place of the embedded PostgreSQL. */
  readonly databaseUrl?: string | undefined
  /** Settings of integrations, by name; absent: every plugin in `plugins/`, with its defaults. */
  readonly integrations?: Record<string, { plugin: string; settings?: Record<string, unknown> }>
  /** Loopback addresses that plugins may reach, as `127.0.0.1:4000`: those of Networks for tests. */
  readonly openHosts?: readonly string[]
  /** Who runs the host, as its pages say. */
  readonly operator?: Config['operator']
  /** Called when a step begins, with what it is, and when it has ended. */
  readonly progress?: (step: string, done: boolean) => void
}

export interface Quickstart {
  readonly simulator: Simulator
  readonly host: Host
  readonly channelsSettingsUrl: string
  readonly inboxUrl: string
  readonly teamUrl: string
  /** The hosted page of the first contact form. */
  readonly formUrl: string | undefined
  readonly logFile: string
  close(): Promise<void>
}

/** Starts everything that the whole loop needs, one after the other, and brings it together. */
export async function startQuickstart(options: QuickstartOptions = {}): Promise<Quickstart> {
  const { directory = DIRECTORY, progress = () => undefined } = options
  await mkdir(directory, { recursive: true })
  const release = await occupy(directory)
  const closing: (() => Promise<unknown>)[] = [release]
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
    const ports = await rememberPorts(directory, options.ports ?? {})
    const databaseUrl = await step('PostgreSQL', async () => {
      if (options.databaseUrl !== undefined) return options.databaseUrl
      const postgres: PostgresServer = await startPostgres({
        directory: join(directory, 'postgres'),
      })
      closing.push(() => postgres.stop())
      return postgres.url
    })
    const simulator = await step('The simulator of SocialHub', () =>
      startSimulator({
        port: ports.api,
        appPort: ports.app,
        stateFile: join(directory, 'simulator.json'),
        settings: { allowLoopbackHttp: true },
      }),
    )
    closing.push(() => simulator.close())

    const logFile = join(directory, 'host.log')
    const host = await step('The host', async () => {
      const config = parseConfig({
        databaseUrl,
        publicUrl: `http://127.0.0.1:${ports.host}`,
        listen: { port: ports.host },
        keys: [{ id: 'laptop', key: await rememberKey(directory) }],
        socialhub: { apiUrl: simulator.apiUrl, origins: [new URL(simulator.appUrl).origin] },
        operator: options.operator ?? { name: 'Your agency' },
        development: true,
        // Attachments of community managers are fetched from the simulator.
        openHosts: [new URL(simulator.appUrl).host, ...(options.openHosts ?? [])],
        ...(options.integrations
          ? { integrations: options.integrations }
          : { pluginFolder: join(ROOT, 'plugins') }),
      })
      const made = await createHost({ config, logTo: destination({ dest: logFile, sync: false }) })
      closing.push(() => made.stop())
      await made.start()
      return made
    })
    await step('Manifests, published and promoted', () => publishAll(host, simulator))
    const formUrl = await step('A first contact form', () =>
      host.parts.integrations.has('contact-form')
        ? firstChannel(host, simulator, 'contact-form')
        : Promise.resolve(undefined),
    )
    return {
      simulator,
      host,
      channelsSettingsUrl: `${simulator.appUrl}/settings/channels`,
      inboxUrl: `${simulator.appUrl}/inbox`,
      teamUrl: `${simulator.appUrl}/team`,
      formUrl,
      logFile,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
