import { ContractError } from '@hubward/border'
import {
  type FetchResult,
  type Message,
  type NetworkPlugin,
  type PlainData,
  type PluginError,
  toPluginError,
  type WrittenMessage,
} from '@hubward/plugin'
import type Type from 'typebox'
import { watched } from '../past-the-guard.ts'
import type { TestChannel } from '../test-channel.ts'
import { TestHost, type TestHostOptions } from '../test-host.ts'
import { expect, Skipped, show, skip } from './rule.ts'
import type { AnyTrial } from './trial.ts'

type AnyHost = TestHost<Type.TSchema, Type.TSchema, Type.TSchema, Type.TSchema>
type AnyChannel = TestChannel<Type.TSchema, Type.TSchema, Type.TSchema, Type.TSchema>

/** A host with one Channel, on which a rule is tried out. */
export interface Scene {
  readonly host: AnyHost
  readonly channel: AnyChannel
}

/** More pages than any trial's messages fill: whoever goes on has no end. */
const PAGES_LIMIT = 2_000
const PATIENCE_MS = 10_000
const HOUR_MS = 3_600_000

/** Plays a plugin through a trial; the rules say what they expect of it. */
export class Stage {
  readonly plugin: NetworkPlugin
  readonly trial: AnyTrial
  /** What the plugin did past its context, in any rule so far. */
  get pastContext(): string[] {
    return [
      ...new Set(
        [this.waysPast, ...this.#hosts.map((host) => host.waysPast)].flatMap((ways) => [...ways]),
      ),
    ]
  }

  /** How many mails its replies have named, in any rule so far. */
  get namedMails(): number {
    return this.#channels.reduce((sum, { mails }) => sum + mails.length, 0)
  }

  readonly waysPast = new Set<string>()
  readonly #hosts: AnyHost[] = []
  readonly #channels: AnyChannel[] = []
  #writings = 0
  #scenes = 0

  constructor(plugin: NetworkPlugin, trial: AnyTrial) {
    this.plugin = plugin
    this.trial = trial
  }

  get pageSize(): number {
    return this.plugin.declaration.fetch.pageSize
  }

  newHost(options: TestHostOptions = {}): AnyHost {
    const host = new TestHost(this.plugin, { ...this.trial.host, ...options })
    this.#hosts.push(host)
    return host
  }

  /** A Channel for which three messages or more have happened, and nothing is fetched yet. */
  async arranged(options: TestHostOptions = {}): Promise<Scene> {
    const scene = this.#scene(options)
    if (this.trial.arrange) await this.trial.arrange(scene.host, scene.channel)
    else await this.write(scene, 3)
    return scene
  }

  /** A Channel that has fetched all there is: what it fetches from now on is new. */
  async settled(options: TestHostOptions = {}): Promise<Scene> {
    const scene = await this.arranged(options)
    await this.fetchAll(scene)
    return scene
  }

  /**
   * Lets texts be written, each with a word of its own.
   *
   * @param texts how many, or which.
   * @returns the texts.
   */
  async write(
    { host, channel }: Scene,
    texts: number | readonly string[],
    options: {
      readonly sameTime?: boolean
      readonly time?: string
      readonly inReplyTo?: string
    } = {},
  ): Promise<readonly string[]> {
    const { trial } = this
    if (trial.write === undefined) skip('the trial has no “write”')
    const wanted =
      typeof texts === 'number' ? Array.from({ length: texts }, () => this.newText()) : texts
    for (const text of wanted) {
      if (options.sameTime !== true) host.clock.advance(1_000)
      const time = options.time ?? host.clock.now().toISOString()
      const { inReplyTo } = options
      await trial.write(
        channel,
        { text, time, ...(inReplyTo !== undefined && { inReplyTo }) },
        host,
      )
    }
    return wanted
  }

  /** Words that nobody else has written. */
  newText(): string {
    return `Message ${++this.#writings} of the suite.`
  }

  /** One page, after which the position moves. */
  async fetchPage(
    { channel }: Scene,
    limit = this.pageSize,
  ): Promise<FetchResult<Type.Static<Type.TSchema>>> {
    const page = await channel.fetchPage(channel.position, limit)
    channel.position = page.position
    return page
  }

  /** All pages from where the Channel stands. */
  async fetchAll(scene: Scene, limit = this.pageSize): Promise<Message[]> {
    const messages: Message[] = []
    for (let pages = 0; pages < PAGES_LIMIT; pages++) {
      const page = await this.fetchPage(scene, limit)
      messages.push(...page.messages)
      if (!page.more) return messages
    }
    expect(false, 'an end of what is new', `“more: true” ${PAGES_LIMIT} times in a row`)
    return messages
  }

  /**
   * What becomes of a call that something goes wrong with: its error, as the host reads it, or
   * undefined when it succeeded.
   */
  async failureOf(
    { host }: Pick<Scene, 'host'>,
    call: () => Promise<unknown>,
  ): Promise<PluginError | undefined> {
    try {
      await this.within(call())
      return undefined
    } catch (thrown) {
      const isFailure = !(thrown instanceof ContractError || thrown instanceof TooLong)
      if (!isFailure || thrown instanceof Skipped) throw thrown
      return toPluginError(thrown, host.clock.now())
    }
  }

  /** Calls a function of the plugin past the border, watched as if it came by it. */
  direct<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return watched(this.waysPast, call)
  }

  /** Waits for a call, but not for ever. */
  async within<Value>(call: Promise<Value>): Promise<Value> {
    const patienceMs = this.trial.patienceMs ?? PATIENCE_MS
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TooLong(patienceMs)), patienceMs)
    })
    try {
      return await Promise.race([call, tooLong])
    } finally {
      clearTimeout(timer)
    }
  }

  #scene(given: TestHostOptions): Scene {
    const host = this.newHost(given)
    // The trial's Network remembers what other scenes have seen: where the time of what is written
    // is ours to say, each scene begins later.
    if (this.trial.write) host.clock.advance(HOUR_MS * ++this.#scenes)
    const { channelSettings, credentials, channel } = this.trial
    const options = { channelSettings, credentials, ...(channel && { channel }) }
    const added = host.addChannel(structuredClone(options))
    this.#channels.push(added)
    return { host, channel: added }
  }
}

/** A call that doesn't end. */
class TooLong extends Error {
  constructor(patienceMs: number) {
    super(`the call was still running after ${patienceMs} ms`)
  }
}

/** What a message is to the host, which drops what it knows: an edit is something new. */
export function keyOf(message: Message): string {
  return 'interaction' in message
    ? `${message.interaction.networkItemId} ${message.updatedTime ?? ''}`
    : `${message.networkItemId} deleted`
}

/** Each message once, in the order of its first appearance: an overlap is welcome. */
export function withoutOverlap(messages: readonly Message[]): Message[] {
  const byKey = new Map<string, Message>()
  for (const message of messages) {
    if (!byKey.has(keyOf(message))) byKey.set(keyOf(message), message)
  }
  return [...byKey.values()]
}

export function written(messages: readonly Message[]): WrittenMessage[] {
  return messages.filter((message) => 'interaction' in message)
}

/** The messages that carry a text, whatever the Network puts around it. */
export function withText(messages: readonly Message[], text: string): WrittenMessage[] {
  const flat = flatten(text)
  return written(messages).filter(({ interaction }) =>
    flatten(interaction.message ?? '').includes(flat),
  )
}

/** White space is the Network's to change. */
export function flatten(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Expects each text under exactly one id. */
export function expectEachOnce(messages: readonly Message[], texts: readonly string[]): void {
  for (const text of texts) {
    const ids = new Set(
      withText(messages, text).map(({ interaction }) => interaction.networkItemId),
    )
    expect(ids.size !== 0, `a message with the text ${show(text)}`, 'none: it is lost')
    expect(ids.size === 1, `one message with the text ${show(text)}`, `it under ${show([...ids])}`)
  }
}

/** What is needed to answer a message. */
export function actedOn({ interaction, reference }: WrittenMessage) {
  const { networkItemId, root } = interaction
  const note: PlainData = reference ?? null
  return { networkItemId, reference: note, rootId: root?.rootId ?? null }
}
