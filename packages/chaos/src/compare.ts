import { compareActions } from './histories/actions.ts'
import type { Fault, Histories } from './histories/histories.ts'
import { compareMails } from './histories/mails.ts'
import { compareMessages } from './histories/messages.ts'
import { compareOrder } from './histories/order.ts'
import { compareOverlaps } from './histories/overlaps.ts'
import type { World } from './stage/world.ts'

/** What was compared, and what differs. */
export interface Compared {
  readonly faults: readonly Fault[]
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Compares what the Network, SocialHub, the database and whoever was told know of the same things.
 *
 * @param hasLedger whether the database has a ledger: hosts of before know none.
 */
export async function compareWorld(
  world: World,
  histories: Histories,
  hasLedger = true,
): Promise<Compared> {
  const found = [
    compareOverlaps(histories),
    compareActions(histories),
    compareOrder(histories),
    compareMessages(histories),
    compareMails(histories),
    ...(hasLedger ? [await world.proveLedger()] : []),
  ]
  return {
    faults: [...found.flatMap(({ faults }) => faults), ...world.notices.faults],
    counts: Object.assign({}, ...found.map(({ counts }) => counts)),
  }
}
