import { randomUUID } from 'node:crypto'
import type { Keep, Kept } from './kept.ts'
import type {
  NewStubMessage,
  NewStubReply,
  StubAction,
  StubMessage,
  StubPage,
  StubReply,
} from './wire.ts'

/** One account of the stub Network, in memory. */
export class StubAccount {
  /** What fetching reads. */
  readonly log: StubMessage[] = []
  /** All that happened, what the log lost included. */
  readonly #history: StubMessage[] = []
  readonly replies: StubReply[] = []
  readonly #hidden = new Set<string>()
  readonly actions: StubAction[] = []
  readonly #name: string
  readonly #now: () => Date
  readonly #keep: Keep
  readonly #keys = new Map<string, StubReply>()

  /**
   * @param now the Network's clock, right or wrong.
   * @param keep is told all that must not be forgotten.
   */
  constructor(name: string, now: () => Date, keep: Keep) {
    this.#name = name
    this.#now = now
    this.#keep = keep
  }

  /** What was kept of it before. */
  recall(kept: Kept): void {
    if (kept.kind === 'message') this.#list(kept.message, kept.unlogged)
    if (kept.kind === 'action') this.actions.push(kept.action)
    if (kept.kind !== 'reply') return
    this.replies.push(kept.reply)
    if (kept.key !== undefined) this.#keys.set(kept.key, kept.reply)
  }

  act(action: StubAction): void {
    this.actions.push(action)
    this.#keep({ kind: 'action', account: this.#name, action })
  }

  add(message: NewStubMessage): StubMessage {
    return this.#append(
      {
        id: message.id ?? `message-${randomUUID()}`,
        text: message.text ?? `Message ${this.log.length + 1}`,
        author: message.author ?? (message.own ? this.#name : 'Ada'),
        time: message.time ?? this.#now().toISOString(),
        ...(message.root !== undefined && { root: message.root }),
        ...(message.own && { own: true }),
      },
      message.unlogged,
    )
  }

  /**
   * The same message once more in the log, edited or deleted; undefined when there is none. Versions
   * of one message carry growing times, whatever the Network's clock does in between.
   */
  change(
    id: string,
    change: { text: string } | 'delete',
    unlogged?: boolean,
  ): StubMessage | undefined {
    const known = this.#history.findLast((entry) => entry.id === id)
    if (known === undefined) return undefined
    const { number: _, ...message } = known
    const before = Date.parse(known.updatedTime ?? known.time)
    const time = new Date(Math.max(this.#now().getTime(), before + 1)).toISOString()
    return this.#append(
      change === 'delete'
        ? { ...message, text: '', deletedTime: time }
        : { ...message, text: change.text, updatedTime: time },
      unlogged,
    )
  }

  /** Keeps a message out of what is listed, as a Network in trouble does, or lists it again. */
  hide(id: string, hidden: boolean): void {
    if (hidden) this.#hidden.add(id)
    else this.#hidden.delete(id)
  }

  /** What is there now, newest first; `before` is where the next page begins. */
  recent(since: string, limit: number, before = Number.POSITIVE_INFINITY): StubPage {
    const latest = new Map<string, { place: number; message: StubMessage }>()
    for (const [place, message] of this.#history.entries()) {
      latest.set(message.id, { place: latest.get(message.id)?.place ?? place, message })
    }
    const found = [...latest.values()].filter(
      ({ place, message }) =>
        place < before &&
        message.deletedTime === undefined &&
        !this.#hidden.has(message.id) &&
        // Whole seconds, as many Networks compare them.
        secondOf(message.time) >= secondOf(since),
    )
    const page = found.toSorted((a, b) => b.place - a.place).slice(0, limit)
    const last = page.at(-1)
    return {
      messages: page.map(({ message }) => message),
      ...(last && found.length > page.length && { before: last.place }),
    }
  }

  /** @param key an idempotency key: the same key again publishes nothing and answers the first reply. */
  publish(reply: NewStubReply, key: string | undefined): StubReply {
    const known = key === undefined ? undefined : this.#keys.get(key)
    if (known !== undefined) return known
    const published = { ...reply, id: `reply-${randomUUID()}`, time: this.#now().toISOString() }
    this.replies.push(published)
    if (key !== undefined) this.#keys.set(key, published)
    this.#keep({
      kind: 'reply',
      account: this.#name,
      reply: published,
      ...(key !== undefined && { key }),
    })
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

  #append(entry: Omit<StubMessage, 'number'>, unlogged = false): StubMessage {
    const message = { ...entry, number: this.log.length + 1 }
    this.#list(message, unlogged)
    this.#keep({
      kind: 'message',
      account: this.#name,
      message,
      ...(unlogged && { unlogged: true }),
    })
    return message
  }

  #list(message: StubMessage, unlogged = false): void {
    this.#history.push(message)
    if (!unlogged) this.log.push(message)
  }
}

function secondOf(time: string): number {
  return Math.floor(Date.parse(time) / 1_000)
}
