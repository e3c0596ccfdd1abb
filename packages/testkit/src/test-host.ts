import {
  Admission,
  AuthenticationInput,
  AuthenticationStep,
  type Language,
  type NetworkPlugin,
  type ReceiveContext,
  Received,
  type ReceivedFile,
  type ReceivedRequest,
} from '@hubward/plugin'
import type { Got } from 'got'
import type Type from 'typebox'
import Value from 'typebox/value'
import { TestClock } from './clock.ts'
import { ContractError, crossing } from './crossing.ts'
import { Faults } from './faults.ts'
import { TEST_CALLBACK_URL } from './follow-redirects.ts'
import { MemoryFiles } from './memory-files.ts'
import { MemoryStore } from './memory-store.ts'
import { TestChannel, type TestChannelOptions } from './test-channel.ts'
import { type LoggedLine, type Surroundings, testContext, UNGUARDED_HTTP } from './test-context.ts'

export interface TestHostOptions {
  /** As an operator would configure them: defaults are filled in. */
  readonly settings?: unknown
  /** When the clock starts. ISO 8601. */
  readonly time?: string
  /** In place of a got without guard. */
  readonly http?: Got
  /** In place of the `fetch` of this process. */
  readonly fetch?: typeof globalThis.fetch
  /** What `publicUrl('/')` begins with; no slash at the end. */
  readonly publicUrl?: string
}

/** The `state` that a browser must bring back to a test host. */
export const TEST_STATE = 'state-of-the-host'

/** What of a request matters to a test; the rest is an empty GET from one visitor. */
export type TestRequest = Partial<ReceivedRequest> & { readonly path: string }

/**
 * Plays the host for one plugin, in memory: no database, no SocialHub, no server. Whatever passes
 * between it and the plugin is copied and checked against the contract.
 */
export class TestHost<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
> {
  readonly clock: TestClock
  readonly store = new MemoryStore()
  readonly files = new MemoryFiles(() => this.clock.now())
  readonly log: LoggedLine[] = []
  /** What goes wrong on the way to the Network. */
  readonly faults = new Faults()
  readonly #plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>
  readonly #around: Surroundings<Type.Static<Settings>>
  readonly #channels = new Map<
    string,
    TestChannel<Settings, ChannelSettings, Credentials, Position>
  >()

  constructor(
    plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
    options: TestHostOptions = {},
  ) {
    this.#plugin = plugin
    this.clock = new TestClock(options.time ?? '2026-01-15T10:00:00.000Z')
    const settings = Value.Default(plugin.settings, structuredClone(options.settings ?? {}))
    const publicUrl = options.publicUrl ?? `https://host.test/p/${plugin.id}`
    this.#around = {
      integration: plugin.id,
      settings: crossing('the test’s settings', plugin.settings, settings),
      clock: this.clock,
      store: this.store,
      files: this.files,
      log: this.log,
      http: options.http ?? UNGUARDED_HTTP,
      // Looked up for each call, so that a test may put a mock in the place of the global one.
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      faults: this.faults,
      publicUrl,
      mediaUrl: new URL('/media', publicUrl).href,
    }
  }

  async authenticate(
    input: AuthenticationInput,
    language: Language = 'en',
  ): Promise<AuthenticationStep> {
    const context = {
      ...testContext(this.#around, new AbortController().signal),
      language,
      callback: { url: TEST_CALLBACK_URL, state: TEST_STATE },
    }
    const asked = crossing('the test’s input', AuthenticationInput, input)
    const step = await this.#plugin.authenticate(context, asked)
    return crossing('authenticate', AuthenticationStep, step)
  }

  addChannel(
    options: TestChannelOptions<Type.Static<ChannelSettings>, Type.Static<Credentials>>,
  ): TestChannel<Settings, ChannelSettings, Credentials, Position> {
    crossing('the test’s channelSettings', this.#plugin.channelSettings, options.channelSettings)
    crossing('the test’s credentials', this.#plugin.credentials, options.credentials)
    const channel = new TestChannel(this.#plugin, this.#around, options)
    this.#channels.set(channel.channel.networkId, channel)
    return channel
  }

  removeChannel(networkId: string): void {
    this.#channels.delete(networkId)
  }

  /**
   * One request to `receive`; what it pushed stands in the Channels' push logs afterwards, and of its
   * files those stay that the answer keeps. One with a body is asked about before, where the plugin
   * has `admit`; what that refuses never reaches `receive`.
   *
   * @param options.losePushes answers as a host that died before anything was committed.
   */
  async receive(
    request: TestRequest,
    options: { readonly losePushes?: boolean } = {},
  ): Promise<Received['response']> {
    const { receive } = this.#plugin
    if (receive === undefined) throw new Error('the plugin has no receive')
    const whole: ReceivedRequest = {
      method: 'GET',
      query: {},
      headers: {},
      fields: {},
      files: [],
      rawBody: new Uint8Array(),
      remoteAddress: '203.0.113.7',
      language: 'en',
      ...request,
    }
    if (hasBody(whole)) {
      const refusal = refusalOf(whole, await this.admit(whole))
      if (refusal) return refusal
    }
    const answer = await receive.call(this.#plugin, this.#receiving(), structuredClone(whole))
    const received = crossing('receive', Received, answer)
    if (options.losePushes) throw new Error('the host died before it stored what was pushed')
    for (const { networkId, entry } of received.pushes ?? []) {
      this.#channels.get(networkId)?.pushes.append(entry, this.clock.now().toISOString())
    }
    const arrived = whole.files.map(({ reference }) => reference)
    const missing = this.files.settle(arrived, received)
    if (missing.length > 0) {
      throw new ContractError(`receive keeps files that are not there: ${missing.join(', ')}`)
    }
    return received.response
  }

  /** What the plugin says of a request before its body is read; `{}` where it has no `admit`. */
  async admit(request: TestRequest): Promise<Admission> {
    const { admit } = this.#plugin
    if (admit === undefined) return {}
    const { path, method = 'GET', query = {}, headers = {} } = request
    const { remoteAddress = '203.0.113.7', language = 'en' } = request
    const head = { path, method, query, headers, remoteAddress, language }
    const answer = await admit.call(this.#plugin, this.#receiving(), structuredClone(head))
    return crossing('admit', Admission, answer)
  }

  #receiving(): ReceiveContext<Type.Static<Settings>, Type.Static<ChannelSettings>> {
    return {
      ...testContext(this.#around, new AbortController().signal),
      channelOf: async (networkId: string) => {
        const known = this.#channels.get(networkId)
        if (known === undefined) return undefined
        const { channel, channelSettings, store } = known
        return {
          channel,
          channelSettings: structuredClone(channelSettings),
          channelStore: store,
        }
      },
    }
  }

  /** Stores bytes as the host does with a file that came with a form. */
  async receiveFile(
    field: string,
    name: string,
    content: Uint8Array,
    mimeType = 'application/octet-stream',
  ): Promise<ReceivedFile> {
    const stored = await this.files.stage(content, { name, mimeType })
    return { field, name, ...stored }
  }
}

function hasBody({ fields, files, rawBody }: ReceivedRequest): boolean {
  return rawBody.length > 0 || files.length > 0 || Object.keys(fields).length > 0
}

/** What a host answers in place of `receive`, where `admit` refuses or the body is longer than it says. */
function refusalOf(
  { fields, files, rawBody }: ReceivedRequest,
  { response, limitBytes = Number.POSITIVE_INFINITY, files: most = 20 }: Admission,
): Received['response'] | undefined {
  if (response !== undefined) return response
  const typed = Object.values(fields).flat()
  const sizes = [
    ...typed.map((value) => Buffer.byteLength(value)),
    ...files.map(({ sizeBytes }) => sizeBytes),
  ]
  const sizeBytes = Math.max(rawBody.length, sum(sizes))
  return sizeBytes > limitBytes || files.length > most ? { status: 413 } : undefined
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
