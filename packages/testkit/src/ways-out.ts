import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { GuardedHttp } from '@hubward/border'
import type { ConnectOptions, TlsOptions } from '@hubward/plugin'
import got, { type Got } from 'got'
import type { Faults } from './faults.ts'

/** Without the guard of a real host: a test's Network listens on a loopback address. */
export const UNGUARDED_HTTP: Got = got.extend({ retry: { limit: 0 }, timeout: { request: 10_000 } })

/** The ways to the Network, with the faults of the test in them. */
export function testWaysOut(
  faults: Faults,
  { http, fetch }: { readonly http: Got; readonly fetch: typeof globalThis.fetch },
): GuardedHttp {
  return {
    forCall(signal) {
      let ofCall: Got | undefined
      return {
        get http(): Got {
          ofCall ??= faults.http(http, signal)
          return ofCall
        },
        fetch: faults.fetch(fetch, signal),
        connect: faults.connect(connect, signal),
        startTls: faults.startTls((socket, options) =>
          secured(connectTls({ socket, ...certifiedFor(socket), ...tlsOf(options) })),
        ),
        // A test's Network has no name in DNS.
        resolve: async () => [],
      }
    },
    close: async () => undefined,
  }
}

/** As in a host: after STARTTLS the certificate must bear the name that was connected to. */
const connectedTo = new WeakMap<Socket, string>()

function certifiedFor(socket: Socket): { readonly host?: string } {
  const host = connectedTo.get(socket)
  return host === undefined ? {} : { host }
}

function connect({ tls, host, port, ...options }: ConnectOptions): Promise<Socket> {
  if (tls) return secured(connectTls({ host, port, ...tlsOf(options) }))
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port }, () => resolve(socket))
    connectedTo.set(socket, host)
    socket.once('error', reject)
  })
}

function secured(socket: TLSSocket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
  })
}

function tlsOf({ servername, ca }: TlsOptions = {}) {
  return {
    ...(servername !== undefined && { servername }),
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
  }
}
