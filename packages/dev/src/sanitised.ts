import type { Exchange } from './called.ts'
import type { Secrets } from './secrets.ts'

/** A request and its answer as they may be shown and kept; testkit's `replay` reads them. */
export interface Recorded {
  readonly request: { readonly method: string; readonly url: string } & RecordedBody
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
  } & RecordedBody
}

/** JSON as what it says, other texts as they are, other bytes as base64. */
interface RecordedBody {
  readonly body?: unknown
  readonly bodyBase64?: string
}

/** What a plugin could read of an answer. The others say nothing, or say what is nobody's business. */
const HEADERS =
  /^(content-type|link|location|retry-after|etag|last-modified|x-?rate-?limit-.*|ratelimit.*|x-(total|next|prev|page|per-page).*)$/

/** Undefined where there is nothing to replay: no answer, or one that was not kept. */
export function sanitised(exchange: Exchange, secrets: Secrets): Recorded | undefined {
  const { method, url, requestType, requestBody, answer } = exchange
  if (!answer || answer.streamed) return undefined
  const responseType = answer.headers['content-type'] ?? ''
  const headers = Object.entries(answer.headers)
    .filter(([name]) => HEADERS.test(name))
    .map(([name, value]) => [name, secrets.text(value)])
  return {
    request: { method, url: secrets.text(url), ...bodyOf(requestBody, requestType, secrets) },
    response: {
      status: answer.status,
      headers: Object.fromEntries(headers),
      ...bodyOf(answer.body, responseType, secrets),
    },
  }
}

function bodyOf(bytes: Uint8Array | null, type: string, secrets: Secrets): RecordedBody {
  if (!bytes || bytes.byteLength === 0) return {}
  const text = new TextDecoder().decode(bytes)
  if (/urlencoded/.test(type)) return { body: form(text, secrets) }
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object') return { body: secrets.data(body) }
  } catch {
    // No JSON, whatever it calls itself: kept as the text that it is.
  }
  if (text.includes('\u{fffd}')) return { bodyBase64: Buffer.from(bytes).toString('base64') }
  return { body: secrets.text(text) }
}

function form(text: string, secrets: Secrets): unknown {
  const fields = Object.fromEntries(new URLSearchParams(text))
  return secrets.data(fields, true)
}
