import { isRecord } from '@hubward/border'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Config } from '../config.ts'
import { ROLES, type Role } from '../store/operators.ts'

/** For each request that the provider is asked. */
const TIMEOUT_S = 10

/** What is remembered while somebody is at the provider. */
export type Attempt = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Somebody as the provider knows them. */
export interface Person {
  readonly subject: string
  readonly name: string
  /** Undefined: nobody gave them a role here. */
  readonly role: Role | undefined
}

/** The OpenID provider of the people who use the cockpit: authorization code with PKCE. */
export class Provider {
  readonly #config: Config['cockpit']
  #discovered: Promise<Configuration> | undefined

  constructor(config: Config['cockpit']) {
    this.#config = config
  }

  /** Whether one is configured. */
  get exists(): boolean {
    return this.#config.issuer !== undefined
  }

  /** Where the browser is sent, and what has to be remembered until it comes back. */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly attempt: Attempt }> {
    const configuration = await this.#discover()
    const attempt = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
    }
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#config.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, attempt }
  }

  /**
   * Who has come back.
   *
   * @param callback the whole address that the browser was sent to.
   * @throws whatever is wrong with the answer: another state, another nonce, a signature.
   */
  async finish(callback: URL, { state, nonce, verifier }: Attempt): Promise<Person> {
    const configuration = await this.#discover()
    const tokens = await authorizationCodeGrant(configuration, callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('The provider sent no ID token.')
    // Many providers put names and groups there alone.
    const more =
      configuration.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await fetchUserInfo(configuration, tokens.access_token, claims.sub)
    return personOf({ ...more, ...claims }, this.#config)
  }

  #discover(): Promise<Configuration> {
    const { issuer = '', clientId = '', clientSecret } = this.#config
    const options = {
      timeout: TIMEOUT_S,
      ...(issuer.startsWith('http:') && { execute: [allowInsecureRequests] }),
    }
    this.#discovered ??= discovery(
      new URL(issuer),
      clientId,
      clientSecret,
      undefined,
      options,
    ).catch((error: unknown) => {
      // The next one who signs in asks again.
      this.#discovered = undefined
      throw error
    })
    return this.#discovered
  }
}

/** The highest role that the claim or the list gives. A mail address counts once it is verified. */
function personOf(
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
  { roleClaim, people }: Pick<Config['cockpit'], 'roleClaim' | 'people'>,
): Person {
  const { sub: subject, email, email_verified: verified, name, preferred_username: user } = claims
  const mail = typeof email === 'string' && verified === true ? email.toLowerCase() : undefined
  const listed = people
    .filter(({ who }) => who === subject || who.toLowerCase() === mail)
    .map(({ role }) => role)
  // A claim's own name may be an address, with dots: `https://agency.example/role`.
  const claim =
    claims[roleClaim] ??
    roleClaim
      .split('.')
      .reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), claims)
  const claimed = [claim].flat()
  const role = ROLES.findLast((one) => listed.includes(one) || claimed.includes(one))
  const called = [name, user, mail].find((text) => typeof text === 'string' && text !== '')
  return { subject, name: String(called ?? subject).slice(0, 200), role }
}
