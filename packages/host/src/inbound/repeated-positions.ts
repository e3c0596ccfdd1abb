import { createHash } from 'node:crypto'
import type { ChannelId } from '../store/ids.ts'

/** A Channel's way through positions that promise more and bring nothing. */
interface Walk {
  /** Of the position that is compared with. */
  readonly mark: string
  /** How many steps ago that was. */
  readonly steps: number
  /** After so many the mark moves on to where the walk is then. */
  readonly limit: number
}

/**
 * Finds positions that go round in a circle: a plugin that promises more from each of them would be asked
 * for ever, without a pause. Brent's way: one position is remembered, and after 1, 2, 4, 8 … steps the
 * next one, so that a circle of any length is met. A long way back through a list is no circle.
 *
 * Each host remembers by itself: what it forgets when it ends costs some calls.
 */
export class RepeatedPositions {
  readonly #walks = new Map<string, Walk>()

  /** @returns whether this position was met before on the same walk. */
  isMet(channelId: ChannelId, position: unknown): boolean {
    const here = createHash('sha256').update(JSON.stringify(position)).digest('base64')
    const walk = this.#walks.get(channelId)
    if (walk?.mark === here) {
      this.#walks.delete(channelId)
      return true
    }
    const steps = (walk?.steps ?? 0) + 1
    const isFull = walk === undefined || steps >= walk.limit
    this.#walks.set(
      channelId,
      isFull
        ? { mark: here, steps: 0, limit: 2 * (walk?.limit ?? 1) }
        : { mark: walk.mark, steps, limit: walk.limit },
    )
    return false
  }

  /** Something came, or the end of the list: the next walk is another. */
  end(channelId: ChannelId): void {
    this.#walks.delete(channelId)
  }
}
