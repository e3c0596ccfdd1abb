import { request } from 'undici'
import { RehearsalEnded } from './rehearsal-ended.ts'
import type { Traffic } from './traffic.ts'

/** What SocialHub answered, as it came. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
  /** SocialHub's error code; undefined where there is none. */
  readonly code: string | undefined
}

export interface Asking {
  readonly token: string
  readonly body?: unknown
  /** A call of a flood: only its answer's status counts, and it is not kept. */
  readonly unnoted?: boolean
}

/**
 * Calls SocialHub as it is, without the client of `@hubward/socialhub`: a rehearsal wants to see what
 * that one would refuse, hide or read in one of two ways.
 */
export class RehearsalApi {
  readonly #apiUrl: string
  readonly #traffic: Traffic

  constructor(apiUrl: string, traffic: Traffic) {
    this.#apiUrl = apiUrl.replace(/\/?$/, '/')
    this.#traffic = traffic
  }

  /** @param route as in "PATCH /manifest". */
  async call(route: string, { token, body, unnoted = false }: Asking): Promise<Answered> {
    const [method = 'GET', path = '/'] = route.split(' ')
    const url = new URL(path.slice(1), this.#apiUrl)
    url.searchParams.set('accesstoken', token)
    const { answer, text } = await this.#ask(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headersTimeout: 120_000,
    })
    const answered: Answered = {
      status: answer.statusCode,
      headers: answer.headers,
      ...readBody(text),
    }
    if (!unnoted) {
      const { status, headers } = answered
      this.#traffic.note({
        to: 'SocialHub',
        route,
        sent: body,
        status,
        headers,
        answer: answered.body,
      })
    }
    return answered
  }

  async #ask(url: URL, options: Parameters<typeof request>[1]) {
    try {
      const answer = await request(url, options)
      return { answer, text: await answer.body.text() }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
      throw new RehearsalEnded(
        `SocialHub can’t be reached at ${this.#apiUrl} (${code}). Check socialhub.apiUrl, DNS and the firewall.`,
      )
    }
  }
}

function readBody(text: string): Pick<Answered, 'body' | 'code'> {
  try {
    const body: unknown = JSON.parse(text)
    const code = field(body, 'code')
    return { body, code: typeof code === 'string' ? code : undefined }
  } catch {
    return { body: text === '' ? undefined : text, code: undefined }
  }
}

/** What stands at a place in an answer; undefined where there is nothing. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.getOwnPropertyDescriptor(at, key)?.value
  }
  return at
}

/** The same, where a text is wanted. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** "201", or "409 ConflictError". */
export const statusOf = ({ status, code }: Answered) => `${status}${code ? ` ${code}` : ''}`
