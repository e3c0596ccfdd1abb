import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { PlainData } from '@hubward/plugin'

/** Every column that holds something sealed. A value opens only in the place and row it was made for. */
export type SealedPlace =
  | 'manifests.sealed_reference'
  | 'manifests.sealed_secrets'
  | 'manifests.sealed_developer_token'
  | 'manifests.sealed_pushed'
  | 'channels.sealed_token'
  | 'channels.sealed_credentials'
  | 'channels.sealed_settings'
  | 'interactions.sealed_reference'
  | 'unclaimed_events.sealed_event'
  | 'plugin_store.sealed_value'
  | 'onboarding_sessions.sealed_state'
  | 'channel_creations.sealed_intent'

export interface SealingKey {
  /** 1 to 16 characters, stored in front of each sealed value. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** What was sealed can't be opened: a wrong key, or a value that was moved or changed. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

export interface Sealer {
  seal(place: SealedPlace, row: string, data: PlainData): Buffer
  /** @throws SealError */
  open(place: SealedPlace, row: string, sealed: Buffer): PlainData
  /** A keyed hash, to look something unguessable up without storing it. */
  hash(purpose: string, text: string): Buffer
  /** A signature for URLs of ours, 32 base64url characters. */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
}

const IV_BYTES = 12
const TAG_BYTES = 16
const SIGNATURE_CHARACTERS = 32

/**
 * Seals with AES-256-GCM under the first key; opens with whichever key the value names. Layout: one
 * byte with the length of the key's id, the id, the nonce, the ciphertext, the tag. Nonces are random:
 * 2^32 values under one key stay far below the bound of NIST SP 800-38D, 8.3.
 */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const [current] = keys
  if (!current) throw new SealError('There is no key to seal with: set HUBWARD_KEYS.')
  const byId = new Map(keys.map(({ id, key }) => [id, { id, ...derive(key) }]))
  const sealing = { id: current.id, ...derive(current.key) }
  // Hashes must find again what an older key wrote, so they stay with the oldest key.
  const oldest = derive((keys.at(-1) ?? current).key)
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', oldest.hashing).update(`${purpose}\n${text}`).digest()

  return {
    seal(place, row, data) {
      const id = Buffer.from(sealing.id)
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing.sealing, iv)
      cipher.setAAD(Buffer.from(`${place}:${row}`))
      const text = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(id.length), id, iv, text, cipher.getAuthTag()])
    },
    open(place, row, sealed) {
      const idEnd = 1 + (sealed[0] ?? 0)
      const id = sealed.toString('utf8', 1, idEnd)
      const key = byId.get(id)
      if (!key)
        throw new SealError(
          `A value in ${place} was sealed with the key "${id}", which is not configured.`,
        )
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          key.sealing,
          sealed.subarray(idEnd, idEnd + IV_BYTES),
        )
        decipher.setAAD(Buffer.from(`${place}:${row}`))
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
        const text = sealed.subarray(idEnd + IV_BYTES, -TAG_BYTES)
        return JSON.parse(decipher.update(text, undefined, 'utf8') + decipher.final('utf8'))
      } catch (cause) {
        throw new SealError(`A value in ${place} does not open: wrong key, or changed.`, { cause })
      }
    },
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

function derive(key: Uint8Array): { sealing: Buffer; hashing: Buffer } {
  if (key.length !== 32)
    throw new SealError('A key must be 32 bytes, written as 64 hex digits or base64.')
  const use = (info: string) => Buffer.from(hkdfSync('sha256', key, '', `hubward ${info}`, 32))
  return { sealing: use('sealing'), hashing: use('hashing') }
}
