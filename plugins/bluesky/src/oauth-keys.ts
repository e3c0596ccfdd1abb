import { generateKeyPair } from 'oauth4webapi'
import Type from 'typebox'

/** What every server of the AT Protocol must understand. */
export const ALGORITHM = 'ES256'
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

const PublicJwk = Type.Object({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  x: Type.String(),
  y: Type.String(),
})

/** A key pair as JSON: it lies, sealed, among credentials or in the store. */
export const StoredKey = Type.Interface([PublicJwk], { d: Type.String() })
export type StoredKey = Type.Static<typeof StoredKey>

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>

export async function newKey(): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
  const { x = '', y = '', d = '' } = await crypto.subtle.exportKey('jwk', privateKey)
  return { kty: 'EC', crv: 'P-256', x, y, d }
}

export async function keyPair(stored: StoredKey): Promise<KeyPair> {
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', { ...stored }, CURVE, false, ['sign']),
    // It is sent along with each proof.
    crypto.subtle.importKey('jwk', publicJwk(stored), CURVE, true, ['verify']),
  ])
  return { privateKey, publicKey }
}

export function publicJwk({ kty, crv, x, y }: StoredKey): Type.Static<typeof PublicJwk> {
  return { kty, crv, x, y }
}
