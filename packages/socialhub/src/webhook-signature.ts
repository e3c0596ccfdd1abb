import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** How far a request's timestamp may be off, either way. SocialHub asks for five minutes. */
export const WEBHOOK_TOLERANCE_MS = 5 * 60_000

export interface WebhookToSign {
  readonly secret: string
  /** Milliseconds since 1970, as the header `X-SocialHub-Timestamp` writes it. */
  readonly timestamp: string
  /** The bytes of the body as they travel; a string is taken as UTF-8. */
  readonly rawBody: Uint8Array | string
}

export interface WebhookSignature {
  /** The header `X-SocialHub-Signature`. */
  readonly signature: string
  /** What the answer carries as `X-SocialHub-Challenge`. */
  readonly challenge: string
}

/** Signs a request as SocialHub does, for webhooks and for the templates URL. */
export function signWebhook({ secret, timestamp, rawBody }: WebhookToSign): WebhookSignature {
  const challenge = hash('sha256', `${timestamp};${secret}`, 'hex')
  const signature = createHmac('sha256', challenge).update(rawBody).digest('hex')
  return { signature, challenge }
}

export interface WebhookToVerify {
  /** Several while one replaces another: the request may be signed with any of them. */
  readonly secret: string | readonly string[]
  /** The header `X-SocialHub-Timestamp`. */
  readonly timestamp: string | readonly string[] | undefined
  /** The header `X-SocialHub-Signature`. */
  readonly signature: string | readonly string[] | undefined
  readonly rawBody: Uint8Array | string
  /** Milliseconds since 1970; the system's clock if absent. */
  readonly now?: number
}

/**
 * Why a request is refused. `timestamp-stale` and `timestamp-future` are said only of a request that
 * was signed well: one of the two clocks is wrong, or somebody sends an old request again.
 */
export type WebhookRefusal =
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'signature-missing'
  | 'signature-malformed'
  | 'signature-mismatch'
  | 'timestamp-stale'
  | 'timestamp-future'

export type VerifiedWebhook =
  | {
      readonly ok: true
      /** The header `X-SocialHub-Challenge` of the answer, made with the secret that verified. */
      readonly challenge: string
      /** Which of the secrets verified, counted from 0. */
      readonly secretIndex: number
      /** How long ago the request was signed, in milliseconds; negative when in the future. */
      readonly ageMs: number
    }
  | { readonly ok: false; readonly reason: WebhookRefusal; readonly ageMs?: number }

const TIMESTAMP = /^\d{1,15}$/
const SIGNATURE = /^[0-9a-f]{64}$/i

/**
 * Verifies a request of SocialHub, in constant time and over the raw bytes. Never answer 2xx without
 * the challenge: SocialHub would take the webhook out of the Manifest.
 */
export function verifyWebhook(request: WebhookToVerify): VerifiedWebhook {
  const { timestamp, signature, rawBody, now = Date.now() } = request
  if (timestamp === undefined || timestamp === '') return refused('timestamp-missing')
  if (typeof timestamp !== 'string' || !TIMESTAMP.test(timestamp)) {
    return refused('timestamp-malformed')
  }
  if (signature === undefined || signature === '') return refused('signature-missing')
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) {
    return refused('signature-malformed')
  }

  const given = Buffer.from(signature, 'hex')
  const secrets = typeof request.secret === 'string' ? [request.secret] : request.secret
  for (const [secretIndex, secret] of secrets.entries()) {
    // An empty secret is no secret: everybody could sign with it.
    if (secret === '') continue
    const expected = signWebhook({ secret, timestamp, rawBody })
    if (!timingSafeEqual(given, Buffer.from(expected.signature, 'hex'))) continue
    const ageMs = now - Number(timestamp)
    if (ageMs > WEBHOOK_TOLERANCE_MS) return { ok: false, reason: 'timestamp-stale', ageMs }
    if (ageMs < -WEBHOOK_TOLERANCE_MS) return { ok: false, reason: 'timestamp-future', ageMs }
    return { ok: true, challenge: expected.challenge, secretIndex, ageMs }
  }
  return refused('signature-mismatch')
}

function refused(reason: WebhookRefusal): VerifiedWebhook {
  return { ok: false, reason }
}
