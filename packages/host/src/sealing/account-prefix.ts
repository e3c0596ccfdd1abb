import { SealError } from './seal-error.ts'
import type { SealedPlace } from './sealed-places.ts'

/**
 * What stands in front of a value under an Account's key: a zero, where other values have the length of
 * an operator's key's id, which is never zero; the number of this layout; the number of the key.
 */
const START = Buffer.from([0, 1])
const PREFIX_BYTES = START.length + 8

export function prefixOf(id: string): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  START.copy(prefix)
  prefix.writeBigUInt64BE(BigInt(id), START.length)
  return prefix
}

/**
 * The number of the Account's key that sealed a value, and where its prefix ends; undefined: an operator's
 * key sealed it.
 *
 * @throws SealError
 */
export function accountKeyIn(
  place: SealedPlace,
  sealed: Buffer,
): { readonly id: string; readonly end: number } | undefined {
  if (sealed[0] !== START[0]) return undefined
  const id = accountKeyId(sealed)
  if (id === undefined) throw new SealError(`A value in ${place} was sealed by a newer version.`)
  return { id, end: PREFIX_BYTES }
}

export function keyGone(place: SealedPlace): SealError {
  return new SealError(`A value in ${place} does not open: the key of its Account is gone.`)
}

/** The number of the Account's key that sealed a value, if one did in a layout that is known here. */
export function accountKeyId(sealed: Buffer): string | undefined {
  const isKnown = sealed.length >= PREFIX_BYTES && sealed.indexOf(START) === 0
  return isKnown ? String(sealed.readBigUInt64BE(START.length)) : undefined
}
