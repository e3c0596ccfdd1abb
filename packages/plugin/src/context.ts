import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Got } from 'got'
import type { Language, PlainData } from './plain.ts'
import type { SetAside } from './read-each.ts'
import type { PushEntry } from './receive.ts'
import type { MailPlace, MailState } from './visitor-mail.ts'

/** Structured logging. Credentials and settings marked secret are redacted, wherever they stand. */
export interface PluginLog {
  debug(message: string, fields?: Record<string, PlainData>): void
  info(message: string, fields?: Record<string, PlainData>): void
  warn(message: string, fields?: Record<string, PlainData>): void
  error(message: string, fields?: Record<string, PlainData>): void
}

/** A stored value and its version, which grows by one with each write. */
export interface StoredValue<Value extends PlainData = PlainData> {
  readonly value: Value
  readonly version: number
}

/**
 * Sealed key-value storage, shared by all hosts. Keys are at most 256 characters and are not secret;
 * a value is at most 64 KiB as JSON.
 */
export interface PluginStore {
  get(key: string): Promise<StoredValue | undefined>
  /**
   * Writes, and answers the new version; or answers undefined and writes nothing, when
   * `expectedVersion` is given (0: must not exist yet) and somebody else was faster.
   *
   * What holds somebody's words or name says whose, by `about`: the `interactorId`. It is found and
   * erased with what else is known of that person, with the files that it names, and without being
   * asked for once the operator's retention for files has passed since it was last written.
   */
  set(
    key: string,
    value: PlainData,
    expectedVersion?: number,
    options?: { readonly about?: string },
  ): Promise<number | undefined>
  delete(key: string): Promise<void>
  /** Entries whose key begins with the prefix, ordered by key, at most 1,000. */
  list(prefix: string): Promise<readonly ({ readonly key: string } & StoredValue)[]>
}

/** A file kept by the host, shared by all hosts, with a quota for each integration. */
export interface StoredFile {
  readonly reference: string
  readonly sizeBytes: number
  /** Found by looking at the bytes where that is possible. */
  readonly mimeType: string
}

export interface PluginFiles {
  /** Stores what the stream yields. Refuses, with `invalid`, what is larger than `limitBytes`. */
  put(
    content: Readable | Uint8Array,
    options: { readonly name: string; readonly mimeType: string; readonly limitBytes?: number },
  ): Promise<StoredFile>
  /** The bytes again; `not-found` when it was erased. */
  open(reference: string): Promise<{ readonly stream: Readable; readonly mimeType: string }>
}

/** The Channel's push log: what `receive` appended, in the order in which it was committed. */
export interface PushLog {
  /** Entries after the given number (0: from the beginning), at most `limit`. */
  read(after: number, limit: number): Promise<readonly PushEntry[]>
}

/** How a TLS connection is checked. A certificate that doesn't fit is always refused. */
export interface TlsOptions {
  /** The name that the certificate must bear; absent: the host that was connected to. */
  readonly servername?: string
  /** PEM: certificates to trust in place of the well-known ones, for a server that signs its own. */
  readonly ca?: string | readonly string[]
}

/** Where `context.connect` connects to. */
export interface ConnectOptions extends TlsOptions {
  readonly host: string
  readonly port: number
  /** True: TLS from the first byte. False: plain, which `context.startTls` may secure later. */
  readonly tls: boolean
}

/** A server that DNS names for a domain. */
export interface FoundServer {
  readonly host: string
  readonly port: number
}

/** With what a session is opened: it outlives the call in which that happens. */
export interface SessionOpening extends Pick<PluginContext, 'connect' | 'startTls' | 'resolve'> {
  /** Aborts when the session ends; sockets that were opened with it are closed then. */
  readonly signal: AbortSignal
  /** Ends the session: for a connection that the other side has closed. The next call opens a new one. */
  end(): void
}

/** What every call of a plugin may use. Rebuilt for each call; not to be kept after it. */
export interface PluginContext<Settings = unknown> {
  /** The name under which the operator runs this plugin. */
  readonly integration: string
  /**
   * Which additions to the contract this host knows, by the names of `FEATURES`. Ask with
   * `hasFeature`, since a former host says nothing here: what it doesn't know it refuses in an answer.
   */
  readonly features: readonly string[]
  /** As the `settings` schema says. */
  readonly settings: Settings
  /**
   * got, with time-outs and size limits, closed to private addresses (checked after resolving, and on
   * every redirect). Its failures need no handling: the host reads them as {@link PluginError}s. How a
   * connection is made is the host's: `agent`, `createConnection`, `request`, `dnsLookup`, `dnsCache`,
   * `http2` and `enableUnixSockets` are refused, wherever they are set.
   */
  readonly http: Got
  /** `fetch` under the same guard, for libraries that want one. The option `dispatcher` is refused. */
  readonly fetch: typeof globalThis.fetch
  /**
   * A TCP or TLS connection under the same guard, for protocols other than HTTP. It is closed with the
   * call; `context.session` keeps one. Rejects as sockets do: with a `code` such as `ECONNREFUSED`,
   * `ETIMEDOUT` (5 seconds), a refused certificate's, or the guard's.
   */
  connect(options: ConnectOptions): Promise<Socket>
  /**
   * Secures a plain socket of `connect`, once the server has agreed to STARTTLS. Read nothing from the
   * plain socket any more. A handshake that fails closes it.
   */
  startTls(socket: Socket, options?: TlsOptions): Promise<TLSSocket>
  /**
   * Where a domain's service (`SRV`, say `_imaps._tcp.example.org`) or mail (`MX`) is, in the order in
   * which to try; empty: nowhere. The domain must be declared, as must what is connected to then.
   */
  resolve(name: string, type: 'SRV' | 'MX'): Promise<readonly FoundServer[]>
  /** Storage of the integration as a whole: an OAuth client registered with a server, say. */
  readonly store: PluginStore
  readonly files: PluginFiles
  readonly log: PluginLog
  /**
   * Counts items of a Network's lists that could not be read, for `hubward channel show` and the
   * metrics. `readEach` calls it. Absent in hosts that count none.
   */
  readonly noteSetAside?: (items: readonly SetAside[]) => void
  /** Aborts when the call is no longer wanted: heed it in loops and pass it on. */
  readonly signal: AbortSignal
  /** The time, as the host sees it. */
  now(): Date
  /** An absolute URL whose requests reach `receive`; the path begins with a slash. */
  publicUrl(path: string): string
  /**
   * Tells the pages that are open on `liveUrl` of this topic, on whichever host, that something has
   * changed. To be called when it is stored. Nobody may be there, and a word may be lost.
   */
  notify(topic: string): Promise<void>
  /**
   * An absolute URL for a page's `EventSource`: an event `changed`, without content, for each `notify`
   * of the topic. The topic is text of yours, at most 200 characters; the URL doesn't tell it. The host
   * may refuse the stream (503), so a page looks by itself now and then.
   */
  liveUrl(topic: string): string
  /** An absolute URL, without expiry, under which the host serves a stored file to SocialHub. */
  mediaUrl(reference: string): string
}

/** For `authenticate`. */
export interface AuthenticationContext<Settings = unknown> extends PluginContext<Settings> {
  /** The Customer's language. */
  readonly language: Language
  /** Where the Network shall send the browser back to, and the `state` it must bring along. */
  readonly callback: { readonly url: string; readonly state: string }
}

/** The Channel as a plugin sees it. */
export interface PluginChannel {
  readonly networkId: string
  readonly name: string
  readonly uniqueName: string
  readonly server: string | null
  /** The language in which Tickets of this Channel speak, where the host or plugin adds words. */
  readonly language: Language
  /** ISO 8601. */
  readonly createdTime: string
}

/** For everything that concerns one Channel. */
export interface ChannelContext<
  Settings = unknown,
  ChannelSettings = unknown,
  Credentials = unknown,
> extends PluginContext<Settings> {
  readonly channel: PluginChannel
  readonly channelSettings: ChannelSettings
  readonly credentials: Credentials
  /** Storage of this Channel alone; erased with it. */
  readonly channelStore: PluginStore
  readonly received: PushLog
  /**
   * What `open` opened, kept for the next calls of this Channel: a connection with its login. `open` is
   * called when nothing is kept under this key. It ends when no call has used it for `idleMs` (at most
   * ten minutes), when credentials or settings of the Channel have changed, when a call that used it
   * failed or was given up, and with the worker. Two calls may use it at once. Each worker keeps its
   * own: a host has at most three of a Channel under one key (for replies, for fetches, for media).
   */
  session<Held>(
    key: string,
    open: (opening: SessionOpening) => Promise<Held>,
    options: { readonly idleMs: number },
  ): Promise<Held>
  /**
   * Whether an address is confirmed for a thread of this Channel. Absent where the operator sends
   * visitors no mail: promise none then. Feature `visitor-mail`.
   */
  readonly mailState?: (place: MailPlace) => Promise<MailState>
  /**
   * An absolute URL, without expiry, under which the host serves what `openMedia` opens for this
   * reference: media that needs credentials or isn't https. For the messages that `fetchMessages` and
   * `listRecent` answer; from anywhere else it leads nowhere. The same reference gives the same URL
   * and must always mean the same bytes. It is text of at most 2 KiB, kept sealed, and no part of the
   * URL.
   */
  channelMediaUrl(reference: string): string
}

/** For `listen`. Both promises resolve when what was asked is stored: then confirm it to the Network. */
export interface ListenContext<Settings = unknown, ChannelSettings = unknown, Credentials = unknown>
  extends ChannelContext<Settings, ChannelSettings, Credentials> {
  /** Something is there: the Channel fetches, now. Rings that follow each other closely become one. */
  ring(): Promise<void>
  /** Appends to the Channel's push log, at most 100 entries of 64 KiB, and rings. */
  append(entries: readonly PlainData[]): Promise<void>
}

/** What `admit` and `receive` may know of a Channel: no credentials. */
export interface ReceivingChannel<ChannelSettings = unknown> {
  readonly channel: PluginChannel
  readonly channelSettings: ChannelSettings
  readonly channelStore: PluginStore
  /** As in {@link ChannelContext}. Feature `visitor-mail`. */
  readonly mailState?: (place: MailPlace) => Promise<MailState>
}

/** For `admit` and `receive`, which belong to the integration and find out which Channel is meant. */
export interface ReceiveContext<Settings = unknown, ChannelSettings = unknown>
  extends PluginContext<Settings> {
  /** The Channel with this `networkId`, unless it is unknown or removed. */
  channelOf(networkId: string): Promise<ReceivingChannel<ChannelSettings> | undefined>
}

/** For `listenForAll`: the same as in `listen`, of the Channel with this `networkId`. */
export interface ListenForAllContext<Settings = unknown, ChannelSettings = unknown>
  extends ReceiveContext<Settings, ChannelSettings> {
  /** Does nothing when the Channel is unknown or removed. */
  ring(networkId: string): Promise<void>
  /** Drops what is for a Channel that is unknown or removed. */
  append(networkId: string, entries: readonly PlainData[]): Promise<void>
}
