import type { TicketActionEvent } from '@hubward/socialhub'
import type { Parts } from '../parts.ts'
import { type Acceptance, acceptEvents, type IncomingEvent } from '../store/ticket-actions.ts'
import { keepEvent } from '../store/unclaimed-events.ts'
import { FairQueue } from './fair-queue.ts'

/** The most events that are committed together. */
const GROUP = 500

/** So much waits already that more would fill the memory: the sender is asked to come again. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy'
}

interface Queued {
  readonly incoming: IncomingEvent
  readonly resolve: (acceptance: Acceptance) => void
  readonly reject: (error: unknown) => void
}

/**
 * Commits events. While one group is being committed, the events that arrive form the next one: under
 * load they share a round trip and an fsync, and without load nobody waits for anything. A Channel with
 * a flood of events fills no group alone, so that the others are committed in the next one.
 */
export class Acceptor {
  readonly #parts: Parts
  readonly #queue: FairQueue<Queued>
  #busy = false

  /** @param mostOfAChannel how many events of one Channel may wait. */
  constructor(parts: Parts, mostOfAChannel: number) {
    this.#parts = parts
    this.#queue = new FairQueue(mostOfAChannel)
  }

  /**
   * Resolves once the event is committed: acted upon soon, or kept for a Channel to come. Rejects with
   * TooBusy, at once, where this Channel has too many waiting.
   */
  accept(incoming: IncomingEvent): Promise<Acceptance> {
    return new Promise((resolve, reject) => {
      if (!this.#queue.add(incoming.socialhubChannelId, { incoming, resolve, reject })) {
        reject(new TooBusy('too many events of this Channel wait to be stored'))
        return
      }
      if (!this.#busy) void this.#commitGroups()
    })
  }

  async #commitGroups(): Promise<void> {
    this.#busy = true
    while (this.#queue.size > 0) {
      const group = this.#queue.take(GROUP)
      await this.#commit(group)
    }
    this.#busy = false
  }

  async #commit(group: readonly Queued[]): Promise<void> {
    try {
      const acceptances = await acceptEvents(
        this.#parts.db,
        group.map(({ incoming }) => incoming),
      )
      await Promise.all(
        group.map(async (queued, place) => {
          const acceptance = acceptances[place] ?? 'unknown'
          if (acceptance === 'unknown') await this.#keep(queued)
          else queued.resolve(acceptance)
        }),
      )
    } catch (error) {
      const [only, ...others] = group
      if (only && others.length === 0) only.reject(error)
      // One event that PostgreSQL won't take must not take its neighbours with it.
      else for (const queued of group) await this.#commit([queued])
    }
  }

  async #keep({ incoming, resolve, reject }: Queued): Promise<void> {
    const { db, sealer } = this.#parts
    await db
      .transaction()
      .execute((trx) => keepEvent(trx, sealer, incoming))
      .then(() => resolve('unknown'), reject)
  }
}

/** All events of one request. */
export async function acceptAll(
  acceptor: Acceptor,
  manifest: string,
  socialhubChannelId: string,
  events: readonly TicketActionEvent[],
): Promise<readonly Acceptance[]> {
  return await Promise.all(
    events.map((event) => acceptor.accept({ manifest, socialhubChannelId, event })),
  )
}
