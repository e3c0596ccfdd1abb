import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Socket } from 'node:net'
import { buildConnector, Agent as UndiciAgent } from 'undici'
import { type Guard, RefusedConnection } from './guard.ts'

/** Connections that are kept open for one integration, each of them made under its guard. */
export interface GuardedAgents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  readonly undici: UndiciAgent
  close(): Promise<void>
}

export const CONNECT_TIMEOUT_MS = 5_000
export const RESPONSE_TIMEOUT_MS = 20_000

/**
 * How long an idle connection is kept. Most servers close theirs after five seconds; a request that
 * meets one just being closed has an unknown outcome, and a reply would have to be asked for.
 */
const IDLE_MS = 4_000

export function createGuardedAgents(guard: Guard): GuardedAgents {
  const http = guarded(new HttpAgent({ keepAlive: true, maxFreeSockets: 32 }), guard)
  const https = guarded(new HttpsAgent({ keepAlive: true, maxFreeSockets: 32 }), guard)
  const undici = new UndiciAgent({
    connect: undiciConnector(guard),
    keepAliveTimeout: IDLE_MS,
    headersTimeout: RESPONSE_TIMEOUT_MS,
    bodyTimeout: RESPONSE_TIMEOUT_MS,
  })
  return {
    http,
    https,
    undici,
    async close() {
      http.destroy()
      https.destroy()
      await undici.destroy()
    },
  }
}

/**
 * Guards where connections are made and not where requests are, so that each redirect is looked at,
 * an address that stands in the URL itself as well, and the address connected to is the one checked.
 */
function guarded<Agent extends HttpAgent>(agent: Agent, guard: Guard): Agent {
  const connect = agent.createConnection.bind(agent)
  const createConnection: typeof agent.createConnection = (options, callback) => {
    const host = options.host ?? 'localhost'
    const port = Number(options.port)
    const refusal = options.socketPath ? unixSocket() : guard.refusal(host, port)
    if (!refusal) return connect({ ...options, lookup: guard.lookupFor(port) }, callback)
    const socket = new Socket()
    process.nextTick(() => socket.destroy(refusal))
    return socket
  }
  // Plugins find the agent among their options: it stays as it is.
  Object.defineProperty(agent, 'createConnection', { value: createConnection })
  const keep = agent.keepSocketAlive.bind(agent)
  agent.keepSocketAlive = (socket) => {
    if (socket instanceof Socket) socket.setTimeout(IDLE_MS)
    return keep(socket)
  }
  return agent
}

function undiciConnector(guard: Guard): buildConnector.connector {
  // A connector for each port, since a lookup is not told which port it is for.
  const connectors = new Map<number, buildConnector.connector>()
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    const refusal = options.socketPath ? unixSocket() : guard.refusal(options.hostname, port)
    if (refusal) return callback(refusal, null)
    let connector = connectors.get(port)
    if (!connector) {
      connector = buildConnector({ lookup: guard.lookupFor(port), timeout: CONNECT_TIMEOUT_MS })
      connectors.set(port, connector)
    }
    connector(options, callback)
  }
}

function unixSocket(): RefusedConnection {
  return new RefusedConnection(
    'ERR_NON_PUBLIC_ADDRESS',
    'A Unix socket is no public address, and plugins may not connect to it.',
  )
}
