import type { ReadableStream } from 'node:stream/web'
import type {
  MailPlace,
  PlainData,
  PluginLog,
  PluginProblem,
  ReceivingChannel,
  SetAside,
} from '@hubward/plugin'
import type { SentCall } from '../call.ts'
import type { CopiedAnswer, CopiedPage } from '../copied-answer.ts'
import type { PlainPlugin } from '../described-plugin.ts'
import type { Thrown } from '../thrown.ts'

/** What a worker is given when it starts. No key and no secret of the host is in it. */
export interface WorkerStart {
  /** The module whose default export is the plugin. */
  readonly entryUrl: string
  readonly openHosts: readonly string[]
  /** Where compiled code is kept, so that the next worker starts faster. */
  readonly compileCache: string | undefined
  /** See `gate.ts`. */
  readonly gate: SharedArrayBuffer
}

/** From the host's thread to the worker. */
export type ToWorker =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly call: SentCall
      /** What is logged at all: the rest need not travel. */
      readonly levels: readonly (keyof PluginLog)[]
      /** Whether visitors of its Channel get mail. */
      readonly mails: boolean
    }
  /** The call has ended for the host: its signal aborts, what it opened is closed. */
  | { readonly kind: 'over'; readonly id: number }
  | { readonly kind: 'granted'; readonly wish: number; readonly value: unknown }
  | { readonly kind: 'denied'; readonly wish: number; readonly thrown: Thrown }
  | { readonly kind: 'ping'; readonly number: number }

/** From the worker to the host's thread. */
export type FromWorker =
  | { readonly kind: 'loaded'; readonly plugin: PlainPlugin }
  | { readonly kind: 'unusable'; readonly problems: readonly PluginProblem[] }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: CopiedAnswer | CopiedPage }
  | {
      readonly kind: 'opened'
      readonly id: number
      readonly stream: ReadableStream
      readonly rest: CopiedAnswer
    }
  | { readonly kind: 'threw'; readonly id: number; readonly thrown: Thrown }
  | { readonly kind: 'wish'; readonly id: number; readonly wish: number; readonly of: Wish }
  | {
      readonly kind: 'log'
      readonly id: number
      readonly level: keyof PluginLog
      readonly message: string
      readonly fields?: Record<string, PlainData>
    }
  | { readonly kind: 'set-aside'; readonly id: number; readonly items: readonly SetAside[] }
  /** A failure that nobody awaits; without an id nobody knows whose. */
  | { readonly kind: 'stray'; readonly id?: number; readonly thrown: string }
  | { readonly kind: 'pong'; readonly number: number }

/** Something that only the host's thread can do for a call. */
export type Wish =
  | { readonly do: 'store.get'; readonly whose: Store; readonly key: string }
  | {
      readonly do: 'store.set'
      readonly whose: Store
      readonly key: string
      readonly value: PlainData
      readonly expectedVersion: number | undefined
      readonly options: { readonly about?: string } | undefined
    }
  | { readonly do: 'store.delete'; readonly whose: Store; readonly key: string }
  | { readonly do: 'store.list'; readonly whose: Store; readonly prefix: string }
  | {
      readonly do: 'files.put'
      readonly content: ReadableStream | Uint8Array
      readonly options: {
        readonly name: string
        readonly mimeType: string
        readonly limitBytes?: number
      }
    }
  | { readonly do: 'files.open'; readonly reference: string }
  | { readonly do: 'received.read'; readonly after: number; readonly limit: number }
  | { readonly do: 'channelOf'; readonly networkId: string }
  | { readonly do: 'notify'; readonly id: string }
  | { readonly do: 'mailState'; readonly whose: ChannelStore; readonly place: MailPlace }
  | { readonly do: 'listening.ring'; readonly networkId: string | undefined }
  | {
      readonly do: 'listening.append'
      readonly networkId: string | undefined
      readonly entries: readonly PlainData[]
    }

/** What `channelOf` found, as plain data. */
export interface SentChannel extends Pick<ReceivingChannel, 'channel' | 'channelSettings'> {
  /** Whether its visitors get mail. */
  readonly mails: boolean
}

/** The integration's store, the Channel's of the call, or that of the Channel with this `networkId`. */
export type Store = 'integration' | ChannelStore

/** One Channel's: that of the call, or the one with this `networkId`. */
export type ChannelStore = 'channel' | { readonly networkId: string }
