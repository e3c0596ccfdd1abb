import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { containStrayFailures, reusableManifest } from '@hubward/host'
import type { PluginProblem } from '@hubward/plugin'
import { type Called, listenToCalls } from './called.ts'
import { readDevSettings } from './dev-settings.ts'
import { writeEntry } from './entry.ts'
import { hostLog } from './host-log.ts'
import { forget, freePorts, type Ports } from './kept-folder.ts'
import { printedCall } from './printed-call.ts'
import { publishAll } from './publish.ts'
import { Recorder } from './recorder.ts'
import { Secrets } from './secrets.ts'
import { watchSources } from './source-files.ts'
import { startWorld, type World } from './world.ts'

export interface DevOptions {
  /** The plugin's folder. */
  readonly folder: string
  readonly ports?: Partial<Ports>
  /** In place of the embedded PostgreSQL. */
  readonly databaseUrl?: string | undefined
  /** Where the Network's answers are recorded, from the plugin's folder; absent: nowhere. */
  readonly record?: string | undefined
  /** Forgets what earlier runs made. */
  readonly fresh?: boolean
  readonly colours?: boolean
  /** Where everything is said. */
  readonly print: (text: string) => void
  readonly progress?: (step: string, done: boolean) => void
}

export interface Dev extends World {
  /** The name under which the plugin runs. */
  readonly integration: string
  /** Loads the plugin anew; what saving a file does. */
  reload(paths: readonly string[]): Promise<void>
  /** Has every Channel fetch at once, and says so. */
  fetchNow(): Promise<void>
}

/** A sentence for whoever gave the command. */
export class NoPlugin extends Error {
  override readonly name = 'NoPlugin'
}

/** Starts a world around one plugin, and loads that anew whenever one of its files is saved. */
export async function startDev(options: DevOptions): Promise<Dev> {
  const { print, colours = false, databaseUrl, progress } = options
  const folder = await pluginFolder(options.folder)
  const directory = join(folder, '.hubward')
  if (options.fresh) await forget(directory)
  await mkdir(directory, { recursive: true })
  // None of it belongs into the plugin's repository or package.
  await writeFile(join(directory, '.gitignore'), '*\n')

  const integration = await nameOf(folder)
  const topic = `hubward-dev-${randomUUID()}`
  const { settings, openHosts = [] } = await readDevSettings(folder)
  const entry = await writeEntry(folder, directory, topic)
  const logFile = join(directory, 'host.log')
  const world = await startWorld({
    directory,
    ports: options.ports ?? {},
    portsAtFirst: freePorts,
    databaseUrl,
    plugins: { integrations: { [integration]: { plugin: entry, ...(settings && { settings }) } } },
    // A Network that is being written against is often a server on this computer.
    openHosts: ['127.0.0.1', '::1', 'localhost', ...openHosts],
    operator: { name: 'Your agency' },
    logTo: hostLog(logFile, print),
    ...(progress && { progress }),
  })
  const { host, simulator } = world
  const stray = containStrayFailures(host.context.log)

  const secrets = new Secrets()
  const isNews = newsOnly()
  const recordTo = options.record === undefined ? undefined : resolve(folder, options.record)
  const recorder = recordTo === undefined ? undefined : new Recorder(recordTo, secrets)
  const hear = async (called: Called) => {
    secrets.learn(called, host.context.integrations.get(integration)?.plugin)
    const block = printedCall(called, secrets, { colours, folder })
    if (isNews(called)) print(block)
    const written = await recorder?.add(called)
    if (written?.first) print(`  recording ${relative(folder, written.path)}\n`)
  }
  const hearing = new Set<Promise<void>>()
  const stopListening = listenToCalls(topic, (called) => {
    const heard = hear(called)
      .catch((error) => print(`  A call could not be shown or recorded: ${error}\n`))
      .finally(() => hearing.delete(heard))
    hearing.add(heard)
  })

  async function loadAnew(paths: readonly string[]): Promise<void> {
    const since = performance.now()
    const { settings: newSettings = {} } = await readDevSettings(folder)
    await writeEntry(folder, directory, topic)
    const problems = await host.reload(integration, newSettings)
    if (problems.length > 0) {
      const before = host.context.integrations.has(integration)
      print(
        `\n${sayProblems(problems, directory)}${before ? 'The version before keeps running.\n' : ''}`,
      )
      return
    }
    const ms = Math.round(performance.now() - since)
    print(`\nLoaded anew in ${ms} ms: ${paths.join(', ')}\n`)
    for (const { changed } of await publishAll(host, simulator)) {
      if (changed.length > 0) print(`  The Manifest has changed: ${changed.join(', ')}\n`)
      else print(await pages())
    }
    // Nobody waits for the next interval to see what the new code does.
    await host.fetchNow(integration)
  }

  async function fetchNow(): Promise<void> {
    const count = await host.fetchNow(integration)
    const none = 'There is no active Channel that could fetch: add one on the onboarding page.'
    print(
      count === 0
        ? `${none}\n`
        : `Fetching for ${count === 1 ? 'the Channel' : `${count} Channels`} …\n`,
    )
  }

  const pages = async () => {
    const manifest = await reusableManifest(host.context.db, integration)
    const add = `${simulator.appUrl}/settings/channels/add/${manifest?.manifestId}`
    return pagesText(integration, world, add)
  }

  let working: Promise<void> = Promise.resolve()
  const reload = (paths: readonly string[]) => {
    working = working.then(() =>
      loadAnew(paths).catch((error) => {
        print(
          `\n${error instanceof Error ? error.message : error}\nThe version before keeps running.\n`,
        )
      }),
    )
    return working
  }

  const [failed] = host.failures
  if (failed)
    print(`\n${sayProblems(failed.problems, directory)}Mend and save it; everything else runs.\n`)
  else print(await pages())
  print(
    `Saving a file of the plugin loads it anew, and fetches. Press f to fetch now. Everything else is in ${relative(process.cwd(), logFile)}.\n`,
  )
  if (recordTo) {
    print(
      `Recording into ${relative(folder, recordTo)}. Secrets are masked; what people wrote is not: read the files before you commit them.\n`,
    )
  }
  const stopWatching = await watchSources(folder, (paths) => void reload(paths))
  return {
    ...world,
    integration,
    reload,
    fetchNow,
    async close() {
      await stopWatching()
      await working
      await world.close()
      stopListening()
      await Promise.all(hearing)
      stray()
    },
  }
}

/** A Network is asked again and again: what is the same as the time before is not shown again. */
function newsOnly(): (called: Called) => boolean {
  const before = new Map<string, string>()
  return ({ name, channel, input, outcome, exchanges }) => {
    const asked = exchanges.map(({ method, url, answer }) => [method, url, answer?.status])
    const what = JSON.stringify([input, outcome, asked])
    const whose = JSON.stringify([name, channel])
    const isNew = before.get(whose) !== what
    before.set(whose, what)
    return isNew
  }
}

async function pluginFolder(given: string): Promise<string> {
  const folder = resolve(given)
  if (existsSync(join(folder, 'package.json'))) return realpath(folder)
  throw new NoPlugin(
    `There is no package.json in ${folder}. Give the folder of a plugin: hubward dev ‹folder›. To begin a plugin: npm create hubward-plugin`,
  )
}

/** The last part of the package's name, without what all plugins are called. */
async function nameOf(folder: string): Promise<string> {
  const { name }: { name?: unknown } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const last = String(name ?? 'plugin')
    .replace(/^@[^/]*\//, '')
    .replace(/^hubward-/, '')
    .replace(/^plugin-/, '')
  const fitting = last
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
  return fitting.length < 2 ? 'plugin' : fitting.slice(0, 32)
}

function sayProblems(problems: readonly PluginProblem[], directory: string): string {
  const lines = problems.map(({ where, rule }) => `  ${where}: ${rule.replaceAll(directory, '')}\n`)
  return `The plugin can’t be loaded:\n${lines.join('')}`
}

function pagesText(integration: string, world: World, addUrl: string): string {
  return `
${integration} is running. Open in a browser:

  Onboarding              ${addUrl}
                          add a Channel, as a Customer does
  Channels Settings Page  ${world.channelsSettingsUrl}
  Inbox                   ${world.inboxUrl}
                          read and answer, as a community manager does

`
}
