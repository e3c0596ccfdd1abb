import { isDeepStrictEqual } from 'node:util'
import {
  type ChannelContext,
  DeletedMessage,
  type FetchResult,
  FoundReply,
  Instruction,
  type Message,
  type NetworkPlugin,
  PlainData,
  type PluginChannel,
  PublishedReply,
  Reply,
  Time,
  WrittenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import { crossing } from './crossing.ts'
import { MemoryPushLog } from './memory-push-log.ts'
import { MemoryStore } from './memory-store.ts'
import { type Surroundings, testContext } from './test-context.ts'

// Compiled once each, which takes longer than checking with them.
const Messages = Type.Array(Type.Unknown())
const More = Type.Boolean()
const Instructions = Type.Array(Instruction)
const Recent = Type.Object(
  {
    messages: Messages,
    cursor: Type.Optional(PlainData),
    completeSince: Type.Optional(Time),
  },
  { additionalProperties: false },
)

/** What a test says of a Channel; the rest has values that suit most tests. */
export interface TestChannelOptions<ChannelSettings, Credentials> {
  readonly channelSettings: ChannelSettings
  readonly credentials: Credentials
  readonly channel?: Partial<PluginChannel>
}

/** The parts of a reply that matter to a test. */
export type TestReply = Pick<Reply, 'inReplyTo'> & Partial<Reply>

const Subscribed = Type.Object({ expiresAt: Type.Optional(Time) }, { additionalProperties: false })
const RefreshAnswer = Type.Object(
  { credentials: Type.Unknown(), expirationTime: Type.Optional(Time) },
  { additionalProperties: false },
)

/** One Channel of a test host. It calls the plugin as a host would: with copies, checking answers. */
export class TestChannel<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
> {
  readonly channel: PluginChannel
  readonly store = new MemoryStore()
  readonly pushes = new MemoryPushLog()
  /** May be replaced, as a Customer does who edits the Channel's settings. */
  channelSettings: Type.Static<ChannelSettings>
  credentials: Type.Static<Credentials>
  /** Where fetching stands; moved by {@link fetch}. */
  position: Type.Static<Position> | null = null

  readonly #plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>
  readonly #around: Surroundings<Type.Static<Settings>>

  constructor(
    plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
    around: Surroundings<Type.Static<Settings>>,
    options: TestChannelOptions<Type.Static<ChannelSettings>, Type.Static<Credentials>>,
  ) {
    this.#plugin = plugin
    this.#around = around
    this.channelSettings = options.channelSettings
    this.credentials = options.credentials
    this.channel = {
      networkId: 'network-1',
      name: 'Test',
      uniqueName: 'test',
      server: null,
      language: 'en',
      createdTime: around.clock.now().toISOString(),
      ...options.channel,
    }
  }

  /** What is new since the position, which then moves: as a host does it. All pages at once. */
  async fetch(limit = this.#plugin.declaration.fetch.pageSize): Promise<Message[]> {
    const messages: Message[] = []
    for (let more = true; more; ) {
      const page = await this.fetchPage(this.position, limit)
      messages.push(...page.messages)
      this.position = page.position
      more = page.more
    }
    return messages
  }

  /** One call of `fetchMessages`; the position stays where it is. */
  async fetchPage(
    position: Type.Static<Position> | null,
    limit = this.#plugin.declaration.fetch.pageSize,
  ): Promise<FetchResult<Type.Static<Position>>> {
    const { createdTime } = this.channel
    const request = structuredClone({ position, limit, since: createdTime })
    const result = await this.#plugin.fetchMessages(this.context(), request)
    return {
      messages: crossingMessages('fetchMessages', result.messages),
      position: crossing('fetchMessages’ position', this.#plugin.position, result.position),
      more: crossing('fetchMessages’ more', More, result.more),
    }
  }

  /** All pages of `listRecent`, and from when on they are complete, as the last one says. */
  async listRecent(
    since: string,
  ): Promise<{ readonly messages: readonly Message[]; readonly completeSince?: string }> {
    const { listRecent } = this.#plugin
    if (listRecent === undefined) throw new Error('the plugin has no listRecent')
    const messages: Message[] = []
    let cursor: PlainData | undefined
    for (;;) {
      const request = structuredClone({ since, ...(cursor !== undefined && { cursor }) })
      const page = crossing(
        'listRecent',
        Recent,
        await listRecent.call(this.#plugin, this.context(), request),
      )
      messages.push(...crossingMessages('listRecent', page.messages))
      if (page.cursor === undefined) {
        const { completeSince } = page
        return { messages, ...(completeSince !== undefined && { completeSince }) }
      }
      if (isDeepStrictEqual(page.cursor, cursor)) {
        throw new Error('listRecent’s cursor is the one it was asked with: the list never ends')
      }
      cursor = page.cursor
    }
  }

  async reply(reply: TestReply): Promise<PublishedReply> {
    const published = await this.#plugin.reply(this.context(), wholeReply(reply))
    return crossing('reply', PublishedReply, published)
  }

  async findReply(reply: TestReply): Promise<FoundReply> {
    const { findReply } = this.#plugin
    if (findReply === undefined) return { outcome: 'unknown' }
    const asked = { ...wholeReply(reply), attemptedTime: this.#around.clock.now().toISOString() }
    const found = await findReply.call(this.#plugin, this.context(), asked)
    return crossing('findReply', FoundReply, found)
  }

  /** Asks the Network to push, where the plugin can; answers until when it will, if it said so. */
  async subscribe(): Promise<string | undefined> {
    const subscribed = await this.#plugin.subscribe?.(this.context())
    return crossing('subscribe', Subscribed, subscribed ?? {}).expiresAt
  }

  /** Performs a button or delete action. */
  async perform(
    actionId: string,
    actedOn: Reply['inReplyTo'],
    idempotencyKey = 'key-1',
  ): Promise<void> {
    const action = this.#plugin.actions?.[actionId]
    if (action === undefined) throw new Error(`the plugin has no action "${actionId}"`)
    await action(this.context(), structuredClone({ actedOn, idempotencyKey }))
  }

  /** New credentials, which take the place of the old ones as a host does it. */
  async refresh(): Promise<{ readonly expirationTime?: string }> {
    const { refresh } = this.#plugin
    if (refresh === undefined) throw new Error('the plugin has no refresh')
    const refreshed = await refresh.call(this.#plugin, this.context())
    const { credentials, expirationTime } = crossing('refresh', RefreshAnswer, refreshed)
    this.credentials = crossing('refresh’s credentials', this.#plugin.credentials, credentials)
    return expirationTime === undefined ? {} : { expirationTime }
  }

  async revoke(): Promise<void> {
    await this.#plugin.revoke?.(this.context())
  }

  /** All bytes of what the plugin opens for a reference, and the type that it says they have. */
  async openMedia(
    reference: string,
  ): Promise<{ readonly content: Uint8Array; readonly mimeType: string }> {
    const { openMedia } = this.#plugin
    if (openMedia === undefined) throw new Error('the plugin has no openMedia')
    const { stream, mimeType } = await openMedia.call(this.#plugin, this.context(), reference)
    const chunks: unknown[] = await stream.toArray()
    const content = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as Uint8Array)))
    return { content, mimeType: crossing('openMedia’s mimeType', Type.String(), mimeType) }
  }

  async instructions(): Promise<readonly Instruction[]> {
    const instructions = (await this.#plugin.instructions?.(this.context())) ?? []
    return crossing('instructions', Instructions, instructions)
  }

  /** The context of one call about this Channel. */
  context(
    signal: AbortSignal = new AbortController().signal,
  ): ChannelContext<Type.Static<Settings>, Type.Static<ChannelSettings>, Type.Static<Credentials>> {
    return {
      ...testContext(this.#around, signal),
      channel: this.channel,
      channelSettings: structuredClone(this.channelSettings),
      credentials: structuredClone(this.credentials),
      channelStore: this.store,
      received: this.pushes,
      channelMediaUrl: (reference) =>
        `${this.#around.mediaUrl}/channel/${encodeURIComponent(reference)}`,
    }
  }
}

/** Each as the kind that it is, so that the complaint names the one field. */
function crossingMessages(call: string, messages: unknown): Message[] {
  return crossing(`${call}’s messages`, Messages, messages).map((message, index) => {
    const gone = typeof message === 'object' && message !== null && 'deletedTime' in message
    return crossing(`${call}’s message ${index}`, gone ? DeletedMessage : WrittenMessage, message)
  })
}

function wholeReply(reply: TestReply): Reply {
  return crossing('the test’s reply', Reply, {
    actionId: 'reply',
    text: 'Hello',
    attachments: [],
    option: null,
    idempotencyKey: 'key-1',
    ...reply,
  })
}
