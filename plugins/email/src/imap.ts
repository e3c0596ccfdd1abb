import { imapTransport } from '@hubward/plugin/mail'
import { ImapFlow } from 'imapflow'
import type { Ways } from './context.ts'
import type { Credentials } from './credentials.ts'
import { type Login, tlsOf } from './servers.ts'
import type { Settings } from './settings.ts'

/** Longer than the five seconds in which the host connects, shorter than any call. */
const ANSWER_MS = 20_000
/** Mail is read in pieces; whoever sends more at once sends nonsense. */
const LITERAL_LIMIT_BYTES = 8_000_000

export interface ImapOptions {
  readonly settings: Settings
  readonly server: Credentials['imap']
  readonly login: Login
  /** Ends the connection. */
  readonly signal: AbortSignal
  /** For a connection that waits: after so long it shows that it lives. */
  readonly idleMs?: number
}

/** Logs in at an IMAP server, with TLS from the first byte or before the password goes out. */
export async function openImap(ways: Ways, options: ImapOptions): Promise<ImapFlow> {
  const { settings, server, login, signal, idleMs } = options
  const { host, port, tls } = server
  const client = new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'starttls' && { doSTARTTLS: true }),
    auth: {
      user: login.user,
      ...(login.accessToken === undefined
        ? { pass: login.password ?? '' }
        : { accessToken: login.accessToken }),
    },
    clientInfo: { name: 'Hubward' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    ...(idleMs !== undefined && { maxIdleTime: idleMs }),
    maxLiteralSize: LITERAL_LIMIT_BYTES,
    transport: imapTransport(ways, tlsOf(settings, server)),
  })
  // Its calls fail with the same; nobody else needs to hear of it.
  client.on('error', () => undefined)
  const close = () => client.close()
  signal.addEventListener('abort', close, { once: true })
  client.on('close', () => signal.removeEventListener('abort', close))
  try {
    signal.throwIfAborted()
    await client.connect()
    return client
  } catch (thrown) {
    client.close()
    throw thrown
  }
}

/** The server has understood, and says no: not to all, since the connection is well. */
export function isRefusal(client: ImapFlow, thrown: unknown): boolean {
  return client.usable && Reflect.get(Object(thrown), 'responseStatus') === 'NO'
}

/** Says goodbye where that is possible, and closes in any case. */
export async function closeImap(client: ImapFlow): Promise<void> {
  try {
    if (client.usable) await client.logout()
  } finally {
    client.close()
  }
}
