import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { HostContext } from '../host-context.ts'
import { CountedWarning } from './counted-warning.ts'

/** How often Node looks whose time is over. */
const LOOK_EVERY_MS = 1_000
/** How long whoever was answered before the end of a body may go on sending. */
const LINGER_MS = 2_000
/** Browsers and proxies send one request after the other; nobody needs more at once. */
const PIPELINED = 20

/** Answers a request. */
type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * The HTTP server, with the limits of its connections. Times end what doesn't come to an end; the
 * number of connections is kept by closing the one that has rested longest, so that strangers who open
 * many never keep anybody out.
 */
export function createLimitedServer(
  handler: Handler,
  { config, counters, log }: Pick<HostContext, 'config' | 'counters' | 'log'>,
): Server {
  const { http } = config
  const server = createServer({
    connectionsCheckingInterval: LOOK_EVERY_MS,
    headersTimeout: http.headersMs,
    requestTimeout: http.requestMs,
    keepAliveTimeout: http.keepAliveMs,
  })
  server.setTimeout(http.idleMs)
  const warning = new CountedWarning(
    log,
    'connections were closed, since there were more than http.connections or too many requests on one',
  )
  const connections = new Connections(http.connections, () => {
    counters.connectionClosed()
    warning.note('closed')
  })
  server.on('connection', (socket: Socket) => connections.opened(socket))
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (!connections.begun(request, response)) return
    handler(request, response)
  }
  server.on('request', answer)
  // Without this, Node tells everybody to send the body who asks: see `held-requests.ts`.
  server.on('checkContinue', answer)
  server.on('close', () => warning.flush())
  return server
}

/**
 * Who was answered before the end of the body may finish it, so that the answer is read and the
 * connection can be used again; what comes is thrown away. Who doesn't is disconnected.
 */
function endLate(request: IncomingMessage, socket: Socket): void {
  const late = setTimeout(() => {
    if (!request.complete) socket.destroy()
  }, LINGER_MS).unref()
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(late))
}

class Connections {
  readonly #most: number
  readonly #noteClosed: () => void
  /** How many requests each has under way; the oldest connection first. */
  readonly #underWay = new Map<Socket, number>()
  /** Those that have none; the one that has rested longest first. */
  readonly #resting = new Set<Socket>()

  constructor(most: number, noteClosed: () => void) {
    this.#most = most
    this.#noteClosed = noteClosed
  }

  opened(socket: Socket): void {
    socket.once('close', () => {
      this.#underWay.delete(socket)
      this.#resting.delete(socket)
    })
    if (this.#underWay.size >= this.#most) this.#closeOne()
    this.#underWay.set(socket, 0)
    this.#resting.add(socket)
  }

  /** @returns false where nothing is to be done, since the connection was closed. */
  begun(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request
    if (socket.destroyed) return false
    const underWay = (this.#underWay.get(socket) ?? 0) + 1
    if (underWay > PIPELINED) {
      this.#noteClosed()
      socket.destroy()
      return false
    }
    this.#underWay.set(socket, underWay)
    this.#resting.delete(socket)
    // One listener that stays: to add and remove several is a tenth of what a webhook costs.
    response.on('close', () => {
      const left = (this.#underWay.get(socket) ?? 1) - 1
      if (socket.destroyed) return
      this.#underWay.set(socket, left)
      if (!request.complete) endLate(request, socket)
      if (left === 0) this.#resting.add(socket)
    })
    return true
  }

  /** Who has not even sent a request goes first, then whose connection is the oldest. */
  #closeOne(): void {
    const [resting] = this.#resting
    const [oldest] = this.#underWay.keys()
    const closed = resting ?? oldest
    if (!closed) return
    this.#noteClosed()
    this.#underWay.delete(closed)
    this.#resting.delete(closed)
    closed.destroy()
  }
}
