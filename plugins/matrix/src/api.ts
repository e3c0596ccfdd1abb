import { ifFound, type PluginContext, PluginError, parse, readJson } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { REFUSALS, SENTENCES } from './sentences.ts'
import type { Credentials } from './settings.ts'

export type Asking = Pick<PluginContext, 'http' | 'signal'>
export type Server = Pick<Credentials, 'homeserver'> & Partial<Pick<Credentials, 'accessToken'>>

export interface Wanted {
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly json?: object
  /** In place of JSON; its stream can be sent once. */
  readonly body?: NodeJS.ReadableStream
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

/** https://spec.matrix.org/latest/client-server-api/#standard-error-response */
const Refusal = Type.Object({
  errcode: Type.String(),
  error: Type.Optional(Type.String()),
  retry_after_ms: Type.Optional(Type.Number()),
})

/** For an address. Others wrote it, and half a character (a lone surrogate) can't be encoded. */
export const encoded = (part: string): string => encodeURIComponent(part.toWellFormed())

/** A path whose parts are encoded: room ids, event ids and names of servers hold `!`, `$`, `:` and `/`. */
export function path(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: strings }, ...parts.map(encoded))
}

/** A refusal in Matrix’s own words. */
export class MatrixRefusal extends PluginError {
  readonly errcode: string

  constructor(errcode: string, ...given: ConstructorParameters<typeof PluginError>) {
    super(...given)
    this.errcode = errcode
  }
}

/**
 * One request of the Client-Server API. The token goes as a header, so no address holds a secret.
 *
 * @param at the path, below `/_matrix/`.
 */
export async function ask<Schema extends Type.TSchema>(
  { http, signal }: Asking,
  { homeserver, accessToken }: Server,
  method: 'GET' | 'POST' | 'PUT',
  at: string,
  schema: Schema,
  { query = {}, json, body, headers, timeoutMs }: Wanted = {},
): Promise<Type.Static<Schema>> {
  const response = await http(`${homeserver}/_matrix/${at}`, {
    method,
    searchParams: query,
    headers: {
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      ...headers,
    },
    ...(json && { json }),
    ...(body && { body: body as never }),
    ...(timeoutMs !== undefined && { timeout: { request: timeoutMs, response: timeoutMs } }),
    signal,
    throwHttpErrors: false,
    followRedirect: false,
    responseType: 'text',
    retry: { limit: 0 },
  })
  const answer = readJson(response.body)
  const { statusCode } = response
  if (statusCode >= 300) throw refusal(statusCode, answer, response.headers['retry-after'])
  return parse(schema, answer, `the answer to ${method} ${at.split('/')[2] ?? ''}`)
}

/**
 * What a refusal means. Only one with an `errcode` is a homeserver's own: a proxy before it says 401,
 * 403 and 404, too.
 */
export function refusal(status: number, answer: unknown, retryAfter?: string): PluginError {
  if (!Value.Check(Refusal, answer)) {
    const message = `status ${status}, and not in Matrix’s words`
    if (status === 413) {
      return new PluginError('invalid', { message, sentence: SENTENCES.fileTooLarge })
    }
    if (status !== 429) return new PluginError('unavailable', { message })
    const retryAfterMs = longestWait(undefined, retryAfter)
    return new PluginError('rate-limited', { message, retryAfterMs })
  }
  const { errcode, error = '', retry_after_ms } = answer
  const message = `${status} ${errcode}: ${error}`.slice(0, 300)
  const [, known, sentence] = REFUSALS.find(([name]) => name === errcode) ?? []
  const code =
    known ?? (status === 401 ? 'authentication' : status < 500 ? 'rejected' : 'unavailable')
  const wait = code === 'rate-limited' ? longestWait(retry_after_ms, retryAfter) : undefined
  return new MatrixRefusal(errcode, code, { message, sentence, retryAfterMs: wait })
}

/** The header since 1.10, the field before: https://spec.matrix.org/latest/client-server-api/#rate-limiting */
function longestWait(fieldMs = 0, header = ''): number | undefined {
  const headerMs = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : 0
  return Math.max(fieldMs, headerMs) || undefined
}

/** What is not there, or not for us to see, as undefined. */
export function ifThere<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  return ifFound(asked, ['not-found', 'rejected'])
}

/**
 * Only `M_FORBIDDEN` and `M_NOT_FOUND` as undefined. For what may not be taken for absent because of any
 * other refusal: what a room says, and whether it is encrypted.
 */
export async function ifVisible<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked
  } catch (thrown) {
    const names = ['M_FORBIDDEN', 'M_NOT_FOUND']
    if (thrown instanceof MatrixRefusal && names.includes(thrown.errcode)) return undefined
    throw thrown
  }
}
