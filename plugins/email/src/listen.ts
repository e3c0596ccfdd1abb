import { once } from 'node:events'
import { PluginError } from '@hubward/plugin'
import type { ImapFlow } from 'imapflow'
import type { Listening } from './context.ts'
import { imapFailure } from './failures.ts'
import { closeImap, openImap } from './imap.ts'

/** Servers end an IDLE after half an hour (RFC 2177), routers sooner. */
const IDLE_MS = 5 * 60_000

/** Holds a connection on which the server says that mail is there (RFC 2177): the Channel fetches at once. */
export async function listen(context: Listening): Promise<void> {
  const { settings, credentials, signal } = context
  const server = { settings, server: credentials.imap, login: credentials, signal }
  try {
    const client = await openImap(context, { ...server, idleMs: IDLE_MS })
    if (client.capabilities.has('IDLE')) {
      await listenOn(context, client)
      return
    }
    // Too old a server: the Channel is polled, and no connection held for nothing.
    await closeImap(client)
    if (!signal.aborted) await once(signal, 'abort')
  } catch (thrown) {
    if (signal.aborted) return
    throw imapFailure(thrown)
  }
}

async function listenOn(context: Listening, client: ImapFlow): Promise<void> {
  try {
    await client.mailboxOpen(context.credentials.folder ?? 'INBOX', { readOnly: true })
    client.on('exists', ({ count, prevCount }) => {
      if (count > prevCount) void context.ring().catch(() => client.close())
    })
    // What came while nobody listened.
    await context.ring()
    while (!context.signal.aborted) {
      const idled = await client.idle()
      if (idled === false || !client.usable) {
        throw new PluginError('unavailable', { message: 'the server has ended IDLE' })
      }
    }
  } finally {
    client.close()
  }
}
