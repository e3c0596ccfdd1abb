import type { TicketActionEvent } from '@hubward/socialhub'
import { LRUCache } from 'lru-cache'
import { Grouping } from '../grouping.ts'
import type { HostContext } from '../host-context.ts'
import {
  type Acceptance,
  acceptEvents,
  type Claiming,
  type IncomingEvent,
} from '../store/accept-events.ts'
import type { ChannelId, SocialHubChannelId } from '../store/ids.ts'
import type { StoredManifest } from '../store/manifests.ts'
import type { TurnClaims } from '../store/turns.ts'
import { keepEvent } from '../store/unclaimed-events.ts'
import { during } from '../tracing/tracing.ts'

/** The most events that are committed together. */
const GROUP = 500
/** Channels whose id is known without asking: two short texts each. */
const MOST_CHANNELS = 100_000

/**
 * Commits events, in groups. A Channel with a flood of them fills no group alone, so that the others
 * are committed in the next one.
 */
export class Acceptor {
  readonly #context: Pick<HostContext, 'db' | 'sealer' | 'tracing'>
  readonly #groups: Grouping<IncomingEvent, Acceptance>

  /**
   * @param mostOfAChannel how many events of one Channel may wait.
   * @param claims where the Channels' turns are taken at once; absent: hosts find them due.
   */
  constructor(
    context: Pick<HostContext, 'db' | 'sealer' | 'tracing'>,
    mostOfAChannel: number,
    claims?: TurnClaims,
  ) {
    this.#context = context
    const atHand = new LRUCache<SocialHubChannelId, ChannelId>({ max: MOST_CHANNELS })
    const accept = (events: readonly IncomingEvent[]) => {
      const rung = [...new Set(events.map(({ socialhubChannelId }) => socialhubChannelId))]
      const claiming: Claiming | undefined =
        claims && ((statement) => claims.claimWith(rung, statement))
      return acceptEvents(context.db, events, claiming, atHand)
    }
    this.#groups = new Grouping(accept, GROUP, {
      ownerOf: ({ socialhubChannelId }) => socialhubChannelId,
      mostOfOne: mostOfAChannel,
    })
  }

  /**
   * Resolves once the event is committed: acted upon soon, or kept for a Channel to come. Rejects with
   * TooBusy, at once, where this Channel has too many waiting. The trace of the Ticket Action begins
   * here.
   */
  async accept(
    incoming: Omit<IncomingEvent, 'traceparent'>,
    integration: string,
  ): Promise<Acceptance> {
    const { socialhubChannelId, event } = incoming
    const step = this.#context.tracing.begin(
      'accept Ticket Action',
      { channel: { integration, socialhubChannelId } },
      { ticketId: event.ticketId, actionType: event.type },
    )
    const { traceparent } = step
    return await during(
      step,
      () => this.#commit({ ...incoming, traceparent }),
      (outcome) => ({ outcome }),
    )
  }

  async #commit(incoming: IncomingEvent): Promise<Acceptance> {
    const { db, sealer } = this.#context
    const acceptance = await this.#groups.add(incoming)
    if (acceptance !== 'unknown') return acceptance
    return await db.transaction().execute((trx) => keepEvent(trx, sealer, incoming))
  }
}

/** All events of one request. */
export async function acceptAll(
  acceptor: Acceptor,
  { id: manifest, integration }: Pick<StoredManifest, 'id' | 'integration'>,
  socialhubChannelId: SocialHubChannelId,
  events: readonly TicketActionEvent[],
): Promise<readonly Acceptance[]> {
  return await Promise.all(
    events.map((event) => acceptor.accept({ manifest, socialhubChannelId, event }, integration)),
  )
}
