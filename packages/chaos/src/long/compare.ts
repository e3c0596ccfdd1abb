import { compareActions } from '../histories/actions.ts'
import { collect, type Fault } from '../histories/histories.ts'
import { compareMails } from '../histories/mails.ts'
import { compareMessages } from '../histories/messages.ts'
import { compareOrder } from '../histories/order.ts'
import { compareOverlaps } from '../histories/overlaps.ts'
import type { Frozen } from '../stage/hosts.ts'
import type { World } from '../stage/world.ts'

/** Faults that are kept; of more only the number. */
const KEPT = 200

/**
 * Compares all that happened since the long run began.
 *
 * @param frozen when hosts stood still, those of former runners included.
 * @param hasLedger whether the database has a ledger: hosts of before know none.
 */
export async function compareAll(
  world: World,
  frozen: readonly Frozen[],
  hasLedger: boolean,
): Promise<{ faults: readonly Fault[]; counts: Readonly<Record<string, number>> }> {
  const histories = { ...(await collect(world)), frozen }
  const found = [
    compareOverlaps(histories),
    compareActions(histories),
    compareOrder(histories),
    compareMessages(histories),
    compareMails(histories),
    ...(hasLedger ? [await world.proveLedger()] : []),
  ]
  const faults = [...found.flatMap((one) => one.faults), ...world.notices.faults]
  const more = faults.length - KEPT
  return {
    faults: [
      ...faults.slice(0, KEPT),
      ...(more > 0 ? [{ what: `${more} faults more`, life: [] }] : []),
    ],
    counts: Object.assign({}, ...found.map((one) => one.counts)),
  }
}
