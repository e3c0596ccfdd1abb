import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ConnectOptions, TlsOptions } from '@hubward/plugin'
import type { Guard } from './guard.ts'
import { CONNECT_TIMEOUT_MS } from './guarded-agents.ts'

/** To which host a plain socket was connected: the name that a certificate must bear after STARTTLS. */
const connectedTo = new WeakMap<Socket, string>()

/** @param signal ends with whatever the connection is for: what is still open then is closed. */
export async function connect(
  guard: Guard,
  { host, port, tls, ...tlsOptions }: ConnectOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const refusal = guard.refusal(host, port)
  if (refusal) throw refusal
  signal.throwIfAborted()
  const to = { host, port, lookup: guard.lookupFor(port) }
  const socket = tls ? connectTls({ ...to, ...checked(host, tlsOptions) }) : connectTcp(to)
  connectedTo.set(socket, host)
  await established(socket, tls ? 'secureConnect' : 'connect', `${host}:${port}`, signal)
  return socket
}

/** The second half of STARTTLS. What went over the plain socket before stays with whoever read it. */
export async function startTls(
  socket: Socket,
  options: TlsOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = connectedTo.get(socket)
  if (host === undefined) {
    socket.destroy()
    throw new TypeError('context.startTls takes a socket that context.connect has opened.')
  }
  signal.throwIfAborted()
  // Listeners of the plain protocol would read the handshake.
  socket.removeAllListeners('data').removeAllListeners('readable')
  const secured = connectTls({ socket, host, ...checked(host, options) })
  connectedTo.set(secured, host)
  try {
    await established(secured, 'secureConnect', host, signal)
  } catch (error) {
    socket.destroy()
    throw error
  }
  return secured
}

/**
 * Only what the contract names, whatever else a plugin passes: a certificate is always checked, and
 * against the name of the host unless the plugin says under which other name it is known.
 */
function checked(host: string, { servername, ca }: TlsOptions) {
  const name = servername ?? (isIP(host) === 0 ? host : undefined)
  return {
    rejectUnauthorized: true,
    ...(name !== undefined && { servername: name }),
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
  }
}

function established(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  where: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new Error(`no connection to ${where} within ${CONNECT_TIMEOUT_MS} ms`)
      socket.destroy(Object.assign(late, { code: 'ETIMEDOUT' }))
    }, CONNECT_TIMEOUT_MS)
    const end = () => socket.destroy()
    signal.addEventListener('abort', end, { once: true })
    socket.once('error', reject)
    socket.once('close', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      reject(new Error(`the connection to ${where} was closed while it was made`))
    })
    socket.once(event, () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve()
    })
  })
}
