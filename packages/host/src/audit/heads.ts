import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'
import { ErrorForPeople } from '../error-for-people.ts'
import { canonical } from '../store/audit-entry.ts'
import type { ChainHead } from '../store/audit-reading.ts'

/** A chain's end, as it was at the time of an export. */
export interface Head extends ChainHead {
  readonly at: Date
}

/** Heads that were signed, as a line of an export holds them. */
export const SignedHeads = Type.Object({
  kind: Type.Literal('heads'),
  at: Type.String({ format: 'date-time' }),
  /** Where the hosts are that wrote the log. */
  publicUrl: Type.String(),
  /** One for each chain: SocialHub's id of the Account, or empty; the number of entries; the hash, hex. */
  heads: Type.Array(
    Type.Object({ chain: Type.String(), seq: Type.Integer(), hash: Type.String() }),
  ),
  /** Ed25519, SPKI as base64. */
  publicKey: Type.String(),
  /** Over all of the above in canonical JSON (RFC 8785), base64. */
  signature: Type.String(),
})
export type SignedHeads = Type.Static<typeof SignedHeads>

/** Heads that can't be trusted, or a key that can't sign; the message says why. */
class UntrustedHeads extends ErrorForPeople {
  override readonly name = 'UntrustedHeads'
}

/** @param pem an Ed25519 private key, PKCS #8. */
export function signHeads(
  pem: string,
  publicUrl: string,
  at: Date,
  heads: readonly ChainHead[],
): SignedHeads {
  const key = signingKey(pem)
  const unsigned = {
    kind: 'heads' as const,
    at: at.toISOString(),
    publicUrl,
    heads: heads.map(({ chain, seq, hash }) => ({ chain, seq, hash: hash.toString('hex') })),
    publicKey: spki(createPublicKey(key)),
  }
  const signature = sign(null, Buffer.from(canonical(unsigned)), key).toString('base64')
  return { ...unsigned, signature }
}

/**
 * Reads the heads of earlier exports: of each line that holds any.
 *
 * @param pem the key that signed them: the public one is enough, of the private one its public half is taken.
 * @throws UntrustedHeads
 */
export function readHeads(text: string, pem: string): readonly Head[] {
  const publicKey = verifyingKey(pem)
  const signed = text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    const value = parsed(line)
    return Value.Check(SignedHeads, value) ? [value] : []
  })
  if (signed.length === 0) {
    throw new UntrustedHeads('There are no heads in this file: take one that "audit export" wrote.')
  }
  return signed.flatMap(({ signature, ...unsigned }) => {
    const isOurs = verify(
      null,
      Buffer.from(canonical(unsigned)),
      publicKey,
      Buffer.from(signature, 'base64'),
    )
    if (!isOurs) {
      throw new UntrustedHeads(
        `The heads of ${unsigned.at} were changed, or signed with another key than the one given.`,
      )
    }
    return unsigned.heads.map(({ chain, seq, hash }) => ({
      chain,
      seq,
      hash: Buffer.from(hash, 'hex'),
      at: new Date(unsigned.at),
    }))
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new UntrustedHeads('This file is not an export of the audit log: a line is not JSON.')
  }
}

function signingKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (cause) {
    throw new UntrustedHeads('audit.signingKey is not a private key as PEM.', { cause })
  }
  throw new UntrustedHeads('audit.signingKey is not an Ed25519 key.')
}

function verifyingKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (cause) {
    throw new UntrustedHeads('The key to verify with is not a key as PEM.', { cause })
  }
  throw new UntrustedHeads('The key to verify with is not an Ed25519 key.')
}

function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}
