import { AsyncLocalStorage } from 'node:async_hooks'
import { url as inspectorUrl } from 'node:inspector'
import {
  type CallChannel,
  ContractError,
  channelContext,
  checkedEntries,
  createPluginCalls,
  inProcess,
  type PluginCalls,
  type PluginRunner,
  type Services,
  Sessions,
  type Surroundings,
} from '@hubward/border'
import {
  type ChannelContext,
  type MailPlace,
  type MailState,
  type NetworkPlugin,
  type PluginChannel,
  PluginError,
  type SetAside,
} from '@hubward/plugin'
import type { Problem } from '@hubward/socialhub'
import type { Got } from 'got'
import { pino } from 'pino'
import type { TestClock } from './clock.ts'
import { collectingLog, type LoggedLine } from './collecting-log.ts'
import type { Faults } from './faults.ts'
import type { MemoryFiles } from './memory-files.ts'
import type { MemoryPushLog } from './memory-push-log.ts'
import type { MemoryStore } from './memory-store.ts'
import { watched } from './past-the-guard.ts'
import { testWaysOut } from './ways-out.ts'

/** Signs the URLs of media, in place of a host's key. */
export const TEST_MEDIA_KEY = 'media-key-of-the-test-host'

/** What a test host keeps of a Channel. */
export interface KeptChannel {
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly store: MemoryStore
  readonly pushes: MemoryPushLog
  /** Told when a plugin that listens has rung it. */
  rung(): void
  /** References of media that messages show, by the token in the URL. */
  readonly media: Map<string, string>
}

/** Where a test host has everything that a plugin may use. */
export interface TestRooms {
  readonly clock: TestClock
  readonly store: MemoryStore
  readonly files: MemoryFiles
  readonly log: LoggedLine[]
  readonly setAside: SetAside[]
  readonly faults: Faults
  readonly http: Got
  readonly fetch: typeof globalThis.fetch
  readonly publicUrl: string
  readonly settings: unknown
  /** Told which topic a plugin names in `context.notify`, as `context.liveUrl` hides it. */
  readonly livePages: Set<(id: string) => void>
  /** Absent: visitors get no mail. */
  readonly mailState?: ((place: MailPlace) => Promise<MailState>) | undefined
  channelById(id: string): KeptChannel
  channelOf(networkId: string): KeptChannel | undefined
}

/** What is noted of one call that a test makes. */
interface Noted {
  thrown?: unknown
  readonly problems: Problem[]
}

/**
 * The border between a test and its plugin: that of a real host, in this thread, over what is in memory.
 * It is stricter in one point. What a host would hold against the plugin in its log and go on, such as
 * a message among others that SocialHub would refuse, fails the call here.
 */
export class TestBorder {
  readonly #plugin: NetworkPlugin
  readonly #rooms: TestRooms
  readonly #calls: PluginCalls
  readonly #waysOut: ReturnType<typeof testWaysOut>
  /** Of contexts that a test asks for itself; calls have their own. */
  readonly #sessions: Sessions
  readonly #current = new AsyncLocalStorage<Noted>()
  /** What the plugin did past its context. */
  readonly waysPast = new Set<string>()

  constructor(plugin: NetworkPlugin, rooms: TestRooms) {
    this.#plugin = plugin
    this.#rooms = rooms
    this.#waysOut = testWaysOut(rooms.faults, rooms)
    this.#sessions = new Sessions(this.#waysOut)
    this.#calls = createPluginCalls(this.#surroundings())
  }

  /** The name of the integration. */
  get integration(): string {
    return this.#plugin.id
  }

  /**
   * Makes one call, as a host makes it.
   *
   * @throws PluginError, caused by what the plugin itself threw; ContractError where it answered what
   *   the contract doesn't allow.
   */
  async ask<Answer>(call: (calls: PluginCalls) => Promise<Answer>): Promise<Answer> {
    const noted: Noted = { problems: [] }
    let answer: Answer
    try {
      answer = await watched(this.waysPast, () => this.#current.run(noted, () => call(this.#calls)))
    } catch (error) {
      // A host drops the cause, which may hold credentials. A test needs the trace.
      if (error instanceof PluginError && noted.thrown !== undefined) error.cause = noted.thrown
      throw error
    }
    const [first] = noted.problems
    if (!first) return answer
    const message = `the plugin answered rubbish: ${first.field}: ${first.rule}`
    throw new ContractError(message, 'none', noted.problems)
  }

  /** The context of a call about one Channel, for a test that calls a function of the plugin itself. */
  contextOf(about: CallChannel, signal: AbortSignal): ChannelContext {
    const { publicUrl, clock } = this.#rooms
    const { id, channel, channelSettings, credentials } = structuredClone(about)
    const known = {
      integration: this.integration,
      settings: structuredClone(this.#rooms.settings),
      publicUrl,
      mediaKey: TEST_MEDIA_KEY,
      channel: { id, channel, channelSettings, credentials },
    }
    return channelContext(known, {
      services: this.#servicesOfChannel(id).services,
      out: this.#waysOut.forCall(signal),
      signal,
      session: this.#sessions.forCall({ name: 'fetchMessages', known }, signal).session,
      now: () => clock.now(),
      media: new Map(),
    })
  }

  #surroundings(): Surroundings {
    const { publicUrl, settings, channelOf, channelById, mailState } = this.#rooms
    const { integration: name } = this
    const runner = this.#runner()
    return {
      // What a host says about a plugin, a test is told by the error.
      log: pino({ level: 'silent' }),
      // Nothing watches how long you stop in a debugger.
      untimed: inspectorUrl() !== undefined,
      publicUrl,
      integrations: new Map([[name, { name, plugin: this.#plugin, runner, settings }]]),
      mediaKey: () => TEST_MEDIA_KEY,
      servicesOfIntegration: () => this.#services(),
      servicesOfChannel: (_integration, _call, id) => this.#servicesOfChannel(id),
      servicesOfRequest: () => ({
        ...this.#services(),
        listening: this.#listening((networkId = '') => channelOf(networkId)),
        async channelOf(networkId) {
          const known = channelOf(networkId)
          if (known === undefined) return undefined
          const { channel, channelSettings, store } = known
          return {
            ...structuredClone({ channel, channelSettings }),
            channelStore: store,
            ...(mailState && { mailState }),
          }
        },
      }),
      noteFault: async ({ field = '', reason }) => {
        this.#current.getStore()?.problems.push({ field, rule: reason })
      },
      async rememberMedia(id, shown) {
        const { media } = channelById(id)
        for (const { token, reference } of shown) media.set(token, reference)
      },
    }
  }

  /** Runs the plugin in this thread, and keeps what it throws. */
  #runner(): PluginRunner {
    const { clock } = this.#rooms
    const runner = inProcess(this.#plugin, { http: this.#waysOut, now: () => clock.now() })
    return {
      ...runner,
      run: (asked) =>
        runner.run(asked).catch((error: unknown) => {
          const noted = this.#current.getStore()
          if (noted) noted.thrown = error instanceof Error ? error.cause : error
          throw error
        }),
    }
  }

  #services(): Services {
    const { log, store, files } = this.#rooms
    const notify = async (id: string) => {
      for (const told of this.#rooms.livePages) told(id)
    }
    return { log: collectingLog(log), store, files, notify }
  }

  #servicesOfChannel(id: string) {
    const { store, pushes } = this.#rooms.channelById(id)
    const { mailState } = this.#rooms
    let last = 0
    const received = {
      async read(after: number, limit: number) {
        const entries = await pushes.read(after, limit)
        last = Math.max(last, entries.at(-1)?.number ?? 0)
        return entries
      },
    }
    const services: Services = {
      ...this.#services(),
      noteSetAside: (items) => void this.#rooms.setAside.push(...items),
      ofChannel: { store, received, ...(mailState && { mailState }) },
      listening: this.#listening(() => this.#rooms.channelById(id)),
    }
    return { services, pushesRead: () => last }
  }

  #listening(
    channelOf: (networkId: string | undefined) => KeptChannel | undefined,
  ): NonNullable<Services['listening']> {
    const { clock } = this.#rooms
    return {
      async ring(networkId) {
        channelOf(networkId)?.rung()
      },
      async append(networkId, given) {
        const entries = checkedEntries(given)
        const channel = channelOf(networkId)
        for (const entry of entries) channel?.pushes.append(entry, clock.now().toISOString())
        channel?.rung()
      },
    }
  }
}
