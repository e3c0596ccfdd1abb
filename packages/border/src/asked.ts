import type {
  ArrivingRequest,
  AuthenticationInput,
  FetchRequest,
  Language,
  PerformedAction,
  PlainData,
  PluginChannel,
  PluginFiles,
  PluginLog,
  PluginStore,
  PushLog,
  ReceivedRequest,
  ReceivingChannel,
  Reply,
  TemplateReply,
} from '@hubward/plugin'
import type { Call } from './call.ts'
import type { Answer } from './carried.ts'

/** What a context says, as plain data. */
export interface Known {
  readonly integration: string
  readonly settings: unknown
  readonly publicUrl: string
  /** Signs the URLs of this integration's files, and of nothing else. */
  readonly mediaKey: string
}

/** What it says of a Channel. */
export interface KnownChannel extends Known {
  /** Ours. */
  readonly channelId: string
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly credentials: unknown
}

/** What it says of a Customer who authenticates. */
export interface KnownVisit extends Known {
  readonly language: Language
  readonly callback: { readonly url: string; readonly state: string }
}

/** A call about one Channel. */
export type ChannelAsked =
  | { readonly name: 'fetchMessages'; readonly input: FetchRequest<unknown> }
  | {
      readonly name: 'listRecent'
      readonly input: { readonly since: string; readonly cursor?: PlainData }
    }
  | { readonly name: 'reply'; readonly input: Reply }
  | {
      readonly name: 'findReply'
      readonly input: Reply & { readonly attemptedTime: string }
    }
  | { readonly name: 'openMedia'; readonly reference: string }
  | { readonly name: 'perform'; readonly actionId: string; readonly input: PerformedAction }
  | { readonly name: 'replyWithTemplate'; readonly input: TemplateReply }
  | { readonly name: 'templates' | 'refresh' | 'subscribe' | 'revoke' | 'instructions' }

/** One call of a plugin's function, as it crosses the line: plain data. */
export type Asked =
  | {
      readonly name: 'authenticate'
      readonly input: AuthenticationInput
      readonly known: KnownVisit
    }
  | { readonly name: 'admit'; readonly input: ArrivingRequest; readonly known: Known }
  | { readonly name: 'receive'; readonly input: ReceivedRequest; readonly known: Known }
  | (ChannelAsked & { readonly known: KnownChannel })

/** What a context offers that only the host's thread can do. */
export interface Services {
  readonly log: PluginLog
  readonly store: PluginStore
  readonly files: PluginFiles
  /** For calls about one Channel. */
  readonly ofChannel?: { readonly store: PluginStore; readonly received: PushLog }
  /** For `admit` and `receive`. */
  channelOf?(networkId: string): Promise<ReceivingChannel | undefined>
}

/** One call that is about to be made. */
export interface Commission {
  readonly call: Call
  readonly asked: Asked
  readonly services: Services
  /** Ends with the call, however it ends. */
  readonly over: AbortSignal
  /** Told when the plugin is really asked: what ends before that has changed nothing. */
  readonly begun: () => void
}

/** Whoever runs a plugin's functions: in the host's own thread, or in workers. */
export interface PluginRunner {
  /** @throws PluginThrew what the function threw; PluginError what kept it from being called. */
  run(commission: Commission): Promise<Answer>
  /** How many turns wait for a call that takes long: they need no place among those that work. */
  stalled(): number
  /** Ends what runs. Another runner may take over before: calls under way are finished first. */
  close(how: 'now' | 'when-idle'): Promise<void>
}
