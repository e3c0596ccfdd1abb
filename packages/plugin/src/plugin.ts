import type { Template } from '@hubward/socialhub'
import type Type from 'typebox'
import type { AuthenticationInput, AuthenticationStep } from './authentication.ts'
import type {
  AuthenticationContext,
  ChannelContext,
  ListenContext,
  ListenForAllContext,
  ReceiveContext,
} from './context.ts'
import type { Declaration } from './declaration.ts'
import type { LimitsRequest, ReplyLimits } from './limits.ts'
import type { MediaRequest, OpenedMedia } from './media.ts'
import type { FetchRequest, FetchResult, Message } from './message.ts'
import type { PlainData } from './plain.ts'
import type {
  Admission,
  ArrivingRequest,
  Instruction,
  Received,
  ReceivedRequest,
} from './receive.ts'
import type { FoundReply, PerformedAction, PublishedReply, Reply, TemplateReply } from './reply.ts'

/** The version of the contract that this package describes. */
export const API_VERSION = 1

/** New credentials from `refresh`. */
export interface Refreshed<Credentials> {
  readonly credentials: Credentials
  /** ISO 8601; absent when they don't expire. */
  readonly expirationTime?: string
  /**
   * As `Account.grantId`, for Channels that were connected before the plugin named it. Absent: as it was.
   * Feature `shared-grants`.
   */
  readonly grantId?: string
}

/** A window of messages listed again, for edits, deletions and reconciliation. */
export interface RecentMessages {
  /** What `fetchMessages` would have brought, and nothing else; in any order. */
  readonly messages: readonly Message[]
  /** From where the next page begins, at most 64 KiB as JSON; absent at the end. */
  readonly cursor?: PlainData
  /**
   * Messages that the host knows, whose `createdTime` is not before this, and that no page names,
   * are gone from the Network, once a listing an hour later lacks them, too. ISO 8601; the last page's
   * counts. Absent: can't tell.
   */
  readonly completeSince?: string
}

/**
 * One Network. A plugin holds no state of its own between calls: what must last goes into positions,
 * references, credentials and the stores of its context. Arguments and results are plain data.
 *
 * Required are `authenticate`, `fetchMessages` and `reply`; the rest are capabilities, which the host
 * uses when they are there.
 */
export interface NetworkPlugin<
  Settings extends Type.TSchema = Type.TSchema,
  ChannelSettings extends Type.TSchema = Type.TSchema,
  Credentials extends Type.TSchema = Type.TSchema,
  Position extends Type.TSchema = Type.TSchema,
> {
  readonly apiVersion: typeof API_VERSION
  /** Permanent: see `PLUGIN_ID`. */
  readonly id: string
  /** The Network's name as Customers read it. */
  readonly name: string
  /** What the operator configures once per integration. Mark secrets with `secret: true`. */
  readonly settings: Settings
  /** What the Customer chooses for a Channel, and may change later. Rendered as a form. */
  readonly channelSettings: ChannelSettings
  /** What one Channel needs to act on the Network. Sealed as a whole. */
  readonly credentials: Credentials
  /** Where fetching stands. The host stores it and never looks inside. */
  readonly position: Position
  readonly declaration: Declaration

  /** One step of a Customer's way to a Channel. Repeating a step must be harmless. */
  authenticate(
    context: AuthenticationContext<Type.Static<Settings>>,
    input: AuthenticationInput,
  ): Promise<AuthenticationStep>

  /**
   * What is new since the position, oldest first, without side effects: the same position yields the
   * same messages. An overlap is welcome, a gap never. May answer no messages and `more: true`, to
   * store how far it has got on its way back through a Network that lists newest first.
   */
  fetchMessages(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    request: FetchRequest<Type.Static<Position>>,
  ): Promise<FetchResult<Type.Static<Position>>>

  /** Publishes. Throw a `PluginError` with `effect: 'none'` only when surely nothing was published. */
  reply(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    reply: Reply,
  ): Promise<PublishedReply>

  /**
   * What a reply to this message may hold on this Channel's server, beside what the declaration says:
   * what is named here holds in its place. Called before each reply, so remember what the Network said
   * in `store`. When it fails, the declaration's limits hold alone.
   */
  limits?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    request: LimitsRequest,
  ): Promise<ReplyLimits>

  /** Called when the outcome of `reply` is unknown, before anything is sent again. */
  findReply?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    reply: Reply & { readonly attemptedTime: string },
  ): Promise<FoundReply>

  /**
   * Lists what is not older than `since` again, page by page, without side effects. The host compares
   * it with what it has: it stores what is missing, follows edits (a later `updatedTime`) and
   * deletions. Called now and then, as `declaration.recent` says; a call may be given up and made
   * again with the same cursor.
   */
  listRecent?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    request: { readonly since: string; readonly cursor?: PlainData },
  ): Promise<RecentMessages>

  /** New credentials from old. Called by one host at a time for a Channel. */
  refresh?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<Refreshed<Type.Static<Credentials>>>

  /** The Channel is gone: gives the grant back to the Network. */
  revoke?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<void>

  /** Button and delete actions, by the `id` that the declaration gives them. */
  readonly actions?: Readonly<
    Record<
      string,
      (
        context: ChannelContext<
          Type.Static<Settings>,
          Type.Static<ChannelSettings>,
          Type.Static<Credentials>
        >,
        action: PerformedAction,
      ) => Promise<void>
    >
  >

  /** The templates that the Channel may use now. */
  templates?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<readonly Template[]>

  replyWithTemplate?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    reply: TemplateReply,
  ): Promise<PublishedReply>

  /**
   * An HTTP request from the Network or one of its users. What it pushes is committed before the
   * response is given; when that fails, the sender sees an error and may safely send again. Called
   * once more for the same request when another request's call has ended the worker of both.
   */
  receive?(
    context: ReceiveContext<Type.Static<Settings>, Type.Static<ChannelSettings>>,
    request: ReceivedRequest,
  ): Promise<Received>

  /**
   * Called before the body of a request is read, where it has one: refuses it with an answer, or says
   * how much of it is wanted. What is unknown, or too long, is refused here and costs nothing. Absent:
   * every body within the declared limit is read.
   */
  admit?(
    context: ReceiveContext<Type.Static<Settings>, Type.Static<ChannelSettings>>,
    request: ArrivingRequest,
  ): Promise<Admission>

  /** Asks the Network to push. Called again before `expiresAt` (ISO 8601), and after a reconnect. */
  subscribe?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<{ readonly expiresAt?: string }>

  /**
   * Holds a connection on which the Network says that something is there, until `context.signal`
   * aborts: `context.ring()` lets the Channel fetch at once, and `context.append(…)` keeps what a
   * Network without a history tells once only, for `fetchMessages` to read from `context.received`.
   * One host at a time calls it for a Channel that is `active`. It is called again, after a growing
   * pause, when it ends or fails: that costs time and no message. Ended with the grant, the Channel's
   * settings, the plugin's update and the host, and twice a day for no reason.
   */
  listen?(
    context: ListenContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<void>

  /** The same, once for the whole integration: for one bot that hears for many Channels. */
  listenForAll?(
    context: ListenForAllContext<Type.Static<Settings>, Type.Static<ChannelSettings>>,
  ): Promise<void>

  /**
   * What stands behind a URL that `context.channelMediaUrl` made: called each time that somebody looks
   * at it. The stream is passed on as it comes; it ends with `context.signal` at the latest, after five
   * minutes or 100 MiB. Where the Network can, answer the bytes of `request.range` alone, with `range`.
   * Feature `media-ranges`.
   */
  openMedia?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
    reference: string,
    request: MediaRequest,
  ): Promise<OpenedMedia>

  /** What the Customer needs to know or copy once the Channel exists: links, a snippet. */
  instructions?(
    context: ChannelContext<
      Type.Static<Settings>,
      Type.Static<ChannelSettings>,
      Type.Static<Credentials>
    >,
  ): Promise<readonly Instruction[]>
}

/**
 * Gives a plugin its types: settings, credentials and position in each function are what the schemas
 * say. Default-export the result.
 */
export function definePlugin<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
>(
  plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
): NetworkPlugin<Settings, ChannelSettings, Credentials, Position> {
  return plugin
}
