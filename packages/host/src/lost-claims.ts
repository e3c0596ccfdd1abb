import { hasNoEffect } from './store/database.ts'
import type { SocialHubChannelId } from './store/ids.ts'

/**
 * Channels that a statement may have claimed whose answer was lost. Nobody gives them their turn before
 * the lease ends, so they are to be handed back as soon as PostgreSQL can be reached.
 */
export class LostClaims {
  /** Until when each may be held, by `performance.now()`. */
  readonly #heldUntil = new Map<SocialHubChannelId, number>()

  /**
   * @param error with which the statement failed. One that PostgreSQL refused has claimed nothing: with a
   *   full disk, 500 events would otherwise be 500 statements more.
   * @param leaseMs for how long it claims.
   */
  add(error: unknown, socialhubChannelIds: readonly SocialHubChannelId[], leaseMs: number): void {
    if (hasNoEffect(error)) return
    const heldUntil = performance.now() + leaseMs
    for (const id of socialhubChannelIds) this.#heldUntil.set(id, heldUntil)
  }

  /**
   * @param later those of which nothing can be said yet: a statement under way may be claiming them.
   * @param handBack called where there are any; they stay when it fails.
   */
  async handBack(
    later: ReadonlySet<SocialHubChannelId>,
    handBack: (socialhubChannelIds: readonly SocialHubChannelId[]) => Promise<void>,
  ): Promise<void> {
    const now = performance.now()
    const lost = [...this.#heldUntil].filter(([id]) => !later.has(id))
    const held = lost.filter(([, heldUntil]) => heldUntil > now)
    if (held.length > 0) await handBack(held.map(([id]) => id))
    for (const [id, heldUntil] of lost) {
      // It may have been lost once more meanwhile.
      if (this.#heldUntil.get(id) === heldUntil) this.#heldUntil.delete(id)
    }
  }
}
