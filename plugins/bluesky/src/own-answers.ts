import { PluginError, readJson } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

/** An error in the protocol's own words: https://atproto.com/specs/xrpc#error-responses */
const XrpcError = Type.Object({ error: Type.String({ minLength: 1 }) })
const JsonObject = Type.Record(Type.String(), Type.Unknown())

/** Nothing that the protocol describes is nested so deep; the client library overflows where all is read. */
const DEPTH_LIMIT = 100

/** Answers of a Response without a body, by the rules of `fetch`. */
const WITHOUT_BODY = [204, 205, 304]

type Send<Target> = (target: Target, init: RequestInit) => Promise<Response>

/**
 * Lets only the servers' own answers through. Whatever stands in front of a server (a proxy, a page
 * for maintenance, a login for visitors) says 401, 404 and 200, too, and knows nothing of grants and
 * posts; the client library would make names of the protocol of these numbers.
 *
 * @throws PluginError `unavailable` for any other answer.
 */
export function ownAnswers<Target>(send: Send<Target>): Send<Target> {
  return async (target, init) => {
    const response = await send(target, init)
    const { status, statusText, headers } = response
    // Being busy and being broken are the same, whoever says it.
    if ([408, 425, 429].includes(status) || status >= 500) return response
    const text = WITHOUT_BODY.includes(status) ? '' : await response.text()
    const body = isJson(headers) ? readJson(text) : undefined
    if (!response.ok && !Value.Check(XrpcError, body)) throw foreign(status)
    // Some procedures answer nothing.
    if (response.ok && text !== '' && !Value.Check(JsonObject, body)) throw foreign(status)
    const kept = isDeep(text) ? JSON.stringify(shallow(body, DEPTH_LIMIT)) : text
    return new Response(kept === '' ? null : kept, { status, statusText, headers })
  }
}

function foreign(status: number): PluginError {
  return new PluginError('unavailable', {
    message: `the server answered ${status}, but not in the words of the AT Protocol`,
  })
}

function isJson(headers: Headers): boolean {
  return /^application\/json\b/i.test(headers.get('content-type') ?? '')
}

/** Counted in the text, where no depth can overflow anything. */
function isDeep(json: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length; at++) {
    const sign = json[at]
    if (isText) {
      if (sign === '\\') at++
      else if (sign === '"') isText = false
    } else if (sign === '"') isText = true
    else if (sign === '{' || sign === '[') {
      depth += 1
      if (depth > DEPTH_LIMIT) return true
    } else if (sign === '}' || sign === ']') depth -= 1
  }
  return false
}

/** The same without what lies deeper: the item that holds it is then unreadable, or does without. */
function shallow(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map((item) => shallow(item, levels - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, shallow(item, levels - 1)]),
  )
}
