import { createHmac, timingSafeEqual } from 'node:crypto'

export interface HmacToVerify {
  readonly secret: string
  /** What was signed, usually the untouched `rawBody`. */
  readonly content: Uint8Array | string
  /** As the sender wrote it; absent and malformed ones don't match. */
  readonly signature: string | undefined
  /** Node's name of the hash. Absent: `sha256`. */
  readonly algorithm?: string
  /** How the sender wrote the bytes down. Absent: `hex`. */
  readonly encoding?: 'hex' | 'base64' | 'base64url'
}

/** Whether a push was signed with the secret. Takes the same time for every wrong signature. */
export function hmacMatches(options: HmacToVerify): boolean {
  const { secret, content, signature = '', algorithm = 'sha256', encoding = 'hex' } = options
  // Anybody could sign with no secret at all.
  if (secret === '') return false
  const expected = createHmac(algorithm, secret).update(content).digest()
  const given = Buffer.from(signature, encoding)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
