import { type MultipartForm, type PluginContext, parse, readJson } from '@hubward/plugin'
import type Type from 'typebox'
import { type Failed, failureOf, waitOf } from './failure.ts'

/** What of a context a request needs. */
export type Surroundings = Pick<PluginContext, 'http' | 'now' | 'signal'>

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A server, and on whose behalf it is asked. */
export interface Access {
  /** `https://mastodon.social` */
  readonly server: string
  readonly accessToken?: string
}

export interface Asked {
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly json?: Readonly<Record<string, unknown>>
  readonly form?: MultipartForm
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered<Body> {
  readonly status: number
  readonly body: Body
  /** Whether the server says where its next page is: those that do keep to `min_id`. */
  readonly linked: boolean
  /** How long fetching shall pause, because what is left of the server's budget is for replies. */
  readonly waitMs: number | undefined
}

/** Where a server has one of its statuses. */
export const statusPath = (id: string): string => `/api/v1/statuses/${encodeURIComponent(id)}`

/** Below this share of the server's budget nothing is fetched any more: the rest is for people. */
const RESERVE = 0.2

/**
 * One request to a server's API. Its answer is checked against the schema, so that a page for people,
 * which a proxy may answer with any status, is none.
 *
 * @throws PluginError for every answer that is no success, in the words of `failureOf`; got's errors
 * where there was no answer.
 */
export async function ask<Schema extends Type.TSchema>(
  context: Surroundings,
  access: Access,
  method: Method,
  path: string,
  schema: Schema,
  asked: Asked = {},
): Promise<Answered<Type.Static<Schema>>> {
  const { status, body, headers } = await answerTo(context, access, method, path, asked)
  if (status < 200 || status >= 300) throw failureOf({ status, headers, body }, context.now())
  return {
    status,
    body: parse(
      schema,
      body,
      `what ${method} ${path} answered, which is not what Mastodon's API describes,`,
    ),
    linked: linksTo(access.server, headers.link),
    waitMs: spent(headers) ? waitOf(headers, context.now()) : undefined,
  }
}

function spent(headers: Readonly<Record<string, unknown>>): boolean {
  const limit = Number(headers['x-ratelimit-limit'])
  const remaining = Number(headers['x-ratelimit-remaining'])
  return limit > 0 && remaining < limit * RESERVE
}

/** A `Link` (RFC 8288) that leads to this server; one that leads elsewhere is not the API's own. */
function linksTo(server: string, header: string | readonly string[] | undefined): boolean {
  const text = String(header ?? '').slice(0, 10_000)
  return [...text.matchAll(/<([^<>\s]+)>/g)].some(
    ([, url = '']) => URL.parse(url, server)?.origin === new URL(server).origin,
  )
}

/** The same without any judgement, for those who only want to know what is there. */
export async function answerTo(
  context: Surroundings,
  { server, accessToken }: Access,
  method: Method,
  path: string,
  { query = {}, json, form, headers = {} }: Asked = {},
): Promise<Failed> {
  const url = new URL(path, server)
  // Refusals are read: `failure.ts` knows their words in English only, and servers follow `lang`.
  if (method !== 'GET' && path.startsWith('/api/')) url.searchParams.set('lang', 'en')
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== 'object') url.searchParams.set(name, String(value))
    else for (const item of value) url.searchParams.append(`${name}[]`, item)
  }
  const answering = context.http(url, {
    method,
    headers: {
      accept: 'application/json',
      ...headers,
      ...form?.headers,
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    },
    ...(json && { json }),
    ...(form && { body: form.body }),
    signal: context.signal,
    throwHttpErrors: false,
    retry: { limit: 0 },
  })
  // Some servers end a connection without saying so. What is sent into its end, a reply for one, has
  // an outcome that nobody knows: a connection for each request costs less.
  answering.on('request', (request) => {
    request.shouldKeepAlive = false
  })
  const answer = await answering
  return { status: answer.statusCode, headers: answer.headers, body: readJson(answer.body) }
}
