import type Type from 'typebox'
import { DEFAULT_API_URL, readApiUrl } from './api-url.ts'
import { check, type Problem } from './check.ts'
import { defaultConnections, type SocialHubConnections } from './connections.ts'
import { SocialHubError } from './error.ts'
import type { RateLimit } from './rate-limit.ts'
import { type ApiAnswer, type ApiRequest, send } from './request.ts'
import {
  ChannelCreation,
  ChannelCreationResponse,
  ChannelUpdate,
  RootResponse,
} from './schemas/channel.ts'
import { ManifestResponse, ManifestUpdate } from './schemas/manifest.ts'
import {
  ActionReset,
  ReplyReset,
  ReplySuccess,
  ResetPath,
  SuccessPath,
  TicketCreation,
  TicketPath,
  TicketResponse,
  TicketUpdate,
} from './schemas/ticket.ts'
import type { TicketActionType } from './schemas/ticket-action.ts'

export interface SocialHubClientOptions {
  /** A Channel's Access Token, or for `createChannel` a creation token. */
  readonly accessToken: string
  /** Default `https://api.socialhub.io/`. */
  readonly apiUrl?: string
  /** How long one call may take. Default 30 seconds. */
  readonly timeoutMs?: number
  /** Aborts every call of this client. */
  readonly signal?: AbortSignal
  /** Connections to share with other clients. By default all clients of a process share one set. */
  readonly connections?: SocialHubConnections
}

export interface CallOptions {
  /** Aborts this call. */
  readonly signal?: AbortSignal
  /** Takes the place of the client's time-out. */
  readonly timeoutMs?: number
}

/** The call of a route, without what the client adds to each. */
type Call = Pick<ApiRequest, 'method' | 'route' | 'path' | 'query' | 'body'>

/**
 * Calls SocialHub with one token. Each method is one route and one HTTP request: a failure is thrown
 * as `SocialHubError` and never repeated here. Bodies are checked before they are sent.
 */
export class SocialHubClient {
  readonly #apiUrl: URL
  readonly #accessToken: string
  readonly #timeoutMs: number
  readonly #signal: AbortSignal | undefined
  readonly #connections: SocialHubConnections
  #rateLimit: RateLimit | undefined

  constructor(options: SocialHubClientOptions) {
    if (options.accessToken === '') throw new TypeError('accessToken must not be empty.')
    this.#apiUrl = readApiUrl(options.apiUrl ?? DEFAULT_API_URL)
    this.#accessToken = options.accessToken
    this.#timeoutMs = options.timeoutMs ?? 30_000
    this.#signal = options.signal
    this.#connections = options.connections ?? defaultConnections
  }

  /** What the last answer said of the Channel's rate limit. */
  get rateLimit(): RateLimit | undefined {
    return this.#rateLimit
  }

  /** `GET /`: the Channel of this token, and its Manifest unless that is Reusable. */
  async getChannel(options?: CallOptions): Promise<RootResponse> {
    const call: Call = { method: 'GET', route: '/', path: '' }
    return this.#read(RootResponse, call, await this.#send(call, options))
  }

  /**
   * `PATCH /manifest`: changes part of a Custom Channel's Manifest; `{}` changes nothing and returns
   * it. With `webhook`, SocialHub sends a test request to it before this call ends.
   */
  async updateManifest(update: ManifestUpdate, options?: CallOptions): Promise<ManifestResponse> {
    const call: Call = { method: 'PATCH', route: '/manifest', path: 'manifest', body: update }
    this.#allow(ManifestUpdate, call, update)
    return this.#read(ManifestResponse, call, await this.#send(call, options))
  }

  /**
   * `POST /channels`, with a creation token: creates a Channel, or reactivates a disabled one with
   * the same `networkId`. The answer holds the Access Token, which is told only this once.
   */
  async createChannel(
    channel: ChannelCreation,
    options?: CallOptions,
  ): Promise<ChannelCreationResponse> {
    const call: Call = { method: 'POST', route: '/channels', path: 'channels', body: channel }
    this.#allow(ChannelCreation, call, channel)
    return this.#read(ChannelCreationResponse, call, await this.#send(call, options))
  }

  /** `PATCH /channel`: changes what is given. */
  async updateChannel(update: ChannelUpdate, options?: CallOptions): Promise<void> {
    const call: Call = { method: 'PATCH', route: '/channel', path: 'channel', body: update }
    this.#allow(ChannelUpdate, call, update)
    await this.#send(call, options)
  }

  /**
   * `DELETE /channel`: deactivates the Channel and ends this token; SocialHub tells the Customer by
   * mail. Nothing is deleted.
   *
   * @param reason For SocialHub's own debugging; cut after 500 characters.
   */
  async deactivateChannel(reason?: string, options?: CallOptions): Promise<void> {
    const query = reason === undefined ? {} : { reason: reason.slice(0, 500) }
    await this.#send({ method: 'DELETE', route: '/channel', path: 'channel', query }, options)
  }

  /** `POST /inbox/tickets`. `ConflictError` says that the Ticket exists already. */
  async createTicket(ticket: TicketCreation, options?: CallOptions): Promise<TicketResponse> {
    const path = 'inbox/tickets'
    const call: Call = { method: 'POST', route: '/inbox/tickets', path, body: ticket }
    this.#allow(TicketCreation, call, ticket)
    return this.#read(TicketResponse, call, await this.#send(call, options))
  }

  /**
   * `PATCH /inbox/tickets/:ticketId`: changes what is given.
   *
   * @param options `reset` moves a Ticket that is Done back into the Inbox.
   */
  async updateTicket(
    ticketId: string,
    update: TicketUpdate,
    options: CallOptions & { readonly reset?: boolean } = {},
  ): Promise<void> {
    const call: Call = {
      method: 'PATCH',
      route: '/inbox/tickets/:ticketId',
      path: `inbox/tickets/${ticketId}`,
      query: options.reset === true ? { reset: 'true' } : {},
      body: update,
    }
    this.#allow(TicketPath, call, { ticketId })
    this.#allow(TicketUpdate, call, update)
    await this.#send(call, options)
  }

  /**
   * `POST …/replies/:followupId/success`: the reply was published. `ConflictError` says that its
   * `networkItemId` is a Ticket already. Answers the Reply-Ticket, or undefined where SocialHub
   * accepted the call but its answer can't be read.
   */
  async confirmReply(
    { ticketId, followupId }: SuccessPath,
    success: ReplySuccess,
    options?: CallOptions,
  ): Promise<TicketResponse | undefined> {
    const call: Call = {
      method: 'POST',
      route: '/inbox/tickets/:ticketId/replies/:followupId/success',
      path: `inbox/tickets/${ticketId}/replies/${followupId}/success`,
      body: success,
    }
    this.#allow(SuccessPath, call, { ticketId, followupId })
    this.#allow(ReplySuccess, call, success)
    const { text } = await this.#send(call, options)
    const ticket = check(TicketResponse, parseJson(text))
    return ticket.ok ? ticket.value : undefined
  }

  /**
   * `POST …/reset/:actionId`: the action failed; community managers read the reason.
   *
   * @param action `type` says whether `followupId` is required: for `reply` and `template_reply`.
   */
  async resetAction(
    { ticketId, actionId, type }: ResetPath & { readonly type: TicketActionType },
    reset: ActionReset,
    options?: CallOptions,
  ): Promise<void> {
    const call: Call = {
      method: 'POST',
      route: '/inbox/tickets/:ticketId/reset/:actionId',
      path: `inbox/tickets/${ticketId}/reset/${actionId}`,
      body: reset,
    }
    const publishes = type === 'reply' || type === 'template_reply'
    this.#allow(ResetPath, call, { ticketId, actionId })
    this.#allow(publishes ? ReplyReset : ActionReset, call, reset)
    await this.#send(call, options)
  }

  async #send(call: Call, options: CallOptions = {}): Promise<ApiAnswer> {
    try {
      const answer = await send({
        ...call,
        apiUrl: this.#apiUrl,
        accessToken: this.#accessToken,
        connections: this.#connections,
        timeoutMs: options.timeoutMs ?? this.#timeoutMs,
        signal: eitherSignal(this.#signal, options.signal),
      })
      this.#rateLimit = answer.rateLimit ?? this.#rateLimit
      return answer
    } catch (error) {
      if (error instanceof SocialHubError) this.#rateLimit = error.rateLimit ?? this.#rateLimit
      throw error
    }
  }

  #allow(schema: Type.TSchema, { method, route }: Call, value: unknown): void {
    const checked = check(schema, value)
    if (checked.ok) return
    throw new SocialHubError({
      call: `${method} ${route}`,
      code: 'InvalidRequest',
      detail: inOneLine(checked.problems),
      problems: checked.problems,
    })
  }

  #read<Schema extends Type.TSchema>(
    schema: Schema,
    { method, route }: Call,
    { text, status, rateLimit }: ApiAnswer,
  ): Type.Static<Schema> {
    const checked = check(schema, parseJson(text))
    if (checked.ok) return checked.value
    throw new SocialHubError({
      call: `${method} ${route}`,
      code: 'InvalidAnswer',
      status,
      rateLimit,
      detail: inOneLine(checked.problems),
      problems: checked.problems,
    })
  }
}

function inOneLine(problems: readonly Problem[]): string {
  return problems.map(({ field, rule }) => (field === '' ? rule : `${field}: ${rule}`)).join(' ')
}

/** What can't be parsed is no value of any schema, and is refused as such. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function eitherSignal(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  return one !== undefined && other !== undefined ? AbortSignal.any([one, other]) : (one ?? other)
}
