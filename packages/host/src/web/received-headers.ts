import type { IncomingHttpHeaders } from 'node:http'

/** What concerns the connection and not the request. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Our own cookies begin like this, with the prefix by which browsers guard a name or without it. */
const OWN_COOKIE = /^=?\s*(?:__(?:Host|Secure)-)?hubward-/i

/** A request's headers as a plugin may see them: names in lower case, one text each. */
export function headersForPlugin(headers: IncomingHttpHeaders): Record<string, string> {
  const passed = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || HOP_BY_HOP.has(name)) return []
    const text = Array.isArray(value) ? value.join(', ') : value
    if (name !== 'cookie') return [[name, text]]
    const cookies = text.split(/;\s*/).filter((cookie) => !OWN_COOKIE.test(cookie))
    return cookies.length > 0 ? [[name, cookies.join('; ')]] : []
  })
  return Object.fromEntries(passed)
}

/** What a plugin may say about its answer. Lengths, connections and the like are the host's. */
const ALLOWED = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-max-age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-security-policy',
  'content-type',
  'cross-origin-resource-policy',
  'etag',
  'last-modified',
  'link',
  'location',
  'permissions-policy',
  'referrer-policy',
  'retry-after',
  'vary',
  'www-authenticate',
  'x-robots-tag',
])

export interface HeadersOfPlugin {
  readonly headers: Readonly<Record<string, string>>
  /** Names of those that were left out, for the log. */
  readonly refused: readonly string[]
}

/**
 * The headers of a plugin's answer, made safe. Its pages share an origin with ours: without a policy
 * of its own a page runs no script, and cookies stay below the plugin's path.
 *
 * @param path the plugin's own, such as `/p/contact-form`.
 */
export function headersOfPlugin(
  given: Readonly<Record<string, string>>,
  path: string,
): HeadersOfPlugin {
  const headers: Record<string, string> = {
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'self'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  }
  const refused: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase()
    if (ALLOWED.has(lower) || (lower === 'set-cookie' && staysBelow(value, path))) {
      headers[lower] = value
    } else refused.push(lower)
  }
  return { headers: { ...headers, 'x-content-type-options': 'nosniff' }, refused }
}

/** Whether a cookie is sent to the plugin's own addresses only, and isn't called like one of ours. */
function staysBelow(cookie: string, path: string): boolean {
  const [pair = '', ...attributes] = cookie.split(/;\s*/)
  const named = new Map(
    attributes.map((attribute) => {
      const [name = '', value = ''] = attribute.split('=', 2)
      return [name.trim().toLowerCase(), value.trim()]
    }),
  )
  const scope = named.get('path') ?? ''
  return (
    !OWN_COOKIE.test(pair.trim()) &&
    !named.has('domain') &&
    (scope === path || scope.startsWith(`${path}/`))
  )
}
