import Value from 'typebox/value'
import { answerTo, type Surroundings } from './api.ts'
import { failureOf, isRefusal } from './failure.ts'
import { originOf, readDomain } from './server-name.ts'
import { WebFinger, WebFingerLink } from './wire.ts'

/** No answer has more links. */
const MOST_LINKS = 100

/** What a domain says of a handle (RFC 7033). */
export interface Fingered {
  /** `name@domain`, as it calls the account. */
  readonly subject: string | undefined
  /** The account's addresses, on the server that it lives on. */
  readonly selves: readonly URL[]
}

/** Undefined where the domain knows no such handle, or no WebFinger. */
export async function finger(
  context: Surroundings,
  origin: string,
  handle: string,
): Promise<Fingered | undefined> {
  const query = { resource: `acct:${handle}` }
  const path = '/.well-known/webfinger'
  const answer = await answerTo(context, { server: origin }, 'GET', path, { query })
  const { status, body } = answer
  if (status < 200 || status >= 300) {
    if (isRefusal(status)) return undefined
    throw failureOf(answer, context.now())
  }
  if (!Value.Check(WebFinger, body)) return undefined
  return {
    subject: body.subject?.slice(0, 1_000).replace(/^acct:/i, ''),
    selves: body.links.slice(0, MOST_LINKS).flatMap((link) => {
      if (!Value.Check(WebFingerLink, link) || link.rel !== 'self') return []
      // A blob: has the origin of another server, and none of its pages.
      return /^https?:/i.test(link.href) ? (URL.parse(link.href) ?? []) : []
    }),
  }
}

/**
 * Whether a server may speak for the accounts of a domain. A server says itself of which domain its
 * handles are, and could name any: so the domain must name the server for this account, and the server
 * must call the account by that handle. Where both have one name there is nothing to ask.
 */
export async function areOne(
  context: Surroundings,
  server: string,
  domain: string,
  username: string,
): Promise<boolean> {
  if (new URL(server).host === domain) return true
  const handle = `${username}@${domain}`
  const isOurs = (fingered: Fingered | undefined) =>
    fingered !== undefined &&
    isSameHandle(fingered.subject, handle) &&
    fingered.selves.some(({ origin }) => origin === server)
  return (
    isOurs(await finger(context, originOf(domain), handle)) &&
    isOurs(await finger(context, server, handle))
  )
}

export function isSameHandle(one: string | undefined, other: string): boolean {
  return one !== undefined && comparable(one) === comparable(other)
}

function comparable(handle: string): string {
  const [name = '', ...domain] = handle.split('@')
  return `${name.toLowerCase()}@${readDomain(domain.join('@')) ?? domain.join('@')}`
}

/**
 * The name of an account on its own server; undefined where the server puts an account of another
 * domain in its place.
 */
export function usernameOf(acct: string, domain: string): string | undefined {
  const [, name, said] = /^([^\s@/:?#]{1,200})(?:@([^\s@]{1,253}))?$/u.exec(acct) ?? []
  return said === undefined || readDomain(said) === domain ? name : undefined
}
