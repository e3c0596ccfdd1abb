import { Agent } from '@atproto/api'
import type { PluginContext } from '@hubward/plugin'
import type { Context, Credentials } from './credentials.ts'
import { readFailure } from './errors.ts'
import { provenFetch } from './oauth.ts'
import { ownAnswers } from './own-answers.ts'

/** Sends a request to the account's server; the path begins with a slash. */
type SignedFetch = (path: string, init: RequestInit) => Promise<Response>

/** The account's server, asked in the account's name. */
export function clientFor(context: Context): Promise<Agent> {
  return clientWith(context, context.credentials)
}

/** As {@link clientFor}, with credentials that belong to no Channel yet. */
export async function clientWith(
  context: Pick<PluginContext, 'fetch' | 'signal'>,
  credentials: Credentials,
): Promise<Agent> {
  return new Agent({
    did: credentials.did,
    fetchHandler: ownAnswers(signedFetch(context, credentials)),
  })
}

/** A server asked in nobody's name. */
export async function anonymousClient(
  context: Pick<PluginContext, 'fetch'>,
  service: string,
): Promise<Agent> {
  const fetch = ownAnswers((input: Parameters<typeof context.fetch>[0], init) =>
    context.fetch(input, init),
  )
  return new Agent({ service, fetch: (input, init = {}) => fetch(input, init) })
}

function signedFetch(
  context: Pick<PluginContext, 'fetch' | 'signal'>,
  credentials: Credentials,
): SignedFetch {
  if (credentials.kind === 'oauth') return provenFetch(context, credentials)
  const { pds, accessJwt } = credentials
  return (path, init) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${accessJwt}`)
    return context.fetch(new URL(path, pds), { ...init, headers })
  }
}

/** Lets a function of the plugin fail with the contract's errors only. */
export function withReadFailures<Args extends readonly [PluginContext, ...unknown[]], Result>(
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await work(...args)
    } catch (thrown) {
      throw readFailure(thrown, args[0].now())
    }
  }
}
