import type { Socket } from 'node:net'
import { broken } from './answer-on-the-way.ts'

type Mode =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut-bytes'; left: number }
  | { readonly kind: 'cut-pieces'; left: number }
  | { readonly kind: 'tls-refused' }

/** What goes wrong with connections that don't speak HTTP, and which of them are open. */
export class SocketFaults {
  /** Pieces that arrived so far, as the Network sent them: an answer is one or more. */
  pieces = 0
  bytes = 0
  /** Connections with TLS so far. */
  secured = 0
  #mode: Mode = { kind: 'none' }
  readonly #open = new Set<Socket>()

  /** Connections that the plugin was given and has not ended. */
  get open(): number {
    return this.#open.size
  }

  none(): void {
    this.#mode = { kind: 'none' }
  }

  /** The connection breaks when so many bytes have arrived, however many connections they came by. */
  cutAfterBytes(bytes: number): void {
    this.#mode = { kind: 'cut-bytes', left: bytes }
  }

  /**
   * The connection breaks in place of the piece that would come next: with 0 before the first. What was
   * sent until then has reached the Network, its answer is lost.
   */
  cutAfterPieces(pieces: number): void {
    this.#mode = { kind: 'cut-pieces', left: pieces }
  }

  /** Every certificate is refused. */
  refuseTls(): void {
    this.#mode = { kind: 'tls-refused' }
  }

  /** Ends what is still open, as a host does after a call. */
  closeAll(): void {
    for (const socket of this.#open) socket.destroy()
    this.#open.clear()
  }

  /** Opens a connection, and stands between it and the plugin. */
  async opened<Opened extends Socket>(tls: boolean, open: () => Promise<Opened>): Promise<Opened> {
    const socket = await open()
    if (tls && this.#mode.kind === 'tls-refused') {
      socket.destroy()
      throw broken('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate')
    }
    if (tls) this.secured++
    this.#open.add(socket)
    const end = () => this.#open.delete(socket)
    socket.once('close', end).once('finish', end)
    this.#standBefore(socket)
    return socket
  }

  #standBefore(socket: Socket): void {
    const push = socket.push
    let isBroken = false
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (isBroken) return false
      const piece = chunk instanceof Uint8Array ? this.#passed(chunk) : chunk
      const breaks = chunk instanceof Uint8Array && piece !== chunk
      const goesOn = piece !== undefined && Reflect.apply(push, socket, [piece, encoding])
      // What has arrived is read before the end.
      isBroken = breaks
      if (breaks) setImmediate(() => socket.destroy(broken('ECONNRESET', 'read ECONNRESET')))
      return goesOn
    }
  }

  /** What is left of a piece where the connection breaks: some of it, or nothing. */
  #passed(chunk: Uint8Array): Uint8Array | undefined {
    this.pieces++
    this.bytes += chunk.length
    const mode = this.#mode
    if (mode.kind === 'cut-pieces') {
      if (mode.left-- > 0) return chunk
      // Whoever connects again is heard.
      this.none()
      return undefined
    }
    if (mode.kind !== 'cut-bytes') return chunk
    if (mode.left >= chunk.length) {
      mode.left -= chunk.length
      return chunk
    }
    const passed = chunk.subarray(0, mode.left)
    this.none()
    return passed
  }
}
