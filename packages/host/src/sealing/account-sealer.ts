import type { PlainData } from '@hubward/plugin'
import type { SealedPlace } from './sealed-places.ts'
import { type AccountKey, openUnder, SealError, type Sealer, sealUnder } from './sealer.ts'

/** Seals what belongs to one Account; opens also what an operator's key sealed before. */
export type AccountSealer = Pick<Sealer, 'seal' | 'open'>

/**
 * What stands in front of a value under an Account's key: a zero, where other values have the length of
 * an operator's key's id, which is never zero; the number of this layout; the number of the key.
 */
const START = Buffer.from([0, 1])
const PREFIX_BYTES = START.length + 8

/** Whether a value is sealed under an Account's key. */
function isUnderAccountKey(sealed: Buffer): boolean {
  return sealed[0] === 0
}

/**
 * @param keys of one Account, the one to seal with first; none: the operator's key seals.
 * @param sealer opens what was sealed before the Account had a key.
 */
export function createAccountSealer(keys: readonly AccountKey[], sealer: Sealer): AccountSealer {
  const [current] = keys
  const prefix = current && prefixOf(current.id)
  return {
    seal(place: SealedPlace, row: string, data: PlainData) {
      if (!current || !prefix) return sealer.seal(place, row, data)
      return sealUnder(current.key, prefix, place, row, data)
    },
    open(place: SealedPlace, row: string, sealed: Buffer) {
      if (!isUnderAccountKey(sealed)) return sealer.open(place, row, sealed)
      if (sealed[1] !== START[1] || sealed.length < PREFIX_BYTES) {
        throw new SealError(`A value in ${place} was sealed by a newer version.`)
      }
      const id = String(sealed.readBigUInt64BE(START.length))
      const key = keys.find((one) => one.id === id)
      if (!key) {
        throw new SealError(`A value in ${place} does not open: the key of its Account is gone.`)
      }
      return openUnder(key.key, PREFIX_BYTES, place, row, sealed)
    },
  }
}

function prefixOf(id: string): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  START.copy(prefix)
  prefix.writeBigUInt64BE(BigInt(id), START.length)
  return prefix
}
