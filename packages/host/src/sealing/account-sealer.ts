import type { PlainData } from '@hubward/plugin'
import { accountKeyIn, keyGone, prefixOf } from './account-prefix.ts'
import type { SealedPlace } from './sealed-places.ts'
import { type AccountKey, openUnder, type Sealer, sealUnder } from './sealer.ts'

/** Seals what belongs to one Account; opens also what an operator's key sealed before. */
export type AccountSealer = Pick<Sealer, 'seal' | 'open'> & {
  /** Absent: the operator's key seals. */
  readonly accountKeyId?: string
}

/**
 * @param keys of one Account, the one to seal with first; none: the operator's key seals.
 * @param sealer opens what was sealed before the Account had a key.
 */
export function createAccountSealer(keys: readonly AccountKey[], sealer: Sealer): AccountSealer {
  const [current] = keys
  const prefix = current && prefixOf(current.id)
  return {
    ...(current && { accountKeyId: current.id }),
    seal(place: SealedPlace, row: string, data: PlainData) {
      if (!current || !prefix) return sealer.seal(place, row, data)
      return sealUnder(current.key, prefix, place, row, data)
    },
    open(place: SealedPlace, row: string, sealed: Buffer) {
      const under = accountKeyIn(place, sealed)
      const key = under && keys.find((one) => one.id === under.id)
      if (!under) return sealer.open(place, row, sealed)
      if (!key) throw keyGone(place)
      return openUnder(key.key, under.end, place, row, sealed)
    },
  }
}
