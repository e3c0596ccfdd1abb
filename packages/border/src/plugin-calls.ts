// Long because every function that a plugin has is called here, and nowhere else.
import { addAbortSignal } from 'node:stream'
import {
  type Admission,
  type ArrivingRequest,
  type AuthenticationInput,
  type AuthenticationStep,
  type FetchRequest,
  type FoundReply,
  type Instruction,
  type Language,
  type LimitsRequest,
  type MediaRequest,
  type Message,
  type OpenedMedia,
  type PerformedAction,
  type PlainData,
  type PluginChannel,
  PluginError,
  type PublishedReply,
  type Received,
  type ReceivedRequest,
  type Refreshed,
  type Reply,
  type ReplyLimits,
  type TemplateReply,
} from '@hubward/plugin'
import type { Problem, Template } from '@hubward/socialhub'
import type { Fault } from './call.ts'
import {
  CALLS,
  type CallName,
  type ChannelCallName,
  type InputOf,
  isThere,
  type ResultOf,
  type Subscription,
} from './calls.ts'
import type { Known } from './context.ts'
import { type Answer, page } from './copied-answer.ts'
import { describeCall, fitting, logNames, nameAndVersion } from './describe-call.ts'
import type { Integration } from './integration.ts'
import { tokensNamedIn } from './media-url.ts'
import { type PreparedCall, run } from './run-call.ts'
import type { Surroundings } from './surroundings.ts'
import { visitorOf } from './visitor.ts'

/** What a call about one Channel needs to know of it. */
export interface CallChannel {
  readonly id: string
  readonly integration: string
  /** How the log names it; absent: by `id`. The plugin is not told. */
  readonly names?: Readonly<Record<string, string>>
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

/** What `fetchMessages` answered, checked. */
export interface FetchedPage {
  readonly messages: readonly Message[]
  readonly rejected: readonly RejectedMessage[]
  readonly position: unknown
  readonly more: boolean
  /** So long none of the integration's Channels on this server shall fetch. */
  readonly waitMs?: number
}

/** What a fetch brought. */
export interface Fetched extends FetchedPage {
  /** The highest number that `context.received` handed out in this call; 0 if none. */
  readonly pushesRead: number
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
 * The border between host and plugins: every call of a plugin goes through here, and nowhere else.
 * What crosses it is copied and checked, both ways. Each function throws nothing but a PluginError.
 */
export interface PluginCalls {
  authenticate(
    integration: string,
    call: {
      readonly language: Language
      readonly callback: { readonly url: string; readonly state: string }
      /** What tells this visitor's calls from those of others; absent: nothing but the call itself. */
      readonly visitor?: string
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
  /** Undefined when the plugin's replies have the declared limits. */
  limits(
    channel: CallChannel,
    request: LimitsRequest,
    signal: AbortSignal,
  ): Promise<ReplyLimits | undefined>
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
    wanted?: MediaRequest,
  ): Promise<OpenedMedia>
  /** Before a body is read. `{}` when the plugin takes every body. */
  admit(integration: string, request: ArrivingRequest): Promise<Admission>
  receive(integration: string, request: ReceivedRequest): Promise<Received>
  instructions(channel: CallChannel): Promise<readonly Instruction[]>
  /** Until the signal aborts, or the plugin ends or fails. */
  listen(channel: CallChannel, signal: AbortSignal): Promise<void>
  listenForAll(integration: string, signal: AbortSignal): Promise<void>
}

/** The calls of the plugins of all integrations. */
export function createPluginCalls(around: Surroundings): PluginCalls {
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

  /** One call: asked, awaited, checked. */
  async function ask<Name extends CallName>(
    { plugin, runner }: Integration,
    prepared: PreparedCall<Name>,
    signal?: AbortSignal,
  ): Promise<{ readonly result: ResultOf<Name>; readonly answer: Answer }> {
    const { name, input } = prepared
    const { checkInput, check } = CALLS[name]
    return await run(prepared, signal, async (call) => {
      const checking = { call, plugin, input }
      checkInput?.(checking)
      const answer = await runner.run(call)
      return { result: check(checking, answer), answer }
    })
  }

  /** A call about one Channel. */
  async function askChannel<Name extends ChannelCallName>(
    name: Name,
    given: CallChannel,
    input: InputOf<Name>,
    { signal, ...until }: { readonly signal?: AbortSignal; readonly until?: AbortSignal } = {},
  ) {
    const integration = integrationOf(given.integration)
    const note = (fault: Fault) => remember(around, integration, name, given, fault)
    const facts = describeCall(around, integration, name, { channel: given, note })
    const { id, channel, channelSettings, credentials } = fitting(facts, integration.plugin, given)
    const { services, pushesRead } = around.servicesOfChannel(integration, facts, id)
    const about = { ...known(integration), channel: { id, channel, channelSettings, credentials } }
    const prepared = { ...facts, name, input, known: about, services, ...until }
    const { result, answer } = await ask(integration, prepared, signal)
    return { result, answer, pushesRead: pushesRead() }
  }

  /** The same, of a function that a plugin need not have. */
  async function resultOf<Name extends ChannelCallName>(
    name: Name,
    channel: CallChannel,
    input: InputOf<Name>,
    signal?: AbortSignal,
  ): Promise<ResultOf<Name>> {
    const { absent } = CALLS[name]
    if (absent && 'result' in absent && !isThere(integrationOf(channel.integration).plugin, name)) {
      return absent.result
    }
    const { result } = await askChannel(name, channel, input, signal && { signal })
    return result
  }

  /** A call about a request, of which the plugin finds out which Channel is meant. */
  async function askAbout<Name extends 'admit' | 'receive'>(
    name: Name,
    integrationName: string,
    input: InputOf<Name> & { readonly remoteAddress: string; readonly path: string },
  ): Promise<ResultOf<Name>> {
    const integration = integrationOf(integrationName)
    const { absent } = CALLS[name]
    if (absent && 'result' in absent && !isThere(integration.plugin, name)) return absent.result
    const visitor = { id: visitorOf(input.remoteAddress), path: input.path }
    const facts = describeCall(around, integration, name, { visitor })
    const services = around.servicesOfRequest(integration, facts)
    const prepared = { ...facts, name, input, known: known(integration), services }
    return (await ask<Name>(integration, prepared)).result
  }

  return {
    async authenticate(name, { visitor: id, ...visit }, input, signal) {
      const integration = integrationOf(name)
      const visitor = { id: id ?? visit.callback.state }
      const callName = 'authenticate'
      const facts = describeCall(around, integration, callName, { visitor, input })
      const services = around.servicesOfIntegration(integration, facts)
      const about = { ...known(integration), visit }
      const prepared = { ...facts, name: callName, input, known: about, services } as const
      return (await ask(integration, prepared, signal)).result
    },

    async fetchMessages(channel, request, signal) {
      const { result, answer, pushesRead } = await askChannel('fetchMessages', channel, request, {
        signal,
      })
      await rememberMedia(around, channel.id, result.messages, page(answer).media)
      return { ...result, pushesRead }
    },

    async listRecent(channel, request, signal) {
      if (!isThere(integrationOf(channel.integration).plugin, 'listRecent')) return undefined
      const { result, answer } = await askChannel('listRecent', channel, request, { signal })
      await rememberMedia(around, channel.id, result?.messages ?? [], page(answer).media)
      return result
    },

    reply: (channel, reply, signal) => resultOf('reply', channel, reply, signal),
    findReply: (channel, reply, signal) => resultOf('findReply', channel, reply, signal),
    async perform(channel, actionId, action, signal) {
      await resultOf('perform', channel, { actionId, action }, signal)
    },
    replyWithTemplate: (channel, reply, signal) =>
      resultOf('replyWithTemplate', channel, reply, signal),
    limits: (channel, request, signal) => resultOf('limits', channel, request, signal),
    templates: (channel, signal) => resultOf('templates', channel, null, signal),
    refresh: (channel, signal) => resultOf('refresh', channel, null, signal),
    subscribe: (channel, signal) => resultOf('subscribe', channel, null, signal),
    revoke: (channel, signal) => resultOf('revoke', channel, null, signal),
    instructions: (channel) => resultOf('instructions', channel, null),
    async listen(channel, signal) {
      await resultOf('listen', channel, null, signal)
    },
    async listenForAll(name, signal) {
      const integration = integrationOf(name)
      const callName = 'listenForAll'
      const facts = describeCall(around, integration, callName)
      const services = around.servicesOfRequest(integration, facts)
      const about = known(integration)
      const prepared = { ...facts, name: callName, input: null, known: about, services } as const
      await ask(integration, prepared, signal)
    },
    admit: (integration, request) => askAbout('admit', integration, request),
    receive: (integration, request) => askAbout('receive', integration, request),

    async openMedia(channel, reference, signal, wanted = {}) {
      // Beyond the call, which ends with the stream's beginning: until somebody has read it.
      const read = new AbortController()
      const end = () => read.abort()
      signal.addEventListener('abort', end, { once: true })
      try {
        const ends = { signal, until: read.signal }
        const { result, answer } = await askChannel(
          'openMedia',
          channel,
          { reference, ...wanted },
          ends,
        )
        if (!('stream' in answer)) throw new TypeError('A stream was asked for.')
        // What is aborted fails for whoever reads it; perhaps nobody does.
        answer.stream.once('close', end).on('error', () => undefined)
        addAbortSignal(read.signal, answer.stream)
        return { ...result, stream: answer.stream }
      } catch (error) {
        end()
        throw error
      }
    },
  }
}

/** Written beside the call, which doesn't wait for it: what it would fail of fails elsewhere, too. */
function remember(
  { log, noteFault }: Surroundings,
  integration: Integration,
  call: CallName,
  channel: CallChannel,
  fault: Fault,
): void {
  noteFault({ channelId: channel.id, call, plugin: nameAndVersion(integration), ...fault }).catch(
    (error) =>
      log.error({ ...logNames(channel), err: error }, 'a fault of a plugin could not be noted'),
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
