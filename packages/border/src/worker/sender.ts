import type { ReadableStream } from 'node:stream/web'

/** As it was before any plugin's module ran. */
const later = queueMicrotask

/**
 * What one thread tells the other. What is said in one go is posted together, for a post costs more than
 * most of what it carries.
 */
export class Sender<Message> {
  readonly #post: (messages: readonly Message[], transfer: readonly ReadableStream[]) => void
  #waiting: Message[] = []

  constructor(post: (messages: readonly Message[], transfer: readonly ReadableStream[]) => void) {
    this.#post = post
  }

  /** Plain data only: what can't be posted would keep its neighbours from being told. */
  tell(message: Message): void {
    if (this.#waiting.push(message) === 1) later(() => this.#tellWaiting())
  }

  /**
   * At once, after what was told before.
   *
   * @throws what `postMessage` throws when the message can't be posted.
   */
  tellNow(message: Message, transfer: readonly ReadableStream[] = []): void {
    this.#tellWaiting()
    this.#post([message], transfer)
  }

  #tellWaiting(): void {
    const messages = this.#waiting
    if (messages.length === 0) return
    this.#waiting = []
    this.#post(messages, [])
  }
}
