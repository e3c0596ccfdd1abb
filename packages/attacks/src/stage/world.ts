import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { startPostgres } from '@hubward/postgres'
import { type Simulator, startSimulator } from '@hubward/simulator'
import { type StubNetwork, startStubNetwork } from '@hubward/testkit/stub-network'
import pg from 'pg'
import { freePort } from '../../../host/test/stage/free-port.ts'
import { Attacker } from './attacker.ts'
import { connectByLink } from './customer.ts'
import type { HonestPlaces } from './honest-process.ts'
import { Host } from './host.ts'
import { type LyingMastodon, startLyingMastodon } from './lying-mastodon.ts'

/** This clone. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** A host with everything around it; what strangers know of it, and what only its operator does. */
export interface World {
  readonly url: string
  readonly port: number
  readonly simulator: Simulator
  readonly network: StubNetwork
  readonly mastodon: LyingMastodon
  readonly attacker: Attacker
  readonly pool: pg.Pool
  /** The addresses of two contact forms, as paths. The second one's Channel is paused. */
  readonly forms: readonly [string, string]
  readonly honest: HonestPlaces
  /** Requests that reached a private address which nobody opened. */
  readonly privateRequests: string[]
  readonly host: Host
  /** Starts the host anew, with variables of the environment besides its configuration. */
  restart(how: HostSettings): Promise<void>
  /** The same, unless it runs so already. */
  ensure(how: HostSettings): Promise<void>
  /** Adds a Channel through the pages, as a Customer. Answers the last page's words. */
  addChannel(
    integration: Promoted,
    answers: Record<string, string>,
    accountId?: string,
  ): Promise<string>
  /** The Customer's link to a Custom Channel. */
  customLink(integration: string): Promise<string>
  manifestOf(integration: Promoted): string
  hubward(words: readonly string[], input?: string): Promise<string>
  close(): Promise<void>
}

export type Promoted = 'contact-form' | 'stub'

/** How a host runs while it is attacked, besides what every host has. */
export interface HostSettings {
  readonly env?: Readonly<Record<string, string>>
  readonly settings?: Settings
}

/** What a single attack changes of the configuration. */
export interface Settings {
  readonly messagesPerHour?: number
  readonly config?: Readonly<Record<string, unknown>>
}

/** Where attackers and honest people have one address, this must not be what refuses either. */
const MANY_MESSAGES = 1_000_000

/** @param root the clone that is attacked. */
export async function buildWorld(
  root: string,
  progress: (sentence: string) => void,
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-attacks-'))
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    progress('Starting PostgreSQL, SocialHub, Networks and a host …')
    closing.push(() => removeAll(folder))
    const postgres = await startPostgres({ directory: join(folder, 'postgres') })
    closing.push(() => postgres.stop())
    const pool = new pg.Pool({ connectionString: postgres.url, max: 2 })
    pool.on('error', () => undefined)
    closing.push(() => pool.end())
    const simulator = await startSimulator({ settings: { allowLoopbackHttp: true } })
    closing.push(() => simulator.close())
    const network = await startStubNetwork()
    closing.push(() => network.close())
    const mastodon = await startLyingMastodon()
    closing.push(() => mastodon.close())
    const privateRequests: string[] = []
    const canary = await startPrivateServer(privateRequests)
    closing.push(async () => canary.server.close())
    const attacker = await Attacker.start()
    closing.push(async () => attacker.end())

    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const configFile = join(folder, 'hubward.yaml')
    const write = async ({ messagesPerHour = MANY_MESSAGES, config = {} }: Settings = {}) => {
      const written = {
        databaseUrl: postgres.url,
        publicUrl: url,
        listen: { port },
        keys: [{ id: 'attacked', key: 'a7'.repeat(32) }],
        socialhub: { apiUrl: simulator.apiUrl, origins: [simulator.appUrl] },
        operator: { name: 'Attacked Agency' },
        development: true,
        openHosts: [network.url, simulator.appUrl, mastodon.url].map((open) => new URL(open).host),
        integrations: {
          'contact-form': {
            plugin: join(root, 'plugins/contact-form'),
            settings: { minimumSeconds: 0, messagesPerHour },
          },
          mastodon: { plugin: join(root, 'plugins/mastodon') },
          stub: {
            plugin: join(root, 'packages/testkit/src/stub-network/plugin.ts'),
            settings: { url: network.url },
          },
          reaching: {
            plugin: fileURLToPath(new URL('../plugins/reaching.ts', import.meta.url)),
            settings: { private: canary.url },
          },
        },
        ...config,
      }
      // JSON is YAML.
      await writeFile(configFile, JSON.stringify(written), { mode: 0o600 })
    }
    const start = (env: Readonly<Record<string, string>>) =>
      Host.start({ root, configFile, logFile: join(folder, 'host.log'), url, env })
    await write()
    let host = await start({})
    closing.push(() => host.end())
    let running: HostSettings = {}
    const restart = async (how: HostSettings) => {
      await host.end()
      await write(how.settings)
      host = await start(how.env ?? {})
      running = how
    }

    const hubward = async (words: readonly string[], input = '') => {
      const main = join(root, 'packages/host/src/main.ts')
      const child = spawn(process.execPath, [main, ...words, '--config', configFile], {
        env: { PATH: process.env.PATH },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      child.stdin.end(input)
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
      return out + err
    }
    const manifests = new Map<Promoted, string>()
    const customChannel = async (name: string) => {
      const { id } = simulator.act.createCustomChannel({ accountId: simulator.accountId, name })
      return simulator.act.showToken({ channelId: id })
    }
    for (const name of ['contact-form', 'stub'] as const) {
      progress(`Publishing the Manifest of ${name}, and promoting it …`)
      const known = new Set(Object.keys(simulator.state.data.manifests))
      const token = await customChannel(`${name}, for its developer`)
      const said = await hubward(['manifest', 'push', name], token)
      const manifest = Object.values(simulator.state.data.manifests).find(
        ({ id }) => !known.has(id),
      )
      if (!manifest?.webhook) throw new Error(`${name} could not be published: ${said}`)
      simulator.act.promoteManifest({ manifestId: manifest.id, name })
      // Whoever looks notes the promotion.
      await hubward(['manifest', 'diff', name])
      manifests.set(name, manifest.id)
    }
    const manifestOf = (name: Promoted) => manifests.get(name) ?? ''
    const addChannel: World['addChannel'] = async (name, answers, accountId) => {
      const link = await simulator.act.creationLink({
        accountId: accountId ?? simulator.accountId,
        manifestId: manifestOf(name),
      })
      return connectByLink(link, answers)
    }
    progress('Adding two contact forms …')
    const addForm = async (title: string) => {
      const words = await addChannel('contact-form', { title })
      const [path] = /\/p\/contact-form\/f\/[\w-]+/.exec(words) ?? []
      if (!path) throw new Error(`no contact form came of it: ${words}`)
      return path
    }
    const forms = [await addForm('First form'), await addForm('Second form')] as const
    const second = Object.values(simulator.state.data.channels).find(
      ({ networkId }) => networkId && forms[1].endsWith(networkId),
    )
    const { webhook } = simulator.state.data.manifests[manifestOf('contact-form')] ?? {}
    if (!second || !webhook) throw new Error('SocialHub knows no second form')
    await hubward(['channel', 'pause', second.id])

    return {
      url,
      port,
      simulator,
      network,
      mastodon,
      attacker,
      pool,
      forms,
      privateRequests,
      get host() {
        return host
      },
      honest: {
        port,
        formPath: forms[0],
        webhook: {
          path: new URL(webhook.url).pathname,
          secret: webhook.secret,
          manifestId: manifestOf('contact-form'),
          accountId: simulator.accountId,
          channelId: second.id,
        },
      },
      restart,
      async ensure(how) {
        if (!isDeepStrictEqual(how, running) || !host.isRunning) await restart(how)
      },
      addChannel,
      async customLink(integration) {
        const token = await customChannel(`${integration}, by hand`)
        const said = await hubward(['channel', 'add', integration, '--json'], token)
        const link = /"url":"([^"]+)"/.exec(said)?.[1]
        if (!link) throw new Error(`no link to ${integration}: ${said}`)
        return link
      },
      manifestOf,
      hubward,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function startPrivateServer(requests: string[]): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    requests.push(decodeURIComponent(request.url ?? ''))
    response.end('private')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { server, url: `http://127.0.0.1:${port}` }
}

async function removeAll(folder: string): Promise<void> {
  // Where PostgreSQL's user can't reach the folder, its data lies elsewhere.
  const data = await realpath(join(folder, 'postgres', 'data')).catch(() => undefined)
  if (data) await rm(data, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
