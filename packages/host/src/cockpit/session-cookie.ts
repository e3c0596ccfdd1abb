import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CockpitContext } from './cockpit-context.ts'

/** How long somebody may take at the OpenID provider. */
export const SIGN_IN_MS = 10 * 60_000

type Name = 'session' | 'sign-in'

/**
 * Browsers keep a name that begins with __Host- from every other host, and from plain http. Over http
 * on this machine, and below a path of a shared address, it needs a plain one.
 */
function nameOf({ address }: CockpitContext, name: Name): string {
  const { protocol, pathname } = new URL(address.url)
  const plain = `hubward-cockpit-${name}`
  return protocol === 'https:' && pathname === '/' ? `__Host-${plain}` : plain
}

export function readCookie(
  context: CockpitContext,
  request: FastifyRequest,
  name: Name,
): string | undefined {
  return request.cookies[nameOf(context, name)]
}

/** Lax, since the provider's redirect must bring it along; forms are guarded by `guard.ts`. */
export function setCookie(
  context: CockpitContext,
  reply: FastifyReply,
  name: Name,
  value: string,
  lastsMs: number,
): void {
  reply.setCookie(nameOf(context, name), value, { ...optionsOf(context), maxAge: lastsMs / 1_000 })
}

export function dropCookie(context: CockpitContext, reply: FastifyReply, name: Name): void {
  reply.clearCookie(nameOf(context, name), optionsOf(context))
}

function optionsOf({ address }: CockpitContext) {
  const { protocol, pathname } = new URL(address.url)
  return { path: pathname, httpOnly: true, sameSite: 'lax', secure: protocol === 'https:' } as const
}
