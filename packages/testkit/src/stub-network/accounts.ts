import { randomUUID } from 'node:crypto'
import type { NewStubMessage, NewStubReply, StubAction, StubMessage, StubReply } from './wire.ts'

/** One account of the stub Network, in memory. */
export class StubAccount {
  readonly log: StubMessage[] = []
  readonly replies: StubReply[] = []
  readonly actions: StubAction[] = []
  readonly #name: string
  readonly #keys = new Map<string, StubReply>()

  constructor(name: string) {
    this.#name = name
  }

  add(message: NewStubMessage): StubMessage {
    return this.#append({
      id: message.id ?? `message-${randomUUID()}`,
      text: message.text ?? `Message ${this.log.length + 1}`,
      author: message.author ?? 'Ada',
      time: message.time ?? new Date().toISOString(),
      ...(message.root !== undefined && { root: message.root }),
    })
  }

  /** The same message once more in the log, edited or deleted; undefined when there is none. */
  change(id: string, change: { text: string } | 'delete'): StubMessage | undefined {
    const known = this.log.findLast((entry) => entry.id === id)
    if (known === undefined) return undefined
    const { number: _, ...message } = known
    const time = new Date().toISOString()
    return this.#append(
      change === 'delete'
        ? { ...message, text: '', deletedTime: time }
        : { ...message, text: change.text, updatedTime: time },
    )
  }

  /** @param key an idempotency key: the same key again publishes nothing and answers the first reply. */
  publish(reply: NewStubReply, key: string | undefined): StubReply {
    const known = key === undefined ? undefined : this.#keys.get(key)
    if (known !== undefined) return known
    const published = { ...reply, id: `reply-${randomUUID()}`, time: new Date().toISOString() }
    this.replies.push(published)
    if (key !== undefined) this.#keys.set(key, published)
    this.#append({
      id: published.id,
      text: published.text,
      author: this.#name,
      time: published.time,
      own: true,
      root: reply.root ?? reply.inReplyTo,
    })
    return published
  }

  #append(entry: Omit<StubMessage, 'number'>): StubMessage {
    const numbered = { ...entry, number: this.log.length + 1 }
    this.log.push(numbered)
    return numbered
  }
}
