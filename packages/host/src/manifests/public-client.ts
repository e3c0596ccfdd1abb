import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { Agent, request } from 'undici'

/** How checks reach a public address. Tests bring a certificate authority and names of their own. */
export interface PublicClientOptions {
  readonly ca?: string
  readonly lookup?: LookupFunction
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined
}

export interface PublicAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** A request that got no answer, with the reason in words. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The names that checks go by, so that the host can tell them from SocialHub. */
export const CHECK_AGENT = 'Hubward-check'

const TIMEOUT_MS = 10_000
const LIMIT_BYTES = 5_242_880

/** Looks at addresses as anybody outside would: over DNS, TLS and whatever stands in between. */
export class PublicClient {
  readonly #options: Omit<PublicClientOptions, 'signal'>
  readonly #signal: AbortSignal | undefined
  readonly #agent: Agent

  constructor({ signal, ...options }: PublicClientOptions = {}) {
    this.#signal = signal
    this.#options = options
    this.#agent = new Agent({
      // A connection of its own for each: one that is kept can be closed just when it is used again, and
      // would look like an address that can't be reached.
      pipelining: 0,
      connect: { ...options, timeout: TIMEOUT_MS },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      maxResponseSize: LIMIT_BYTES,
    })
  }

  /**
   * One request; redirects are answers.
   *
   * @throws NoAnswer
   */
  async request(
    url: string,
    options: {
      readonly method?: 'GET' | 'POST'
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    } = {},
  ): Promise<PublicAnswer> {
    const { method = 'GET', headers = {}, body } = options
    try {
      const answer = await request(url, {
        method,
        headers: { 'user-agent': CHECK_AGENT, ...headers },
        ...(body !== undefined && { body }),
        dispatcher: this.#agent,
        signal: this.#signal ?? null,
      })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.from(await answer.body.arrayBuffer()),
      }
    } catch (error) {
      throw new NoAnswer(inWords(error))
    }
  }

  /**
   * When the certificate of an https address ends.
   *
   * @throws NoAnswer when the server can't be reached, or shows a certificate that browsers refuse.
   */
  certificateEnd(url: string): Promise<Date> {
    const { hostname, port } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    return new Promise((resolve, reject) => {
      const socket = connect({
        host,
        port: Number(port || 443),
        ...(isIP(host) === 0 && { servername: host }),
        ...this.#options,
        timeout: TIMEOUT_MS,
      })
      socket.once('secureConnect', () => {
        const { valid_to: end } = socket.getPeerCertificate()
        socket.destroy()
        resolve(new Date(end))
      })
      socket.once('timeout', () => socket.destroy(new Error('no answer in time')))
      socket.once('error', (error) => reject(new NoAnswer(inWords(error))))
    })
  }

  close(): Promise<void> {
    return this.#agent.close()
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name is not known to DNS',
  EAI_AGAIN: 'DNS does not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'the answer is larger than 5 MiB',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate is from nobody that is trusted, or an intermediate certificate is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate is from nobody that is trusted, or an intermediate certificate is missing',
  EPROTO: 'the server does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS there',
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return WORDS[code] ?? (error.message || code)
}
