import { check } from './check.ts'
import { ChannelToken, CreationToken } from './schemas/token.ts'

/** What stands in a token. Only SocialHub can verify it: believe nothing that is read here. */
export type ReadToken =
  | { readonly ok: true; readonly kind: 'channel'; readonly token: ChannelToken }
  | {
      readonly ok: true
      readonly kind: 'creation'
      readonly token: CreationToken
      readonly expired: boolean
      /** Milliseconds since 1970. */
      readonly expiresAt: number
    }
  | { readonly ok: false; readonly reason: string }

/** SocialHub hands tokens over in an address, and addresses are no longer. */
const LONGEST_TOKEN = 16_384

/**
 * Reads a Channel's Access Token or a creation token without verifying it. The reason of a refusal
 * is a sentence, and never repeats any of the token.
 *
 * @param now Milliseconds since 1970, to say whether a creation token has expired.
 */
export function readToken(jwt: string, now: number): ReadToken {
  if (jwt.length > LONGEST_TOKEN) {
    return refused(`This is no token: it has more than ${LONGEST_TOKEN} characters.`)
  }
  const payload = payloadOf(jwt)
  if (payload === undefined) {
    return refused('This is no token: it is not three parts of base64url with JSON in the second.')
  }
  // Both kinds may name a Channel; only a creation token is made for a Manifest.
  if ('manifestId' in payload) {
    const checked = check(CreationToken, payload)
    if (!checked.ok) return refused(wanting('creation token', checked.problems))
    const expiresAt = checked.value.exp * 1_000
    const { value: token } = checked
    return { ok: true, kind: 'creation', token, expiresAt, expired: now >= expiresAt }
  }
  const checked = check(ChannelToken, payload)
  if (!checked.ok) return refused(wanting("Channel's Access Token", checked.problems))
  return { ok: true, kind: 'channel', token: checked.value }
}

function payloadOf(jwt: string): object | undefined {
  const [header, payload, signature, ...more] = jwt.split('.')
  if (header === undefined || payload === undefined) return undefined
  if (signature === undefined || more.length > 0) return undefined
  return asObject(header) === undefined ? undefined : asObject(payload)
}

function asObject(part: string): object | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function wanting(kind: string, problems: readonly { field: string; rule: string }[]): string {
  const fields = problems.map(({ field, rule }) => `${field}: ${rule}`)
  return `This token is no ${kind} of SocialHub: ${fields.join(' ')}`
}

function refused(reason: string): ReadToken {
  return { ok: false, reason }
}
