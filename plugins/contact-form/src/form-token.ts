import { randomBytes } from 'node:crypto'
import { sign, verify } from './secrets.ts'

/** How long a page may stay open before what it sends has to be confirmed. */
const LIFETIME_MS = 24 * 3_600_000

/** What a form token says once it comes back with the form. */
export type TokenVerdict =
  | { readonly kind: 'good' | 'too-fast'; readonly nonce: string }
  | { readonly kind: 'expired' }

/**
 * Every form that is shown carries a token: when it was shown, and a nonce that names what it sends.
 * The token is signed and nothing is stored, so that showing a form costs nothing.
 *
 * @param place what the form belongs to: a token is good there only.
 */
export function issueFormToken(key: string, place: string, now: Date): string {
  const nonce = randomBytes(12).toString('base64url')
  return sign(key, `form ${place}`, `${now.getTime()} ${nonce}`)
}

/** @param minimumMs whoever sends sooner after the page was shown is no person. */
export function readFormToken(
  key: string,
  place: string,
  token: string,
  now: Date,
  minimumMs: number,
): TokenVerdict {
  const [shown = '', nonce = ''] = verify(key, `form ${place}`, token)?.split(' ') ?? []
  const ageMs = now.getTime() - Number(shown)
  // A token that is forged or belongs elsewhere gets a new page just as an old one does.
  if (nonce === '' || !(ageMs <= LIFETIME_MS)) return { kind: 'expired' }
  return { kind: ageMs < minimumMs ? 'too-fast' : 'good', nonce }
}
