import type { Sealer } from '../sealing/sealer.ts'
import type { Db } from '../store/database.ts'
import { otherKeysInUse } from '../store/key-register.ts'
import { countOld, PLACES, resealPlace } from '../store/sealing.ts'
import { retireKeys } from './keys.ts'

export interface Progress {
  /** Values that were sealed anew so far. */
  readonly resealed: number
  /** Values that an older key sealed when the rotation began. */
  readonly toDo: number
}

export interface Rotated {
  readonly resealed: number
  /** Keys that nothing uses any more: they may be removed from the configuration. */
  readonly unused: readonly string[]
  /** Keys that a running host or command still seals with: it needs the new configuration first. */
  readonly stillSealing: readonly string[]
}

/**
 * Seals every value under the current key while hosts run and write. Interrupted at any moment,
 * nothing is lost: what is sealed anew is recognised by its first bytes, so that the next run only
 * does the rest. It goes over all places again until it finds nothing left, since hosts may have
 * copied or written something meanwhile.
 *
 * Before anything is sealed, and again at the end, it looks whether somebody seals with another key.
 *
 * @param currentId the key that `sealer` seals with.
 */
export async function rotateKeys(
  db: Db,
  sealer: Sealer,
  currentId: string,
  say: (progress: Progress) => void,
): Promise<Rotated> {
  // A host without the new key could not open what is sealed with it.
  const early = await otherKeysInUse(db, currentId)
  if (early.length > 0) return { resealed: 0, unused: [], stillSealing: early }
  const left = async (from: Db) => {
    let count = 0
    for (const place of PLACES) count += await countOld(from, place, currentId)
    return count
  }
  const toDo = await left(db)
  let resealed = 0
  for (;;) {
    for (const place of PLACES) {
      await resealPlace(db, sealer, place, currentId, (count) => {
        resealed += count
        say({ resealed, toDo: Math.max(toDo, resealed) })
      })
    }
    const retired = await retireKeys(db, currentId, async (trx) => (await left(trx)) > 0)
    if (retired) return { resealed, ...retired }
  }
}
