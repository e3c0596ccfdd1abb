import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { PlainData } from '@hubward/plugin'
import { LRUCache } from 'lru-cache'
import { accountKeyIn, keyGone } from './account-prefix.ts'
import { SealError } from './seal-error.ts'
import type { SealedPlace } from './sealed-places.ts'

export { SealError }

export interface SealingKey {
  /** 1 to 16 characters, stored in front of each sealed value. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

export interface Sealer {
  seal(place: SealedPlace, row: string, data: PlainData): Buffer
  /**
   * Opens also what is sealed under an Account's key that is at hand: `store/account-keys.ts` reads it.
   *
   * @throws SealError
   */
  open(place: SealedPlace, row: string, sealed: Buffer): PlainData
  /**
   * Makes the key of an Account.
   *
   * @param id the number of its row, to which it is bound.
   * @returns it, sealed under the operator's key: all that is stored of it.
   */
  makeAccountKey(id: string): Buffer
  /** @throws SealError */
  accountKey(id: string, sealed: Buffer): AccountKey
  /** The key of an Account that is at hand. */
  knownAccountKey(id: string): AccountKey | undefined
  /** It was destroyed. */
  forgetAccountKey(id: string): void
  /**
   * What seals for a Channel. It stays right as long as there is the Channel, whose Account keeps its keys
   * until then.
   */
  readonly channelKeys: LRUCache<string, AccountKey>
  /** A keyed hash, to look something unguessable up without storing it. */
  hash(purpose: string, text: string): Buffer
  /** A signature for URLs of ours, 32 base64url characters. */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
}

/** The key of one Account, opened. */
export interface AccountKey {
  /** The number of its row. */
  readonly id: string
  readonly key: KeyObject
}

export const KEY_BYTES = 32
/** Opened keys that are kept at hand, the latest used: a few hundred bytes each. */
const MOST_ACCOUNT_KEYS = 50_000
/** Channels whose key is known without asking: a pointer to it each. */
const MOST_CHANNELS = 100_000
const IV_BYTES = 12
const TAG_BYTES = 16
const SIGNATURE_CHARACTERS = 32

/**
 * Seals with AES-256-GCM under the first key; opens with whichever key the value names. Layout: one
 * byte with the length of the key's id, the id, the nonce, the ciphertext, the tag. Nonces are random:
 * 2^32 values under one key stay far below the bound of NIST SP 800-38D, 8.3.
 *
 * @param hashing what keyed hashes and signatures are made with; see `openSealer`.
 */
export function createSealer(keys: readonly SealingKey[], hashing: Uint8Array): Sealer {
  const [current] = keys
  if (!current) throw new SealError('There is no key to seal with: set HUBWARD_KEYS.')
  // As key objects, which Node checks once, and bytes at each use.
  const byId = new Map(keys.map(({ id, key }) => [id, createSecretKey(subkey(key, 'sealing'))]))
  const sealing = createSecretKey(subkey(current.key, 'sealing'))
  const hashingKey = createSecretKey(hashing)
  const prefix = keyPrefix(current.id)
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', hashingKey).update(`${purpose}\n${text}`).digest()

  const accountKeys = new LRUCache<string, AccountKey>({ max: MOST_ACCOUNT_KEYS })

  return {
    seal: (place, row, data) => sealUnder(sealing, prefix, place, row, data),
    open(place, row, sealed) {
      const under = accountKeyIn(place, sealed)
      if (under) {
        const known = accountKeys.get(under.id)
        if (!known) throw keyGone(place)
        return openUnder(known.key, under.end, place, row, sealed)
      }
      const idEnd = 1 + (sealed[0] ?? 0)
      const id = sealed.toString('utf8', 1, idEnd)
      const key = byId.get(id)
      if (!key)
        throw new SealError(
          `A value in ${place} was sealed with the key "${id}", which is not configured.`,
        )
      return openUnder(key, idEnd, place, row, sealed)
    },
    makeAccountKey(id) {
      const key = randomBytes(KEY_BYTES)
      const sealed = this.seal('account_keys.sealed_key', id, key.toString('base64url'))
      accountKeys.set(id, { id, key: createSecretKey(key) })
      return sealed
    },
    accountKey(id, sealed) {
      const known = accountKeys.get(id)
      if (known) return known
      const text = String(this.open('account_keys.sealed_key', id, sealed))
      const opened = { id, key: createSecretKey(text, 'base64url') }
      accountKeys.set(id, opened)
      return opened
    },
    knownAccountKey: (id) => accountKeys.get(id),
    forgetAccountKey: (id) => void accountKeys.delete(id),
    channelKeys: new LRUCache({ max: MOST_CHANNELS }),
    hash: mac,
    sign: (purpose, text) => mac(purpose, text).subarray(0, 24).toString('base64url'),
    verify(purpose, text, signature) {
      const given = Buffer.from(signature, 'base64url')
      const expected = mac(purpose, text).subarray(0, 24)
      return (
        signature.length === SIGNATURE_CHARACTERS &&
        given.length === expected.length &&
        timingSafeEqual(given, expected)
      )
    },
  }
}

/** @param prefix says which key it is, in front of what is sealed. */
export function sealUnder(
  key: KeyObject,
  prefix: Buffer,
  place: SealedPlace,
  row: string,
  data: PlainData,
): Buffer {
  return sealBytesUnder(key, prefix, place, row, Buffer.from(JSON.stringify(data)))
}

/** The same for bytes. */
export function sealBytesUnder(
  key: KeyObject,
  prefix: Buffer,
  place: SealedPlace,
  row: string,
  bytes: Uint8Array,
): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(`${place}:${row}`))
  return Buffer.concat([prefix, iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/**
 * @param start the length of the prefix.
 * @throws SealError
 */
export function openUnder(
  key: KeyObject,
  start: number,
  place: SealedPlace,
  row: string,
  sealed: Buffer,
): PlainData {
  return JSON.parse(openBytesUnder(key, start, place, row, sealed).toString())
}

/**
 * The same for bytes.
 *
 * @throws SealError
 */
export function openBytesUnder(
  key: KeyObject,
  start: number,
  place: SealedPlace,
  row: string,
  sealed: Buffer,
): Buffer {
  if (sealed.length < start + IV_BYTES + TAG_BYTES)
    throw new SealError(`A value in ${place} is too short to be a sealed one.`)
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      key,
      sealed.subarray(start, start + IV_BYTES),
      // Without it a tag of four bytes is taken, which is guessed soon.
      { authTagLength: TAG_BYTES },
    )
    decipher.setAAD(Buffer.from(`${place}:${row}`))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const text = sealed.subarray(start + IV_BYTES, -TAG_BYTES)
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (cause) {
    throw new SealError(`A value in ${place} does not open: wrong key, or changed.`, { cause })
  }
}

/** How a value that was sealed with this key begins. */
export function keyPrefix(id: string): Buffer {
  return Buffer.from([id.length, ...Buffer.from(id)])
}

/** One key for each use, so that none is ever used for two. */
export function subkey(key: Uint8Array, use: 'sealing' | 'hashing'): Buffer {
  if (key.length !== 32)
    throw new SealError('A key must be 32 bytes, written as 64 hex digits or base64.')
  return Buffer.from(hkdfSync('sha256', key, '', `hubward ${use}`, 32))
}
