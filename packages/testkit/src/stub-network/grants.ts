import { randomUUID } from 'node:crypto'
import type { StubConditions, StubGrant } from './wire.ts'

interface Issued {
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
  readonly #issued: Issued[] = []
  readonly #revoked = new Set<string>()
  #reuses = 0
  #exchanges = 0
  #refusedTokens = 0

  constructor(conditions: StubConditions) {
    this.conditions = conditions
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
    this.#issued.push(issued)
    return asGrant(issued)
  }

  exchange(refreshToken: string): Exchanged {
    if (this.conditions.clientExpired) return { error: 'invalid_client', status: 401 }
    const known = this.#issued.find(({ refresh }) => refresh === refreshToken)
    const refused = { error: 'invalid_grant', status: 400 } as const
    if (!known || this.conditions.refuseAll) return refused
    if (known.used) {
      this.#reuses++
      if (this.conditions.strict) this.#revoked.add(known.family)
    }
    if (this.#revoked.has(known.family)) return refused
    if (known.used) {
      const place = this.#issued.indexOf(known)
      const next = this.#issued.find((one, at) => at > place && one.family === known.family)
      return next ? { grant: asGrant(next) } : refused
    }
    known.used = true
    this.#exchanges++
    return { grant: this.issue(known.account, known.family) }
  }

  /** Whether a call for this account may pass: accounts that were never given a grant are open. */
  admits(account: string, authorization: string | undefined): boolean {
    if (this.conditions.refuseAll) return false
    if (!this.#issued.some((one) => one.account === account)) return true
    const token = authorization?.replace(/^Bearer /, '')
    const known = this.#issued.find(
      ({ access, account: owner }) => access === token && owner === account,
    )
    const admitted =
      known !== undefined && !this.#revoked.has(known.family) && known.expiresAt > Date.now()
    if (!admitted) this.#refusedTokens++
    return admitted
  }

  revoke(account: string): void {
    for (const one of this.#issued) if (one.account === account) this.#revoked.add(one.family)
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
