import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { type ByteHolder, ByteLimit } from './byte-limit.ts'
import { CountedWarning } from './counted-warning.ts'
import { PageFailure } from './failure.ts'

/**
 * What a request costs beside its connection before any of its body is kept: 4 KiB with bare Node
 * (measured, Node 24), and fastify's objects come on top.
 */
const REQUEST_BYTES = 8_192
/** What a piece costs beside its bytes: one of a single byte takes 690 (measured, Node 24). */
const PIECE_BYTES = 700
/**
 * A body in so many pieces of so few bytes comes from nobody but who wants to keep this process busy:
 * what is sent at once arrives in pieces of a packet at least.
 */
const MANY_PIECES = 1_000
const SMALL_BYTES = 100
/** The part of the room that is for known webhooks alone. */
const FOR_WEBHOOKS = 0.25
/** When whoever was put off may come again. SocialHub delivers again after any failure. */
const RETRY_AFTER_MS = { webhooks: 1_000, others: 5_000 } as const

const heldBy = new WeakMap<IncomingMessage, Held>()

/**
 * Says that bytes of a body were stored elsewhere and are no longer in memory, as those of a file
 * that goes into the database while it arrives.
 */
export function passedOn(raw: IncomingMessage, bytes: number): void {
  heldBy.get(raw)?.passOn(bytes)
}

/** Moves a request into SocialHub's room, once its webhook turned out to be known. */
export function isForWebhook(raw: IncomingMessage): boolean {
  return heldBy.get(raw)?.moveToWebhooks() ?? true
}

/**
 * Bounds what the bodies of requests hold in this process's memory, from their first byte to the
 * answer; whatever the route, since this stands before all of them. Known webhooks have room of their
 * own: nobody else can keep SocialHub out.
 *
 * @param mostBytes for all requests together.
 * @param isKnownWebhook says whether a request may use SocialHub's room from its beginning.
 */
export function boundRequests(
  app: FastifyInstance,
  { counters, log }: Pick<HostContext, 'counters' | 'log'>,
  mostBytes: number,
  isKnownWebhook: (request: FastifyRequest) => boolean,
): void {
  const forWebhooks = Math.floor(mostBytes * FOR_WEBHOOKS)
  const limits = {
    webhooks: new ByteLimit(forWebhooks),
    others: new ByteLimit(mostBytes - forWebhooks),
  }
  const warning = new CountedWarning(
    log,
    'requests were put off: what requests hold in memory had reached http.heldBytes',
  )
  app.addHook('onClose', async () => warning.flush())

  app.addHook('onRequest', (request, reply, done) => {
    // fastify reads no body of these methods, and nobody one for an address that leads nowhere.
    const isUnwanted = request.is404 || request.method === 'GET' || request.method === 'HEAD'
    if (bringsBody(request)) {
      const kind = isKnownWebhook(request) ? 'webhooks' : 'others'
      const held = new Held(request, reply, limits, kind, (where) => {
        counters.requestPutOff(where)
        warning.note(where)
      })
      heldBy.set(request.raw, held)
      if (isUnwanted) request.raw.resume()
      else if (!held.enter()) return undefined
    }
    return request.is404 ? done(new PageFailure('not-found')) : done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    heldBy.get(request.raw)?.handled()
    done()
  })
  app.addHook('preParsing', (request, reply, _payload, done) => {
    // Whoever asks before sending a body is told to send it only now that it is wanted.
    if (request.headers.expect !== undefined) reply.raw.writeContinue()
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    // Who is still sending gets the time to read the answer: see `connections.ts`.
    if (!request.raw.complete) reply.removeHeader('connection')
    done(null, payload)
  })
}

function bringsBody({ headers }: FastifyRequest): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  )
}

type ByteLimits = Readonly<Record<'webhooks' | 'others', ByteLimit>>

/** One request that brings a body. Until it enters a room, and once it left, its body is thrown away. */
class Held implements ByteHolder {
  readonly #request: FastifyRequest
  /** Node takes it away from a request that is over. */
  readonly #socket: Socket
  readonly #reply: FastifyReply
  readonly #limits: ByteLimits
  readonly #note: (where: keyof ByteLimits) => void
  #where: keyof ByteLimits
  #pieces = 0
  #bodyBytes = 0
  /** What it counts for: what came and was not passed on. */
  #bytes = REQUEST_BYTES

  constructor(
    request: FastifyRequest,
    reply: FastifyReply,
    limits: ByteLimits,
    where: keyof ByteLimits,
    note: (where: keyof ByteLimits) => void,
  ) {
    this.#request = request
    this.#socket = request.raw.socket
    this.#reply = reply
    this.#limits = limits
    this.#where = where
    this.#note = note
    const { raw } = request
    if (raw.readableLength > 0) this.#count(raw.readableLength)
    const push = raw.push.bind(raw)
    // Where Node hands over what came: before anybody reads it, and even if nobody does.
    raw.push = (piece, encoding) => {
      if (piece === null) this.#limit.arrived(this)
      else if (!this.#take(piece.length)) return !this.#isCrumbs
      return push(piece, encoding)
    }
  }

  /** @returns false when it was answered: there is no room. */
  enter(): boolean {
    this.#reply.raw.on('close', () => this.#limit.leave(this))
    return this.#limit.enter(this, this.#bytes)
  }

  /** @returns false when it was answered: there is no room. */
  moveToWebhooks(): boolean {
    if (this.#where === 'webhooks') return true
    this.#limit.leave(this)
    this.#where = 'webhooks'
    return this.#limit.enter(this, this.#bytes)
  }

  passOn(bytes: number): void {
    this.#bytes -= bytes
    this.#limit.resize(this, this.#bytes)
  }

  /** The route has it, and until it reads the body it can't be told that this is over. */
  handled(): void {
    if (!this.#isRead) this.#limit.arrived(this)
  }

  giveUp(): void {
    this.#note(this.#where)
    this.#refuse(
      new PageFailure('temporarily-unavailable', {
        message: 'what requests hold in memory has reached http.heldBytes',
        retryAfterMs: RETRY_AFTER_MS[this.#where],
        isCounted: true,
      }),
    )
  }

  /** @returns whether the piece is wanted. */
  #take(bytes: number): boolean {
    this.#count(bytes)
    if (this.#isCrumbs) {
      this.#refuseCrumbs()
      return false
    }
    if (this.#isRead) this.#limit.arrives(this)
    return this.#limit.resize(this, this.#bytes)
  }

  #count(bytes: number): void {
    this.#pieces += 1
    this.#bodyBytes += bytes
    this.#bytes += bytes + PIECE_BYTES
  }

  #refuseCrumbs(): void {
    const { raw } = this.#reply
    // Now, since a request that is over may have none any more.
    const { socket } = this.#request.raw
    const isHeld = this.#limit.leave(this)
    if (raw.writableFinished || !isHeld) socket?.destroy()
    else {
      raw.once('finish', () => socket?.destroy())
      this.#refuse(new PageFailure('bad-request', { message: 'a body in too many pieces' }))
    }
  }

  #refuse(failure: PageFailure): void {
    // Whoever reads the body hears that this failed, and answers.
    if (this.#isRead) this.#request.raw.emit('error', failure)
    else if (!this.#reply.sent) void this.#reply.send(failure)
  }

  get #isCrumbs(): boolean {
    return this.#pieces > MANY_PIECES && this.#bodyBytes < this.#pieces * SMALL_BYTES
  }

  get #isRead(): boolean {
    return this.#request.raw.listenerCount('error') > 0
  }

  get #limit(): ByteLimit {
    return this.#limits[this.#where]
  }
}
