import type {
  AuthenticationInput,
  AuthenticationStep,
  FetchRequest,
  FoundReply,
  Instruction,
  Language,
  Message,
  PerformedAction,
  PluginChannel,
  PublishedReply,
  Received,
  ReceivedRequest,
  Refreshed,
  Reply,
  TemplateReply,
} from '@hubward/plugin'
import type { Problem, Template } from '@hubward/socialhub'
import type { Parts } from '../parts.ts'

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
  receive(integration: string, request: ReceivedRequest): Promise<Received>
  instructions(channel: CallChannel): Promise<readonly Instruction[]>
}

/** The line to the plugins of all integrations. */
export function createPluginLine(parts: Omit<Parts, 'line' | 'at'>): PluginLine {
  throw new Error(`the line to ${parts.integrations.size} integrations is being built`)
}
