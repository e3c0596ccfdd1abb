import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * What stands before the hosts under their public address: gives each connection to the next host
 * that takes it. It looks no further, so a host that is stopped keeps its connections waiting.
 */
export class Front {
  /** Ports of the hosts that are said to listen. */
  ports: readonly number[] = []
  readonly #server: Server
  readonly #open = new Set<Socket>()
  #next = 0

  private constructor() {
    this.#server = createServer((visitor) => {
      visitor.on('error', () => visitor.destroy())
      this.#remember(visitor)
      this.#next += 1
      this.#pass(visitor, this.#rotated())
    })
  }

  static async start(port = 0): Promise<{ front: Front; url: string }> {
    const front = new Front()
    front.#server.listen(port, '127.0.0.1')
    await once(front.#server, 'listening')
    const address = front.#server.address()
    const taken = typeof address === 'object' && address !== null ? address.port : port
    return { front, url: `http://127.0.0.1:${taken}` }
  }

  #rotated(): number[] {
    const first = this.#next % Math.max(1, this.ports.length)
    return [...this.ports.slice(first), ...this.ports.slice(0, first)]
  }

  #pass(visitor: Socket, [port, ...others]: number[]): void {
    if (port === undefined) {
      visitor.destroy()
      return
    }
    const host = connect({ host: '127.0.0.1', port })
    this.#remember(host)
    const refused = () => this.#pass(visitor, others)
    host.once('error', refused)
    host.once('connect', () => {
      host.off('error', refused)
      host.on('error', () => visitor.destroy())
      host.on('close', () => visitor.destroy())
      visitor.on('close', () => host.destroy())
      visitor.pipe(host).pipe(visitor)
    })
  }

  #remember(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  async end(): Promise<void> {
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
    await once(this.#server, 'close')
  }
}
