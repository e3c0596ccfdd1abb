import { ContractError, isSignedBy, liveIdIn, mediaUrl, withDefaults } from '@hubward/border'
import {
  type Admission,
  AuthenticationInput,
  type AuthenticationStep,
  type Language,
  type MailPlace,
  type MailState,
  type NetworkPlugin,
  PluginError,
  type Received,
  type ReceivedFile,
  type ReceivedRequest,
  type SetAside,
} from '@hubward/plugin'
import type { Got } from 'got'
import type Type from 'typebox'
import { checkGiven } from './check-given.ts'
import { TestClock } from './clock.ts'
import type { LoggedLine } from './collecting-log.ts'
import { Faults } from './faults.ts'
import { TEST_CALLBACK_URL } from './follow-redirects.ts'
import { MemoryFiles } from './memory-files.ts'
import { MemoryStore } from './memory-store.ts'
import { TEST_MEDIA_KEY, TestBorder } from './test-border.ts'
import { TestChannel, type TestChannelOptions } from './test-channel.ts'
import { UNGUARDED_HTTP } from './ways-out.ts'

export interface TestHostOptions {
  /** As an operator would configure them: defaults are filled in. */
  readonly settings?: unknown
  /** When the clock starts. ISO 8601. */
  readonly time?: string
  /** In place of a got without guard. */
  readonly http?: Got
  /** In place of the `fetch` of this process. */
  readonly fetch?: typeof globalThis.fetch
  /** Where the host is reached, without a slash at the end: what `startTestServer` answers. */
  readonly publicUrl?: string
  /** What `mailState` answers. Absent: plugins have none, as where the operator sends visitors no mail. */
  readonly mailState?: (place: MailPlace) => MailState
}

/** The `state` that a browser must bring back to a test host. */
export const TEST_STATE = 'state-of-the-host'

/** What of a request matters to a test; the rest is an empty GET from one visitor. */
export type TestRequest = Partial<ReceivedRequest> & { readonly path: string }

/**
 * Plays the host for one plugin, in memory: no database, no SocialHub, no server. Whatever passes
 * between it and the plugin goes through the border of a real host, `@hubward/border`: it is copied
 * and checked against the contract, and whatever is thrown arrives as a `PluginError`.
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
  /** Items of the Network's lists that the plugin has counted as left out: `context.noteSetAside`. */
  readonly setAside: SetAside[] = []
  /** What answers of `receive` asked for beside the pushes: mails, and threads that were erased. */
  readonly mails: NonNullable<Received['mails']>[number][] = []
  readonly forgotten: NonNullable<Received['forgotten']>[number][] = []
  /** What goes wrong on the way to the Network. */
  readonly faults = new Faults()
  readonly #plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>
  readonly #border: TestBorder
  readonly #publicUrl: string
  /** Told of each `notify`. */
  readonly #livePages = new Set<(id: string) => void>()
  /** By the host's own id. */
  readonly #channels = new Map<
    string,
    TestChannel<Settings, ChannelSettings, Credentials, Position>
  >()
  /** Those that are there, by `networkId`. */
  readonly #connected = new Map<
    string,
    TestChannel<Settings, ChannelSettings, Credentials, Position>
  >()

  constructor(
    plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
    options: TestHostOptions = {},
  ) {
    this.#plugin = plugin
    this.#publicUrl = options.publicUrl ?? 'https://host.test'
    this.clock = new TestClock(options.time ?? '2026-01-15T10:00:00.000Z')
    const { clock, store, files, log, setAside, faults } = this
    const { mailState } = options
    const settings = withDefaults(plugin.settings, options.settings ?? {})
    this.#border = new TestBorder(plugin, {
      ...{ clock, store, files, log, setAside, faults },
      http: options.http ?? UNGUARDED_HTTP,
      // Looked up for each call, so that a test may put a mock in the place of the global one.
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      publicUrl: this.#publicUrl,
      settings: checkGiven('the test’s settings', plugin.settings, settings),
      livePages: this.#livePages,
      mailState: mailState && (async (place) => mailState(place)),
      channelById: (id) => this.#channelById(id),
      channelOf: (networkId) => this.#connected.get(networkId),
    })
  }

  /** What the plugin's calls did by another way than their context: no guard would have seen it. */
  get waysPast(): ReadonlySet<string> {
    return this.#border.waysPast
  }

  /** An absolute URL whose requests reach `receive`, as `context.publicUrl` answers it. */
  publicUrl(path: string): string {
    return `${this.#publicUrl}/p/${this.#plugin.id}${path}`
  }

  /** The absolute URL of a stored file, as `context.mediaUrl` answers it. */
  mediaUrl(reference: string): string {
    return mediaUrl(this.#publicUrl, TEST_MEDIA_KEY, reference)
  }

  /**
   * What a page with a URL of `liveUrl` hears: `told` is called for each `notify` of its topic.
   *
   * @returns what ends that; undefined where the host has never made this URL.
   */
  followLive(url: string, told: () => void): (() => void) | undefined {
    const id = liveIdIn(TEST_MEDIA_KEY, url.split('/').at(-1) ?? '')
    if (id === undefined) return undefined
    const hear = (named: string) => {
      if (named === id) told()
    }
    this.#livePages.add(hear)
    return () => void this.#livePages.delete(hear)
  }

  /**
   * What the host serves under a URL of `mediaUrl` or `channelMediaUrl`.
   *
   * @throws PluginError `not-found` where it serves nothing, as under a URL that no message shows.
   */
  async openUrl(url: string): Promise<{ readonly content: Uint8Array; readonly mimeType: string }> {
    const [, ofChannel, name = ''] = /\/media\/(channel\/)?([^/]+)$/.exec(url) ?? []
    if (ofChannel === undefined) return this.#openFile(name)
    for (const channel of this.#channels.values()) {
      const reference = channel.media.get(name)
      if (reference !== undefined) return channel.openMedia(reference)
    }
    throw new PluginError('not-found', { message: `no message shows ${url}` })
  }

  async #openFile(name: string) {
    const [reference = '', signature = ''] = name.split('.')
    if (!isSignedBy(TEST_MEDIA_KEY, reference, signature)) {
      throw new PluginError('not-found', { message: 'the URL is not one of mediaUrl' })
    }
    const { stream, mimeType } = await this.files.open(reference)
    return { content: Buffer.concat(await stream.toArray()), mimeType }
  }

  async authenticate(
    input: AuthenticationInput,
    language: Language = 'en',
  ): Promise<AuthenticationStep> {
    const asked = checkGiven('the test’s input', AuthenticationInput, input)
    const visit = { language, callback: { url: TEST_CALLBACK_URL, state: TEST_STATE } }
    return this.#border.ask((calls) => calls.authenticate(this.#border.integration, visit, asked))
  }

  addChannel(
    options: TestChannelOptions<Type.Static<ChannelSettings>, Type.Static<Credentials>>,
  ): TestChannel<Settings, ChannelSettings, Credentials, Position> {
    checkGiven('the test’s channelSettings', this.#plugin.channelSettings, options.channelSettings)
    checkGiven('the test’s credentials', this.#plugin.credentials, options.credentials)
    const id = String(this.#channels.size + 1)
    const around = { border: this.#border, now: () => this.clock.now(), id }
    const channel = new TestChannel(this.#plugin, around, options)
    this.#channels.set(id, channel)
    this.#connected.set(channel.channel.networkId, channel)
    return channel
  }

  #channelById(id: string): TestChannel<Settings, ChannelSettings, Credentials, Position> {
    const channel = this.#channels.get(id)
    if (channel) return channel
    throw new Error(`the test host has no Channel ${id}`)
  }

  removeChannel(networkId: string): void {
    this.#connected.delete(networkId)
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
    const received = await this.#border.ask((calls) =>
      calls.receive(this.#border.integration, whole),
    )
    if (options.losePushes) throw new Error('the host died before it stored what was pushed')
    for (const { networkId, entry } of received.pushes ?? []) {
      this.#connected.get(networkId)?.pushes.append(entry, this.clock.now().toISOString())
    }
    this.mails.push(...(received.mails ?? []))
    this.forgotten.push(...(received.forgotten ?? []))
    const arrived = whole.files.map(({ reference }) => reference)
    const missing = this.files.settle(arrived, received)
    if (missing.length > 0) {
      const rule = `These files are not there: ${missing.join(', ')}`
      throw new ContractError(`receive: keep: ${rule}`, 'none', [{ field: 'keep', rule }])
    }
    return received.response
  }

  /** What the plugin says of a request before its body is read; `{}` where it has no `admit`. */
  async admit(request: TestRequest): Promise<Admission> {
    const { path, method = 'GET', query = {}, headers = {} } = request
    const { remoteAddress = '203.0.113.7', language = 'en' } = request
    const head = { path, method, query, headers, remoteAddress, language }
    return this.#border.ask((calls) => calls.admit(this.#border.integration, head))
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
