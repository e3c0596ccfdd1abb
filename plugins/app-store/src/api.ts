import {
  failedAnswer,
  type LocalizedText,
  type PluginContext,
  PluginError,
  type PluginErrorCode,
  parse,
  toPluginError,
  withoutEffect,
} from '@hubward/plugin'
import { signJwt } from '@hubward/plugin/jwt'
import Type from 'typebox'
import Value from 'typebox/value'
import { SENTENCES } from './sentences.ts'
import type { Credentials, Settings } from './settings.ts'

/** "Generating Tokens for API Requests": 20 minutes at most. Each call signs its own, so little will do. */
const TOKEN_LIFETIME_S = 600

export type Asking = Pick<PluginContext<Settings>, 'http' | 'settings' | 'signal' | 'now'>

/** `ErrorResponse`: by its `code` alone programs shall decide ("Parsing the Error Response Code"). */
const Refusal = Type.Object({
  errors: Type.Array(Type.Object({ code: Type.String(), detail: Type.Optional(Type.String()) }), {
    minItems: 1,
  }),
})

/** What a request answered, and how many more Apple takes in this hour. */
export interface Answered<Body> {
  readonly body: Body
  readonly left: { readonly limit: number; readonly remaining: number } | undefined
}

/** @param options.method absent: GET, or POST with `json`. What could not be read changed nothing. */
export async function ask<Schema extends Type.TSchema>(
  context: Asking,
  credentials: Credentials,
  path: string,
  schema: Schema,
  {
    json,
    method = json ? 'POST' : 'GET',
  }: { json?: object; method?: 'GET' | 'POST' | 'DELETE' } = {},
): Promise<Answered<Type.Static<Schema>>> {
  const isWriting = method !== 'GET'
  const url = new URL(path, context.settings.server)
  try {
    const token = await signJwt(context, {
      algorithm: 'ES256',
      privateKey: credentials.privateKey,
      keyId: credentials.keyId,
      claims: { iss: credentials.issuerId, aud: 'appstoreconnect-v1' },
      lifetimeS: TOKEN_LIFETIME_S,
    })
    const { body, headers } = await context.http(url, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      ...(json && { json }),
      signal: context.signal,
    })
    const answer = body === '' ? undefined : JSON.parse(body)
    return {
      body: parse(schema, answer, `the answer to ${method} ${url.pathname.split('/').at(2)}`),
      left: leftIn(headers['x-rate-limit']),
    }
  } catch (thrown) {
    const error = refusalIn(thrown, isWriting) ?? toPluginError(thrown, context.now())
    throw isWriting ? error : withoutEffect(error, context.now())
  }
}

type Meaning = readonly [begins: string, code: PluginErrorCode, sentence?: LocalizedText]

/** Codes go from the general to the special, with dots between: the first that fits counts. */
const MEANINGS: readonly Meaning[] = [
  ['NOT_AUTHORIZED', 'authentication'],
  ['FORBIDDEN.REQUIRED_AGREEMENTS', 'authentication', SENTENCES.agreement],
  ['FORBIDDEN', 'authentication', SENTENCES.noRole],
  ['NOT_FOUND', 'not-found'],
  ['RATE_LIMIT_EXCEEDED', 'rate-limited'],
  ['ENTITY_ERROR', 'invalid'],
  ['PARAMETER_ERROR', 'invalid'],
]

/**
 * A refusal in Apple's own words, whatever type the answer says it has: a 403 comes without one. Who may
 * not write may still read.
 */
function refusalIn(thrown: unknown, isWriting: boolean): PluginError | undefined {
  const answer = failedAnswer(thrown)
  if (!answer || answer.status >= 500 || !Value.Check(Refusal, answer.json)) return undefined
  const [{ code = '', detail = '' } = {}] = answer.json.errors
  const [, meaning, sentence] = MEANINGS.find(([begins]) => code.startsWith(begins)) ?? []
  if (meaning === undefined) return undefined
  return new PluginError(isWriting && code.startsWith('FORBIDDEN') ? 'rejected' : meaning, {
    message: `${code}: ${detail.slice(0, 200)}`,
    effect: 'none',
    sentence,
    retryAfterMs: toPluginError(thrown, new Date()).retryAfterMs,
    cause: thrown,
  })
}

/** "Identifying Rate Limits": `user-hour-lim:3500;user-hour-rem:500;`, of the last sixty minutes. */
function leftIn(header: string | string[] | undefined) {
  const [, limit, remaining] =
    /^user-hour-lim:(\d{1,9});user-hour-rem:(\d{1,9})\b/.exec(String(header)) ?? []
  if (limit === undefined || remaining === undefined) return undefined
  return { limit: Number(limit), remaining: Number(remaining) }
}
