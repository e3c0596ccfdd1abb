import { readFileSync } from 'node:fs'
import got from 'got'
import ResponseLike from 'responselike'
import Type from 'typebox'
import Value from 'typebox/value'
import type { TestHostOptions } from './test-host.ts'

const Body = {
  /** JSON as what it says; any other text as it is. */
  body: Type.Optional(Type.Unknown()),
  bodyBase64: Type.Optional(Type.String()),
}
const Exchanges = Type.Array(
  Type.Object({
    request: Type.Object({ method: Type.String(), url: Type.String(), ...Body }),
    response: Type.Object({
      status: Type.Integer({ minimum: 200, maximum: 599 }),
      headers: Type.Record(Type.String(), Type.String()),
      ...Body,
    }),
  }),
)
type Exchange = Type.Static<typeof Exchanges>[number]

/** What `hubward dev --record` writes in place of a secret; a request may have anything there. */
const MASKED = /masked-\d+/

/**
 * Answers as the Network did when `hubward dev --record` wrote these files, without asking it: give
 * the result to a `TestHost`. The same request gets its answers in the order in which they were
 * recorded, and then the last one for ever. What was not recorded fails, naming the request.
 */
export function replay(...files: readonly (string | URL)[]): Required<Replaying> {
  const exchanges = files.flatMap((file) =>
    Value.Parse(Exchanges, JSON.parse(readFileSync(file, 'utf8'))),
  )
  const used = new Set<Exchange>()
  const answerTo = (asked: Asked): Exchange['response'] => {
    const fitting = exchanges.filter(({ request }) => fits(request, asked))
    const exchange = fitting.find((it) => !used.has(it)) ?? fitting.at(-1)
    if (exchange) {
      used.add(exchange)
      return exchange.response
    }
    const known = exchanges.map(({ request }) => `  ${request.method} ${request.url}`).join('\n')
    const body = asked.body === undefined ? '' : ` with ${JSON.stringify(asked.body)}`
    throw new Error(`${asked.method} ${asked.url}${body} was not recorded. Recorded are:\n${known}`)
  }

  const http = got.extend({
    retry: { limit: 0 },
    hooks: {
      beforeRequest: [
        async ({ method, url, json, form, body }) => {
          const sent = json ?? form ?? readText(typeof body === 'string' ? body : undefined)
          const { status, headers, ...rest } = answerTo({ method, url: String(url), body: sent })
          return new ResponseLike({
            statusCode: status,
            headers,
            body: bytesOf(rest, headers),
            url: String(url),
          })
        },
      ],
    },
  })
  return {
    http,
    async fetch(input, init) {
      const request = new Request(input, init)
      const body = readText(request.body === null ? undefined : await request.text())
      const { status, headers, ...rest } = answerTo({
        method: request.method,
        url: request.url,
        body,
      })
      const bytes = bytesOf(rest, headers)
      return new Response(bytes.byteLength === 0 ? null : new Uint8Array(bytes), {
        status,
        headers,
      })
    },
  }
}

type Replaying = Pick<TestHostOptions, 'http' | 'fetch'>

interface Asked {
  readonly method: string
  readonly url: string
  readonly body: unknown
}

function fits(recorded: Exchange['request'], asked: Asked): boolean {
  return (
    recorded.method === asked.method &&
    fitsText(new URL(recorded.url).href, new URL(asked.url).href) &&
    fitsData(recorded.body, asked.body)
  )
}

/** Whatever stands in the place of a mask fits it. */
function fitsText(recorded: string, asked: string): boolean {
  const pattern = recorded
    .split(MASKED)
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  return new RegExp(`^${pattern.join('[\\s\\S]*?')}$`).test(asked)
}

function fitsData(recorded: unknown, asked: unknown): boolean {
  if (typeof recorded === 'string') return fitsText(recorded, String(asked))
  if (typeof recorded !== 'object' || recorded === null) return recorded === asked
  if (typeof asked !== 'object' || asked === null) return false
  const names = new Set([...Object.keys(recorded), ...Object.keys(asked)])
  return [...names].every((name) => fitsData(Reflect.get(recorded, name), Reflect.get(asked, name)))
}

/** A sent text as the recorder writes it: JSON and forms as what they say. */
function readText(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    const isForm = /^[^\s=&]+=[^\s]*$/.test(text)
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : text
  }
}

function bytesOf(
  { body, bodyBase64 }: Pick<Exchange['response'], 'body' | 'bodyBase64'>,
  headers: Readonly<Record<string, string>>,
): Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64')
  if (body === undefined) return Buffer.alloc(0)
  const isText = typeof body === 'string' && !/json/.test(headers['content-type'] ?? '')
  return Buffer.from(isText ? body : JSON.stringify(body))
}
