import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

/**
 * Idle connections that are kept for the next call. One set serves any number of clients: a new TLS
 * connection costs several times what a call costs.
 */
export interface SocialHubConnections {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  /** Closes all of them, also those in use. */
  destroy(): void
}

export interface ConnectionOptions {
  /** How many connections may be open at once; further calls wait for a free one. Default 64. */
  readonly maxConnections?: number
  /**
   * How long an idle connection is kept, in milliseconds. Default 15 seconds: shorter than servers
   * and load balancers keep theirs, so that a call seldom meets one that is just being closed. A
   * shorter time that the server names itself is honoured.
   */
  readonly idleMs?: number
}

export function createConnections({
  maxConnections = 64,
  idleMs = 15_000,
}: ConnectionOptions = {}): SocialHubConnections {
  const options = { keepAlive: true, maxSockets: maxConnections, timeout: idleMs }
  const http = new HttpAgent(options)
  const https = new HttpsAgent(options)
  return {
    http,
    https,
    destroy() {
      http.destroy()
      https.destroy()
    },
  }
}

/** For clients that were given none. Idle connections don't keep a process alive. */
export const defaultConnections: SocialHubConnections = createConnections()
