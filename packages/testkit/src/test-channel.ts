import type { CallChannel } from '@hubward/border'
import {
  type ChannelContext,
  type FetchResult,
  type FoundReply,
  type Instruction,
  type LimitsRequest,
  type Message,
  type NetworkPlugin,
  type PlainData,
  type PluginChannel,
  type PublishedReply,
  type Refreshed,
  Reply,
  type ReplyLimits,
  type TemplateReply,
  type VisitorMail,
} from '@hubward/plugin'
import type { Template } from '@hubward/socialhub'
import type Type from 'typebox'
import { checkGiven } from './check-given.ts'
import { MemoryPushLog } from './memory-push-log.ts'
import { MemoryStore } from './memory-store.ts'
import type { TestBorder } from './test-border.ts'

/** What a test says of a Channel; the rest has values that suit most tests. */
export interface TestChannelOptions<ChannelSettings, Credentials> {
  readonly channelSettings: ChannelSettings
  readonly credentials: Credentials
  readonly channel?: Partial<PluginChannel>
}

/** The parts of a reply that matter to a test. */
export type TestReply = Pick<Reply, 'inReplyTo'> & Partial<Reply>

/** What a test host does for a Channel of its. */
interface Around {
  readonly border: TestBorder
  now(): Date
  /** The host's own id of the Channel. */
  readonly id: string
}

/** One Channel of a test host. It calls the plugin through the border of a real host. */
export class TestChannel<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
> {
  readonly channel: PluginChannel
  readonly store = new MemoryStore()
  readonly pushes = new MemoryPushLog()
  /** References of media that messages show, by the token in the URL. */
  readonly media = new Map<string, string>()
  /** Those that replies asked for, in any call. */
  readonly mails: VisitorMail[] = []
  /** May be replaced, as a Customer does who edits the Channel's settings. */
  channelSettings: Type.Static<ChannelSettings>
  credentials: Type.Static<Credentials>
  /** Where fetching stands; moved by {@link fetch}. */
  position: Type.Static<Position> | null = null

  readonly #plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>
  readonly #around: Around
  readonly #signal = new AbortController().signal
  #rung: () => void = () => undefined
  /** When each reply was sent last, or first looked for. */
  readonly #attempted = new Map<string, string>()

  constructor(
    plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
    around: Around,
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
      createdTime: around.now().toISOString(),
      ...options.channel,
    }
  }

  /**
   * Lets the plugin listen until the signal aborts, or until it ends or fails.
   *
   * @param rung told whenever it rings, or has appended something to the push log.
   */
  async listen(signal: AbortSignal, rung: () => void = () => undefined): Promise<void> {
    this.#rung = rung
    await this.#around.border.ask((calls) =>
      calls.listen(this.#asked(), signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      }),
    )
  }

  /** For the plugin's listener, in `listen` or `listenForAll`. */
  rung(): void {
    this.#rung()
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
    const request = { position, limit, since: this.channel.createdTime }
    const page = await this.#around.border.ask((calls) =>
      calls.fetchMessages(this.#asked(), request, this.#signal),
    )
    const { messages, more, waitMs } = page
    return {
      messages,
      // As the plugin's schema says, which the border has checked.
      position: page.position as Type.Static<Position>,
      more,
      ...(waitMs !== undefined && { waitMs }),
    }
  }

  /** All pages of `listRecent`, and from when on they are complete, as the last one says. */
  async listRecent(
    since: string,
  ): Promise<{ readonly messages: readonly Message[]; readonly completeSince?: string }> {
    const messages: Message[] = []
    let cursor: PlainData | undefined
    for (;;) {
      const request = { since, ...(cursor !== undefined && { cursor }) }
      const page = await this.#around.border.ask((calls) =>
        calls.listRecent(this.#asked(), request, this.#signal),
      )
      if (page === undefined) throw new Error('the plugin has no listRecent')
      messages.push(...page.messages)
      if (page.cursor === undefined) {
        const { completeSince } = page
        return { messages, ...(completeSince !== undefined && { completeSince }) }
      }
      cursor = page.cursor
    }
  }

  async reply(reply: TestReply): Promise<PublishedReply> {
    const whole = wholeReply(reply)
    this.#attempted.set(whole.idempotencyKey, this.#around.now().toISOString())
    const published = await this.#around.border.ask((calls) =>
      calls.reply(this.#asked(), whole, this.#signal),
    )
    if (published.mail !== undefined) this.mails.push(published.mail)
    return published
  }

  /** `unknown` where the plugin can't look. It was attempted when `reply` was called last. */
  async findReply(reply: TestReply): Promise<FoundReply> {
    const whole = wholeReply(reply)
    const { idempotencyKey } = whole
    const attemptedTime = this.#attempted.get(idempotencyKey) ?? this.#around.now().toISOString()
    this.#attempted.set(idempotencyKey, attemptedTime)
    const wanted = { ...whole, attemptedTime }
    return this.#around.border.ask((calls) => calls.findReply(this.#asked(), wanted, this.#signal))
  }

  /** None where the plugin has none. */
  templates(): Promise<readonly Template[]> {
    return this.#around.border.ask((calls) => calls.templates(this.#asked(), this.#signal))
  }

  replyWithTemplate(reply: TemplateReply): Promise<PublishedReply> {
    return this.#around.border.ask((calls) =>
      calls.replyWithTemplate(this.#asked(), reply, this.#signal),
    )
  }

  /** What this Channel's server takes; undefined where the plugin has no `limits`. */
  limits(request: LimitsRequest): Promise<ReplyLimits | undefined> {
    return this.#around.border.ask((calls) => calls.limits(this.#asked(), request, this.#signal))
  }

  /** Asks the Network to push, where the plugin can; answers until when it will, if it said so. */
  async subscribe(): Promise<string | undefined> {
    const { expiresAt } = await this.#around.border.ask((calls) =>
      calls.subscribe(this.#asked(), this.#signal),
    )
    return expiresAt
  }

  /** Performs a button or delete action. */
  perform(actionId: string, actedOn: Reply['inReplyTo'], idempotencyKey = 'key-1'): Promise<void> {
    const action = { actedOn, idempotencyKey }
    return this.#around.border.ask((calls) =>
      calls.perform(this.#asked(), actionId, action, this.#signal),
    )
  }

  /** New credentials, which take the place of the old ones as a host does it. */
  async refresh(): Promise<Omit<Refreshed<unknown>, 'credentials'>> {
    const refreshed = await this.#around.border.ask((calls) =>
      calls.refresh(this.#asked(), this.#signal),
    )
    if (refreshed === undefined) throw new Error('the plugin has no refresh')
    const { credentials, ...rest } = refreshed
    // As the plugin's schema says, which the border has checked.
    this.credentials = credentials as Type.Static<Credentials>
    return rest
  }

  /** Gives the grant back, where the plugin can. */
  async revoke(): Promise<void> {
    await this.#around.border.ask((calls) => calls.revoke(this.#asked(), this.#signal))
  }

  /** All bytes of what the plugin opens for a reference, and the type that it says they have. */
  async openMedia(
    reference: string,
  ): Promise<{ readonly content: Uint8Array; readonly mimeType: string }> {
    const { stream, mimeType } = await this.#around.border.ask((calls) =>
      calls.openMedia(this.#asked(), reference, this.#signal),
    )
    const chunks: unknown[] = await stream.toArray()
    const content = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as Uint8Array)))
    return { content, mimeType }
  }

  instructions(): Promise<readonly Instruction[]> {
    return this.#around.border.ask((calls) => calls.instructions(this.#asked()))
  }

  /** The context of one call about this Channel, for a test that calls a function of the plugin itself. */
  context(
    signal: AbortSignal = new AbortController().signal,
  ): ChannelContext<Type.Static<Settings>, Type.Static<ChannelSettings>, Type.Static<Credentials>> {
    return this.#around.border.contextOf(this.#asked(), signal) as ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >
  }

  #asked(): CallChannel {
    const { id, border } = this.#around
    const { channel, channelSettings, credentials } = this
    return { id, integration: border.integration, channel, channelSettings, credentials }
  }
}

function wholeReply(reply: TestReply): Reply {
  return checkGiven('the test’s reply', Reply, {
    actionId: 'reply',
    text: 'Hello',
    attachments: [],
    option: null,
    idempotencyKey: 'key-1',
    ...reply,
  })
}
