import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/**
 * A socket for libraries that want one at once, over one that is still being made: it reads and writes
 * when that is there, and fails as that does.
 */
export class PendingSocket extends Duplex {
  #socket: Socket | undefined
  readonly #ready: Promise<Socket>
  #timeoutMs = 0
  #keepAlive: { readonly enable: boolean; readonly initialDelayMs: number } | undefined
  readonly #data = (chunk: Buffer) => {
    if (!this.push(chunk)) this.#socket?.pause()
  }
  readonly #ended = () => this.push(null)
  readonly #failed = (error: Error) => this.destroy(error)
  readonly #closed = () => this.destroy()
  readonly #resting = () => this.emit('timeout')

  constructor(ready: Promise<Socket>, whenReady: () => void) {
    super()
    this.#ready = ready
    ready.then((socket) => {
      if (this.destroyed) return socket.destroy()
      this.#attach(socket)
      return whenReady()
    }, this.#failed)
  }

  get remoteAddress() {
    return this.#socket?.remoteAddress
  }

  get remotePort() {
    return this.#socket?.remotePort
  }

  get authorized() {
    return this.#socket instanceof TLSSocket ? this.#socket.authorized : undefined
  }

  getCipher() {
    return this.#socket instanceof TLSSocket ? this.#socket.getCipher() : null
  }

  setTimeout(timeoutMs: number): this {
    this.#timeoutMs = timeoutMs
    this.#socket?.setTimeout(timeoutMs)
    return this
  }

  setKeepAlive(enable = false, initialDelayMs = 0): this {
    this.#keepAlive = { enable, initialDelayMs }
    this.#socket?.setKeepAlive(enable, initialDelayMs)
    return this
  }

  /** Takes the socket out, to go on with it: nothing is read or written here any more. */
  async release(): Promise<Socket> {
    const socket = await this.#ready
    socket
      .off('data', this.#data)
      .off('end', this.#ended)
      .off('error', this.#failed)
      .off('close', this.#closed)
      .off('timeout', this.#resting)
      .pause()
    this.#socket = undefined
    return socket
  }

  override _read(): void {
    this.#socket?.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ready.then((socket) => socket.write(chunk, done), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ready.then((socket) => socket.end(() => done()), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket?.destroy()
    done(error)
  }

  #attach(socket: Socket): void {
    this.#socket = socket
    socket
      .on('data', this.#data)
      .once('end', this.#ended)
      .once('error', this.#failed)
      .once('close', this.#closed)
      .on('timeout', this.#resting)
      .setTimeout(this.#timeoutMs)
    if (this.#keepAlive) {
      socket.setKeepAlive(this.#keepAlive.enable, this.#keepAlive.initialDelayMs)
    }
  }
}
