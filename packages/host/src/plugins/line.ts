import {
  type AuthenticationInput,
  type AuthenticationStep,
  type ChannelContext,
  type FetchRequest,
  FoundReply,
  Instruction,
  type Language,
  type Message,
  type NetworkPlugin,
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
import type { Parts } from '../parts.ts'
import {
  answered,
  answeredFetch,
  answeredRecent,
  answeredRefresh,
  answeredRequest,
  answeredStep,
} from './answers.ts'
import { run } from './call.ts'
import { type CallName, describeCall, fit, fitting } from './calls.ts'
import { Contexts } from './context.ts'
import type { Integration } from './integration.ts'

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
  receive(integration: string, request: ReceivedRequest): Promise<Received>
  instructions(channel: CallChannel): Promise<readonly Instruction[]>
}

/** The line to the plugins of all integrations. */
export function createPluginLine(parts: Omit<Parts, 'line' | 'at' | 'counters'>): PluginLine {
  const contexts = new Contexts(parts)

  const integrationOf = (name: string): Integration => {
    const integration = parts.integrations.get(name)
    if (integration) return integration
    throw new PluginError('operator', {
      message: `the integration "${name}" is not running; see what the host said when it started`,
    })
  }

  /** A call about one Channel, up to an answer of plain data that fits the schema. */
  async function ask<Schema extends Type.TSchema>(
    given: CallChannel,
    name: CallName,
    signal: AbortSignal | undefined,
    schema: Schema,
    work: (plugin: NetworkPlugin, context: ChannelContext) => unknown,
  ): Promise<Type.Static<Schema>> {
    const { call, integration, channel } = begin(given, name)
    const answer = await run(call, signal, (over) =>
      work(integration.plugin, contexts.forChannel(integration, call, over, channel).context),
    )
    return answered(call, schema, answer)
  }

  function begin(given: CallChannel, name: CallName) {
    const integration = integrationOf(given.integration)
    const call = describeCall(parts.log, integration, name, given)
    return { call, integration, channel: fitting(call, integration.plugin, given) }
  }

  return {
    async authenticate(name, given, input, signal) {
      const integration = integrationOf(name)
      const call = describeCall(parts.log, integration, 'authenticate', undefined, input)
      const answer = await run(call, signal, (over) =>
        integration.plugin.authenticate(
          contexts.forAuthentication(integration, call, over, given),
          structuredClone(input),
        ),
      )
      return answeredStep(call, integration.plugin, answer)
    },

    async fetchMessages(given, request, signal) {
      const { call, integration, channel } = begin(given, 'fetchMessages')
      const { plugin } = integration
      if (request.position !== null) fit(call, 'position', plugin.position, request.position)
      let pushesRead = () => 0
      const answer = await run(call, signal, (over) => {
        const made = contexts.forChannel(integration, call, over, channel)
        pushesRead = made.pushesRead
        return plugin.fetchMessages(made.context, structuredClone(request))
      })
      return { ...answeredFetch(call, plugin, request, answer), pushesRead: pushesRead() }
    },

    async listRecent(given, request, signal) {
      const { plugin } = integrationOf(given.integration)
      if (!plugin.listRecent) return undefined
      const { call, integration, channel } = begin(given, 'listRecent')
      const answer = await run(call, signal, (over) =>
        plugin.listRecent?.(
          contexts.forChannel(integration, call, over, channel).context,
          structuredClone(request),
        ),
      )
      return answeredRecent(call, request, answer)
    },

    reply: (channel, reply, signal) =>
      ask(channel, 'reply', signal, PublishedReply, (plugin, context) =>
        plugin.reply(context, structuredClone(reply)),
      ),

    findReply: (channel, reply, signal) =>
      ask(channel, 'findReply', signal, FoundReply, (plugin, context) =>
        plugin.findReply
          ? plugin.findReply(context, structuredClone(reply))
          : { outcome: 'unknown' },
      ),

    async perform(channel, actionId, action, signal) {
      await ask(channel, 'perform', signal, Type.Null(), async (plugin, context) => {
        const perform = plugin.actions?.[actionId]
        if (!perform) {
          throw new PluginError('rejected', {
            message: `the plugin has no action "${actionId}" (any more)`,
          })
        }
        await perform(context, structuredClone(action))
        return null
      })
    },

    replyWithTemplate: (channel, reply, signal) =>
      ask(channel, 'replyWithTemplate', signal, PublishedReply, (plugin, context) => {
        if (plugin.replyWithTemplate) {
          return plugin.replyWithTemplate(context, structuredClone(reply))
        }
        throw new PluginError('rejected', { message: 'the plugin has no templates (any more)' })
      }),

    templates: (channel, signal) =>
      ask(channel, 'templates', signal, Templates, (plugin, context) =>
        plugin.templates ? plugin.templates(context) : [],
      ),

    async refresh(given, signal) {
      const { plugin } = integrationOf(given.integration)
      if (!plugin.refresh) return undefined
      const { call, integration, channel } = begin(given, 'refresh')
      const answer = await run(call, signal, (over) =>
        plugin.refresh?.(contexts.forChannel(integration, call, over, channel).context),
      )
      return answeredRefresh(call, plugin, answer)
    },

    subscribe: (channel, signal) =>
      ask(channel, 'subscribe', signal, Subscription, (plugin, context) =>
        plugin.subscribe ? plugin.subscribe(context) : {},
      ),

    async revoke(channel, signal) {
      const { plugin } = integrationOf(channel.integration)
      if (!plugin.revoke) return false
      await ask(channel, 'revoke', signal, Type.Null(), async (called, context) => {
        await called.revoke?.(context)
        return null
      })
      return true
    },

    async receive(name, request) {
      const integration = integrationOf(name)
      const call = describeCall(parts.log, integration, 'receive')
      const answer = await run(call, undefined, (over) => {
        if (integration.plugin.receive) {
          const context = contexts.forReceiving(integration, call, over)
          return integration.plugin.receive(context, structuredClone(request))
        }
        throw new PluginError('not-found', { message: 'the plugin receives no requests' })
      })
      return answeredRequest(call, answer)
    },

    instructions: (channel) =>
      ask(channel, 'instructions', undefined, Instructions, (plugin, context) =>
        plugin.instructions ? plugin.instructions(context) : [],
      ),
  }
}

const Subscription = Type.Object(
  { expiresAt: Type.Optional(Time) },
  { additionalProperties: false },
)
type Subscription = Type.Static<typeof Subscription>
const Templates = Type.Array(Template)
const Instructions = Type.Array(Instruction)
