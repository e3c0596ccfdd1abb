import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CountedWarning } from '../notices/counted-warning.ts'
import type { Parts } from '../parts.ts'
import { PageFailure } from './failure.ts'
import { type Guest, Room } from './room.ts'

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
/** What Node reads of a body before anybody wants it. */
const UNREAD_BYTES = 65_536
/** The part of the room that is for known webhooks alone. */
const FOR_WEBHOOKS = 0.25
/** When whoever was put off may come again. SocialHub delivers again after any failure. */
const RETRY_AFTER_MS = { webhooks: 1_000, others: 5_000 } as const

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the request comes to a webhook that is known, so that it may use SocialHub's room. */
    readonly isKnownWebhook?: (request: FastifyRequest) => boolean
  }
}

const heldBy = new WeakMap<IncomingMessage, Held>()

/**
 * Says that bytes of a body were stored elsewhere and are no longer in memory, as those of a file
 * that goes into the database while it arrives.
 */
export function passedOn(raw: IncomingMessage, bytes: number): void {
  heldBy.get(raw)?.receive(-bytes)
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
 */
export function boundRequests(
  app: FastifyInstance,
  { counters, log }: Pick<Parts, 'counters' | 'log'>,
  mostBytes: number,
): void {
  const forWebhooks = Math.floor(mostBytes * FOR_WEBHOOKS)
  const rooms = { webhooks: new Room(forWebhooks), others: new Room(mostBytes - forWebhooks) }
  const warning = new CountedWarning(
    log,
    'requests were put off: what requests hold in memory had reached http.heldBytes',
  )
  app.addHook('onClose', async () => warning.flush())

  app.addHook('onRequest', (request, reply, done) => {
    // Nothing is read for an address that leads nowhere.
    if (request.is404) return done(new PageFailure('not-found'))
    if (!bringsBody(request)) return done()
    // fastify reads no body of these; what comes is thrown away as it comes.
    if (request.method === 'GET' || request.method === 'HEAD') {
      request.raw.resume()
      return done()
    }
    const kind = request.routeOptions.config.isKnownWebhook?.(request) ? 'webhooks' : 'others'
    const held = new Held(request, reply, rooms, kind, (where) => {
      counters.requestPutOff(where)
      warning.note(where)
    })
    heldBy.set(request.raw, held)
    return held.enter() ? done() : undefined
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

type Rooms = Readonly<Record<'webhooks' | 'others', Room>>

/** One request that brings a body. */
class Held implements Guest {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #rooms: Rooms
  readonly #note: (where: keyof Rooms) => void
  /** No more than the body is said to have. */
  readonly #unreadBytes: number
  #where: keyof Rooms
  /** What came of the body and was not passed on. */
  #receivedBytes = 0

  constructor(
    request: FastifyRequest,
    reply: FastifyReply,
    rooms: Rooms,
    where: keyof Rooms,
    note: (where: keyof Rooms) => void,
  ) {
    this.#request = request
    this.#reply = reply
    this.#rooms = rooms
    this.#where = where
    this.#note = note
    const declared = Number(request.headers['content-length'] ?? UNREAD_BYTES)
    this.#unreadBytes = Math.min(declared, UNREAD_BYTES)
  }

  /** @returns false when it was answered: there is no room. */
  enter(): boolean {
    const { raw } = this.#request
    // Paused, so that counting makes nothing flow before somebody reads.
    raw.pause()
    let pieces = 0
    let bytes = 0
    raw.on('data', (piece: Uint8Array) => {
      pieces += 1
      bytes += piece.length
      if (pieces > MANY_PIECES && bytes < pieces * SMALL_BYTES) {
        this.#refuse(new PageFailure('bad-request', { message: 'a body in too many pieces' }))
        return
      }
      if (this.#isRead()) this.#room.arrives(this)
      this.receive(piece.length + PIECE_BYTES)
    })
    raw.once('end', () => this.#room.arrived(this))
    this.#reply.raw.once('close', () => this.#room.leave(this))
    return this.#room.enter(this, this.#bytes)
  }

  receive(bytes: number): void {
    this.#receivedBytes += bytes
    this.#room.resize(this, this.#bytes)
  }

  /** @returns false when it was answered: there is no room. */
  moveToWebhooks(): boolean {
    if (this.#where === 'webhooks') return true
    this.#room.leave(this)
    this.#where = 'webhooks'
    return this.#room.enter(this, this.#bytes)
  }

  /** The route has it, and until it reads the body it can't be told that this is over. */
  handled(): void {
    if (!this.#isRead()) this.#room.arrived(this)
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

  #refuse(failure: PageFailure): void {
    this.#room.leave(this)
    const { raw } = this.#request
    // Whoever reads the body hears that this failed, and answers.
    if (this.#isRead()) raw.emit('error', failure)
    else void this.#reply.send(failure)
    // What still comes is not even thrown away, since that is work as well.
    raw.pause()
  }

  #isRead(): boolean {
    return this.#request.raw.listenerCount('error') > 0
  }

  get #room(): Room {
    return this.#rooms[this.#where]
  }

  get #bytes(): number {
    return REQUEST_BYTES + Math.max(this.#unreadBytes, this.#receivedBytes)
  }
}
