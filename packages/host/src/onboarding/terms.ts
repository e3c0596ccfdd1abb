import type { Config } from '../config.ts'
import type { SessionState } from '../store/session-state.ts'

export const TERMS_FIELD = ':terms'

/** The terms that a Customer has to accept on the last form, where the operator has any. */
export function termsOf({ operator }: Pick<Config, 'operator'>): Pick<SessionState, 'terms'> {
  const { termsUrl: url, termsVersion: version } = operator
  return url === undefined || version === undefined
    ? {}
    : { terms: { url, version, accepted: false } }
}
