import { randomUUID } from 'node:crypto'
import type { Keep, Kept } from './kept.ts'
import type { StubConditions, StubGrant } from './wire.ts'

export interface Issued {
  readonly account: string
  /** All tokens that came from one consent. */
  readonly family: string
  readonly access: string
  readonly refresh: string
  readonly expiresAt: number
  used: boolean
}

/** What a token endpoint answers. */
export type Exchanged =
  | { readonly grant: StubGrant }
  | { readonly error: 'invalid_grant' | 'invalid_client'; readonly status: 400 | 401 }

/**
 * Grants with refresh tokens that work once. A second use is counted, and revokes the whole grant, as
 * strict servers do (RFC 9700, 4.14.2), unless the stub is told to be lenient: then it answers as it
 * did the first time.
 */
export class StubGrants {
  conditions: StubConditions
  readonly #keep: Keep
  readonly #issued: Issued[] = []
  readonly #byAccess = new Map<string, Issued>()
  readonly #granted = new Set<string>()
  readonly #revoked = new Set<string>()
  #reuses = 0
  #exchanges = 0
  #refusedTokens = 0

  /** @param keep is told all that must not be forgotten. */
  constructor(conditions: StubConditions, keep: Keep) {
    this.conditions = conditions
    this.#keep = keep
  }

  /** What was kept of them before. */
  recall(kept: Kept): void {
    if (kept.kind === 'issued') this.#add(kept.issued)
    if (kept.kind === 'revoked') this.#revoked.add(kept.family)
    if (kept.kind !== 'used') return
    const known = this.#issued.findLast(({ refresh }) => refresh === kept.refresh)
    if (known) known.used = true
  }

  issue(account: string, family: string = randomUUID()): StubGrant {
    const issued: Issued = {
      account,
      family,
      access: `access-${randomUUID()}`,
      refresh: `refresh-${randomUUID()}`,
      expiresAt: Date.now() + this.conditions.lifetimeMs,
      used: false,
    }
    this.#add(issued)
    this.#keep({ kind: 'issued', issued })
    return asGrant(issued)
  }

  #add(issued: Issued): void {
    this.#issued.push(issued)
    this.#byAccess.set(issued.access, issued)
    this.#granted.add(issued.account)
  }

  exchange(refreshToken: string): Exchanged {
    if (this.conditions.clientExpired) return { error: 'invalid_client', status: 401 }
    const known = this.#issued.find(({ refresh }) => refresh === refreshToken)
    const refused = { error: 'invalid_grant', status: 400 } as const
    if (!known || this.conditions.refuseAll) return refused
    if (known.used) {
      this.#reuses++
      if (this.conditions.strict) this.#revoke(known.family)
    }
    if (this.#revoked.has(known.family)) return refused
    if (known.used) {
      const place = this.#issued.indexOf(known)
      const next = this.#issued.find((one, at) => at > place && one.family === known.family)
      return next ? { grant: asGrant(next) } : refused
    }
    known.used = true
    this.#keep({ kind: 'used', refresh: known.refresh })
    this.#exchanges++
    return { grant: this.issue(known.account, known.family) }
  }

  /** Whether a call for this account may pass: accounts that were never given a grant are open. */
  admits(account: string, authorization: string | undefined): boolean {
    if (this.conditions.refuseAll) return false
    if (!this.#granted.has(account)) return true
    const known = this.#byAccess.get(authorization?.replace(/^Bearer /, '') ?? '')
    const admitted =
      known?.account === account && !this.#revoked.has(known.family) && known.expiresAt > Date.now()
    if (!admitted) this.#refusedTokens++
    return admitted
  }

  revoke(account: string): void {
    for (const one of this.#issued) if (one.account === account) this.#revoke(one.family)
  }

  #revoke(family: string): void {
    if (this.#revoked.has(family)) return
    this.#revoked.add(family)
    this.#keep({ kind: 'revoked', family })
  }

  watch() {
    return {
      exchanges: this.#exchanges,
      refreshTokenReuse: this.#reuses,
      refusedAccessTokens: this.#refusedTokens,
    }
  }
}

function asGrant({ account, access, refresh, expiresAt }: Issued): StubGrant {
  return {
    account,
    accessToken: access,
    refreshToken: refresh,
    expiresAt: new Date(expiresAt).toISOString(),
  }
}
