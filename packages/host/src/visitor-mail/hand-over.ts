import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Composed } from './compose.ts'

/** What came of handing a mail to the mail server. `reason` holds no address and no secret. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** Certainly not sent. `operator`: the server refuses us, not this mail. */
  | { readonly kind: 'later'; readonly reason: string; readonly operator: boolean }
  /** Certainly not sent, and never will be. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Certainly not sent: this host ends. That is no fault of the mail or of its server. */
  | { readonly kind: 'stopped' }
  /** It was not to be sent any more. */
  | { readonly kind: 'moot' }

/** How long the server may be silent. Whoever waits for an outcome waits longer. */
export const SILENCE_MS = 60_000
const CONNECT_MS = 15_000

/** Thrown before anything was sent, when the host ends. */
class HostStopped extends Error {}

/** Thrown by the text of a mail that is not to be sent any more. */
class Moot extends Error {}

/**
 * Hands one mail over by SMTP. `begin` is called when the server has taken sender and recipient and waits
 * for the text, before its first byte: until then nothing was sent for certain, and after it only the
 * server's answer tells. So nodemailer's connection is used by itself, below its transport, which would
 * read the text earlier.
 *
 * @param stopping gives up what has not begun.
 */
export async function handOver(
  smtpUrl: string,
  { envelope, message }: Composed,
  begin: () => Promise<boolean>,
  stopping: AbortSignal,
): Promise<Outcome> {
  const { auth, ...options } = parseConnectionUrl(smtpUrl)
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  })
  let begun = false
  let moot = false
  let beginning: Promise<boolean> | undefined
  // The host’s signal lives on, and would keep the message.
  const over = new AbortController()
  const text = Readable.from(
    (async function* () {
      beginning = begin()
      if (!(await beginning)) {
        moot = true
        throw new Moot('the mail is not to be sent any more')
      }
      begun = true
      yield message
    })(),
    { objectMode: false, highWaterMark: 1 },
  )
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      const giveUp = () => {
        // What the server is getting already, or is about to get, is waited for.
        if (beginning === undefined) reject(new HostStopped())
      }
      if (stopping.aborted) return giveUp()
      stopping.addEventListener('abort', giveUp, { once: true, signal: over.signal })
      // Only where no call is open to hear of it.
      connection.once('end', () => reject(new Error('the mail server closed the connection')))
      const send = () =>
        connection.send({ ...envelope, to: [envelope.to] }, text, (error) =>
          error ? reject(error) : resolve(),
        )
      connection.connect((error) => {
        if (error) return reject(error)
        if (auth === undefined || !connection.allowsAuth) return send()
        connection.login(auth, (refused) => (refused ? reject(refused) : send()))
      })
    })
    return { kind: 'sent' }
  } catch (error) {
    const sent = begun
    over.abort()
    text.destroy()
    // What it stores must not come after what the caller stores of the outcome.
    await Promise.resolve(beginning).catch(() => undefined)
    if (moot) return { kind: 'moot' }
    return outcomeOf(error, sent)
  } finally {
    over.abort()
    text.destroy()
    // Later errors of a connection that is of no use any more are nobody's.
    connection.on('error', () => undefined)
    connection.close()
  }
}

function outcomeOf(error: unknown, begun: boolean): Outcome {
  if (error instanceof HostStopped) return { kind: 'stopped' }
  const status = numberIn(error, 'responseCode')
  const command = textIn(error, 'command')
  const reason = sayable(textIn(error, 'response') ?? textIn(error, 'code') ?? 'no answer')
  const forGood = status !== undefined && status >= 500
  if (begun && status === undefined) return { kind: 'unknown', reason }
  // What the server says of the recipient or of the text is about this mail; all else is about us.
  const ofThisMail =
    begun || command === 'RCPT TO' || (command === 'API' && textIn(error, 'code') === 'EENVELOPE')
  if (ofThisMail && (forGood || status === undefined)) return { kind: 'failed', reason }
  return { kind: 'later', reason, operator: forGood }
}

function textIn(error: unknown, name: string): string | undefined {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function numberIn(error: unknown, name: string): number | undefined {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined
  return typeof value === 'number' ? value : undefined
}

/** On one line, short, without the address that a server likes to repeat: it is stored in the open. */
export function sayable(text: string): string {
  return text
    .slice(0, 2_000)
    .replaceAll(/<?[^\s<>"'=:;,]+@[^\s<>"',;:]+>?:?/g, '…')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
