// Long because every function that a plugin has is called here, and nowhere else.
import { addAbortSignal, type Readable } from 'node:stream'
import {
  type Admission,
  type ArrivingRequest,
  type AuthenticationInput,
  type AuthenticationStep,
  type FetchRequest,
  FoundReply,
  Instruction,
  type Language,
  type Message,
  type PerformedAction,
  type PlainData,
  type PluginChannel,
  PluginError,
  PublishedReply,
  type Received,
  type ReceivedRequest,
  type Refreshed,
  type Reply,
  type TemplateReply,
  Time,
} from '@hubward/plugin'
import { type Problem, Template } from '@hubward/socialhub'
import Type from 'typebox'
import {
  answered,
  answeredAdmission,
  answeredFetch,
  answeredRecent,
  answeredRefresh,
  answeredRequest,
  answeredStep,
} from './answers.ts'
import type { ChannelAsked, Known } from './asked.ts'
import { type Call, type Fault, run } from './call.ts'
import { type CallName, describeCall, fit, fitting, nameAndVersion } from './calls.ts'
import type { Answer, Carried, CarriedPage } from './carried.ts'
import type { Integration } from './integration.ts'
import { tokensNamedIn } from './media-url.ts'
import type { Surroundings } from './surroundings.ts'

/** What a call about one Channel needs to know of it. */
export interface CallChannel {
  readonly id: string
  readonly integration: string
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly credentials: unknown
}

/** A message that SocialHub would refuse, or that no schema knows; its neighbours are unharmed. */
export interface RejectedMessage {
  /** Its place in what the plugin answered. */
  readonly index: number
  readonly networkItemId?: string
  readonly problems: readonly Problem[]
}

/** What a fetch brought, checked. */
export interface Fetched {
  readonly messages: readonly Message[]
  readonly rejected: readonly RejectedMessage[]
  readonly position: unknown
  readonly more: boolean
  /** The highest number that `context.received` handed out in this call; 0 if none. */
  readonly pushesRead: number
  /** So long none of the integration's Channels on this server shall fetch. */
  readonly waitMs?: number
}

/** What `listRecent` is asked. */
export interface RecentRequest {
  /** ISO 8601. */
  readonly since: string
  readonly cursor?: PlainData
}

/** One page of what a plugin listed again, checked. */
export interface Listed {
  readonly messages: readonly Message[]
  readonly rejected: readonly RejectedMessage[]
  /** Where the next page begins; absent at the end. */
  readonly cursor?: PlainData
  readonly completeSince?: string
}

/**
 * The line between host and plugins: every call of a plugin goes through here, and nowhere else.
 * What crosses it is copied and checked, both ways. Each function throws nothing but a PluginError.
 */
export interface PluginLine {
  authenticate(
    integration: string,
    call: {
      readonly language: Language
      readonly callback: { readonly url: string; readonly state: string }
    },
    input: AuthenticationInput,
    signal?: AbortSignal,
  ): Promise<AuthenticationStep>
  fetchMessages(
    channel: CallChannel,
    request: FetchRequest<unknown>,
    signal: AbortSignal,
  ): Promise<Fetched>
  /** Undefined when the plugin can't list again. */
  listRecent(
    channel: CallChannel,
    request: RecentRequest,
    signal: AbortSignal,
  ): Promise<Listed | undefined>
  reply(channel: CallChannel, reply: Reply, signal: AbortSignal): Promise<PublishedReply>
  /** `unknown` when the plugin can't tell. */
  findReply(
    channel: CallChannel,
    reply: Reply & { readonly attemptedTime: string },
    signal: AbortSignal,
  ): Promise<FoundReply>
  perform(
    channel: CallChannel,
    actionId: string,
    action: PerformedAction,
    signal: AbortSignal,
  ): Promise<void>
  replyWithTemplate(
    channel: CallChannel,
    reply: TemplateReply,
    signal: AbortSignal,
  ): Promise<PublishedReply>
  templates(channel: CallChannel, signal: AbortSignal): Promise<readonly Template[]>
  /** Undefined when the plugin's credentials are not refreshed. */
  refresh(channel: CallChannel, signal: AbortSignal): Promise<Refreshed<unknown> | undefined>
  /** Until when the Network pushes; without `expiresAt` for good. */
  subscribe(channel: CallChannel, signal: AbortSignal): Promise<Subscription>
  /** Gives the grant back to the Network. False when the plugin has nothing to give back. */
  revoke(channel: CallChannel, signal: AbortSignal): Promise<boolean>
  /** Media by the plugin's own reference. The stream ends with the signal at the latest. */
  openMedia(
    channel: CallChannel,
    reference: string,
    signal: AbortSignal,
  ): Promise<{ readonly stream: Readable; readonly mimeType: string }>
  /** Before a body is read. `{}` when the plugin takes every body. */
  admit(integration: string, request: ArrivingRequest): Promise<Admission>
  receive(integration: string, request: ReceivedRequest): Promise<Received>
  instructions(channel: CallChannel): Promise<readonly Instruction[]>
}

/** The line to the plugins of all integrations. */
export function createPluginLine(around: Surroundings): PluginLine {
  const integrationOf = (name: string): Integration => {
    const integration = around.integrations.get(name)
    if (integration) return integration
    throw new PluginError('operator', {
      message: `the integration "${name}" is not running; see what the host said when it started`,
    })
  }

  const known = ({ name, settings }: Integration): Known => ({
    integration: name,
    settings,
    publicUrl: around.publicUrl,
    mediaKey: around.mediaKey(name),
  })

  /** A call about one Channel, up to what the plugin answered. */
  async function ask(
    { call, integration, channel }: Begun,
    signal: AbortSignal | undefined,
    asked: ChannelAsked,
    /** Ends what the call opened; absent: with the call. */
    until?: AbortSignal,
  ) {
    const { services, pushesRead } = around.servicesOfChannel(integration, call, channel.id)
    const { channel: plain, channelSettings, credentials } = channel
    const about = {
      ...known(integration),
      channelId: channel.id,
      channel: plain,
      channelSettings,
      credentials,
    }
    const answer = await run(call, signal, (over, begun) =>
      integration.runner.run({
        call,
        asked: { ...asked, known: about },
        services,
        over: until ?? over,
        begun,
      }),
    )
    return { answer, pushesRead: pushesRead() }
  }

  /** The same, up to an answer of plain data that fits the schema. */
  async function askFor<Schema extends Type.TSchema>(
    given: CallChannel,
    signal: AbortSignal | undefined,
    schema: Schema,
    asked: Exclude<ChannelAsked, { name: 'fetchMessages' | 'listRecent' | 'openMedia' }>,
  ): Promise<Type.Static<Schema>> {
    const begun = begin(given, asked.name)
    const { answer } = await ask(begun, signal, asked)
    return answered(begun.call, schema, single(answer))
  }

  /** A call about a request, of which the plugin finds out which Channel is meant. */
  async function askAbout(
    name: string,
    asked:
      | { readonly name: 'admit'; readonly input: ArrivingRequest }
      | { readonly name: 'receive'; readonly input: ReceivedRequest },
  ): Promise<{ readonly call: Call; readonly answer: Carried }> {
    const integration = integrationOf(name)
    const visitor = { id: asked.input.remoteAddress, path: asked.input.path }
    const call = describeCall(around.log, integration, asked.name, { visitor })
    const services = around.servicesOfRequest(integration, call)
    const about = known(integration)
    const answer = await run(call, undefined, (over, begun) =>
      integration.runner.run({ call, asked: { ...asked, known: about }, services, over, begun }),
    )
    return { call, answer: single(answer) }
  }

  function begin(given: CallChannel, name: CallName): Begun {
    const integration = integrationOf(given.integration)
    const note = (fault: Fault) => remember(around, integration, name, given.id, fault)
    const call = describeCall(around.log, integration, name, { channel: given, note })
    return { call, integration, channel: fitting(call, integration.plugin, given) }
  }

  return {
    async authenticate(name, given, input, signal) {
      const integration = integrationOf(name)
      const visitor = { id: given.callback.state }
      const call = describeCall(around.log, integration, 'authenticate', { visitor, input })
      const services = around.servicesOfIntegration(integration, call)
      const about = { ...known(integration), ...given }
      const answer = await run(call, signal, (over, begun) =>
        integration.runner.run({
          call,
          asked: { name: 'authenticate', input, known: about },
          services,
          over,
          begun,
        }),
      )
      return answeredStep(call, integration.plugin, single(answer))
    },

    async fetchMessages(given, request, signal) {
      const begun = begin(given, 'fetchMessages')
      const { call, integration } = begun
      const { plugin } = integration
      if (request.position !== null) fit(call, 'position', plugin.position, request.position)
      const { answer, pushesRead } = await ask(begun, signal, {
        name: 'fetchMessages',
        input: request,
      })
      const fetched = answeredFetch(call, plugin, request, page(answer))
      await rememberMedia(around, given.id, fetched.messages, page(answer).media)
      return { ...fetched, pushesRead }
    },

    async listRecent(given, request, signal) {
      if (!integrationOf(given.integration).plugin.listRecent) return undefined
      const begun = begin(given, 'listRecent')
      const { answer } = await ask(begun, signal, { name: 'listRecent', input: request })
      const listed = answeredRecent(begun.call, request, page(answer))
      await rememberMedia(around, given.id, listed.messages, page(answer).media)
      return listed
    },

    reply: (channel, reply, signal) =>
      askFor(channel, signal, PublishedReply, { name: 'reply', input: reply }),

    async findReply(channel, reply, signal) {
      if (!integrationOf(channel.integration).plugin.findReply) return { outcome: 'unknown' }
      return askFor(channel, signal, FoundReply, { name: 'findReply', input: reply })
    },

    async perform(channel, actionId, action, signal) {
      await askFor(channel, signal, Type.Null(), { name: 'perform', actionId, input: action })
    },

    replyWithTemplate: (channel, reply, signal) =>
      askFor(channel, signal, PublishedReply, { name: 'replyWithTemplate', input: reply }),

    async templates(channel, signal) {
      if (!integrationOf(channel.integration).plugin.templates) return []
      return askFor(channel, signal, Templates, { name: 'templates' })
    },

    async refresh(given, signal) {
      const { plugin } = integrationOf(given.integration)
      if (!plugin.refresh) return undefined
      const begun = begin(given, 'refresh')
      const { answer } = await ask(begun, signal, { name: 'refresh' })
      return answeredRefresh(begun.call, plugin, single(answer))
    },

    async subscribe(channel, signal) {
      if (!integrationOf(channel.integration).plugin.subscribe) return {}
      return askFor(channel, signal, Subscription, { name: 'subscribe' })
    },

    async revoke(channel, signal) {
      if (!integrationOf(channel.integration).plugin.revoke) return false
      await askFor(channel, signal, Type.Null(), { name: 'revoke' })
      return true
    },

    async openMedia(given, reference, signal) {
      const begun = begin(given, 'openMedia')
      // Beyond the call, which ends with the stream's beginning: until somebody has read it.
      const read = new AbortController()
      const end = () => read.abort()
      signal.addEventListener('abort', end, { once: true })
      try {
        const asked = { name: 'openMedia', reference } as const
        const { answer } = await ask(begun, signal, asked, read.signal)
        if (!('stream' in answer)) return answered(begun.call, Type.Never(), single(answer))
        // What is aborted fails for whoever reads it; perhaps nobody does.
        answer.stream.once('close', end).on('error', () => undefined)
        addAbortSignal(read.signal, answer.stream)
        const { mimeType } = answered(begun.call, Media, answer.rest)
        return { stream: answer.stream, mimeType }
      } catch (error) {
        end()
        throw error
      }
    },

    async admit(name, request) {
      if (!integrationOf(name).plugin.admit) return {}
      const { call, answer } = await askAbout(name, { name: 'admit', input: request })
      return answeredAdmission(call, answer)
    },

    async receive(name, request) {
      const { call, answer } = await askAbout(name, { name: 'receive', input: request })
      return answeredRequest(call, answer)
    },

    async instructions(channel) {
      if (!integrationOf(channel.integration).plugin.instructions) return []
      return askFor(channel, undefined, Instructions, { name: 'instructions' })
    },
  }
}

/** Written beside the call, which doesn't wait for it: what it would fail of fails elsewhere, too. */
function remember(
  { log, noteFault }: Surroundings,
  integration: Integration,
  call: CallName,
  channelId: string,
  fault: Fault,
): void {
  noteFault({ channelId, call, plugin: nameAndVersion(integration), ...fault }).catch((error) =>
    log.error({ channel: channelId, err: error }, 'a fault of a plugin could not be noted'),
  )
}

/**
 * Before the messages are stored that show it: who finds a URL in a Ticket must be served. What is
 * remembered for messages that are never stored leads nowhere, for nobody knows its URL.
 */
async function rememberMedia(
  around: Surroundings,
  channelId: string,
  messages: readonly Message[],
  media: ReadonlyMap<string, string>,
): Promise<void> {
  if (media.size === 0) return
  const shown = messages.flatMap((message) => {
    if (!('interaction' in message)) return []
    const { networkItemId } = message.interaction
    return tokensNamedIn(message.interaction).flatMap((token) => {
      const reference = media.get(token)
      return reference === undefined ? [] : [{ token, networkItemId, reference }]
    })
  })
  try {
    await around.rememberMedia(channelId, shown)
  } catch (cause) {
    const message = 'what messages show could not be remembered'
    throw new PluginError('unavailable', { message, effect: 'none', cause })
  }
}

interface Begun {
  readonly call: Call
  readonly integration: Integration
  readonly channel: CallChannel
}

function page(answer: Answer): CarriedPage {
  if ('messages' in answer) return answer
  throw new TypeError('A page of messages was asked for.')
}

function single(answer: Answer): Carried {
  if ('messages' in answer || 'stream' in answer) throw new TypeError('Plain data was asked for.')
  return answer
}

const Subscription = Type.Object(
  { expiresAt: Type.Optional(Time) },
  { additionalProperties: false },
)
type Subscription = Type.Static<typeof Subscription>
const Media = Type.Object({ mimeType: Type.String() })
const Templates = Type.Array(Template)
const Instructions = Type.Array(Instruction)
