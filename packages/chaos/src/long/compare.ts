import { type Compared, compareWorld } from '../compare.ts'
import { collect } from '../histories/histories.ts'
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
): Promise<Compared> {
  const histories = { ...(await collect(world)), frozen }
  const { faults, counts } = await compareWorld(world, histories, hasLedger)
  const more = faults.length - KEPT
  return {
    faults: [
      ...faults.slice(0, KEPT),
      ...(more > 0 ? [{ what: `${more} faults more`, life: [] }] : []),
    ],
    counts,
  }
}
