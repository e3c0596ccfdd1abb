import type { Socket } from 'node:net'
import type { ConnectOptions, PluginContext, TlsOptions } from '../context.ts'
import { PendingSocket } from './pending-socket.ts'

/** What a context offers to those who speak another protocol than HTTP. */
export type WaysToConnect = Pick<PluginContext, 'connect' | 'startTls'>

/** What imapflow says of where it wants to go. */
interface ImapDestination {
  readonly host: string
  readonly port: number
}

/**
 * For the option `transport` of imapflow (2.10 or newer): its connections go through the context, TLS
 * and STARTTLS too. The certificate is checked as `tls` says here; imapflow's own option `tls` and its
 * `servername` count for nothing.
 *
 *     new ImapFlow({ host, port, secure, auth, logger: false, transport: imapTransport(context) })
 */
export function imapTransport(context: WaysToConnect, tls: TlsOptions = {}) {
  return {
    connect(
      { host, port, secure }: ImapDestination & { readonly secure: boolean },
      whenConnected: () => void,
    ): PendingSocket {
      return new PendingSocket(context.connect({ host, port, tls: secure, ...tls }), whenConnected)
    },
    upgrade(socket: object, _: ImapDestination, whenSecure: () => void): PendingSocket {
      if (!(socket instanceof PendingSocket)) {
        throw new TypeError('Only a socket that this transport has opened can be secured by it.')
      }
      const secured = socket.release().then((plain) => context.startTls(plain, tls))
      return new PendingSocket(secured, whenSecure)
    },
  }
}

/** The options of nodemailer that say where to. */
interface SmtpDestination {
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly secure?: boolean | undefined
}

/** What nodemailer takes in place of its own socket and options. */
interface SmtpSocket {
  readonly connection: Socket
  readonly secured?: true
  readonly requireTLS?: true
  readonly tls?: { rejectUnauthorized: true; servername?: string; ca?: string | string[] }
}

/**
 * For the option `getSocket` of nodemailer (10 or newer): its connections go through the context. With
 * `secure: true` TLS is the context's; otherwise nodemailer does STARTTLS on the context's socket, and
 * sends nothing where a server offers none. The certificate is checked as `tls` says here; nodemailer's
 * own option `tls` counts for nothing.
 *
 *     createTransport({ host, port, secure, auth, getSocket: smtpSocket(context) })
 */
export function smtpSocket(context: Pick<WaysToConnect, 'connect'>, tls: TlsOptions = {}) {
  return (
    { host, port, secure = false }: SmtpDestination,
    take: (error: Error | null, socket?: SmtpSocket) => void,
  ): void => {
    if (host === undefined) {
      take(new TypeError('nodemailer was given no host.'))
      return
    }
    const to: ConnectOptions = {
      host,
      port: Number(port ?? usualPort(secure)),
      tls: secure,
      ...tls,
    }
    const { servername, ca } = tls
    const startTls: Omit<SmtpSocket, 'connection'> = {
      requireTLS: true,
      tls: {
        rejectUnauthorized: true,
        ...(servername !== undefined && { servername }),
        ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
      },
    }
    context
      .connect(to)
      .then(
        (connection) => take(null, { connection, ...(secure ? { secured: true } : startTls) }),
        take,
      )
  }
}

function usualPort(secure: boolean): number {
  return secure ? 465 : 587
}
