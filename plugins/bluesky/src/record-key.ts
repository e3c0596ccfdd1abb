import { createHash } from 'node:crypto'

/** Digits of a TID, in the order of their code points: https://atproto.com/specs/tid */
const DIGITS = '234567abcdefghijklmnopqrstuvwxyz'
const LENGTH = 13

/** The lowest ten bits are a clock’s number, so 2^40 steps are 18 minutes, and ample to tell keys apart. */
const SPREAD_BITS = 40n
const LARGEST = (1n << 63n) - 1n

/**
 * The key under which a record that answers a post is written: the same for the same purpose, so that
 * writing again finds what was written. It looks like one made a moment after the post, since record
 * keys are read as times.
 *
 * @param subjectKey the record key of the post that is answered.
 * @param purpose what tells this record from every other one about that post.
 */
export function recordKey(subjectKey: string, purpose: string): string {
  const digest = createHash('sha256').update(`${subjectKey} ${purpose}`).digest()
  const spread = digest.readBigUInt64BE() & ((1n << SPREAD_BITS) - 1n)
  const start = readTid(subjectKey) ?? 0n
  return writeTid((start + spread) & LARGEST)
}

function readTid(key: string): bigint | undefined {
  if (key.length !== LENGTH) return undefined
  let value = 0n
  for (const digit of key) {
    const index = DIGITS.indexOf(digit)
    if (index < 0) return undefined
    value = (value << 5n) | BigInt(index)
  }
  return value <= LARGEST ? value : undefined
}

function writeTid(value: bigint): string {
  let rest = value
  let key = ''
  for (let place = 0; place < LENGTH; place++) {
    key = (DIGITS[Number(rest & 31n)] ?? '') + key
    rest >>= 5n
  }
  return key
}
