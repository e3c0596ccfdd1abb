import { createHmac } from 'node:crypto'
import got from 'got'
import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'
import type { Destination } from '../store/notices.ts'
import type { Composed } from './compose.ts'

/** How long a receiver may take. The lease on a notice is longer. */
const TIMEOUT_MS = 15_000

/** Tells one notice in one way, or throws {@link NotTold}. */
export type Sender = (notice: Composed) => Promise<void>

/** A notice that was not taken. The message holds no address and no secret. */
export class NotTold extends Error {
  override readonly name = 'NotTold'
  /** Whether it may have arrived all the same: it was on its way when the answer failed to come. */
  readonly maybeTold: boolean

  constructor(message: string, maybeTold: boolean) {
    super(message)
    this.maybeTold = maybeTold
  }
}

/**
 * The ways to tell the operator that are configured. Mail goes through nodemailer: SMTP with its
 * authentication, TLS and encodings is nothing to write again, and it brings no other package.
 */
export function destinationsOf(config: Config): ReadonlyMap<Destination, Sender> {
  const { webhookUrl, webhookSecret, mailTo, mailFrom, smtpUrl } = config.notices
  const senders = new Map<Destination, Sender>()
  if (webhookUrl !== undefined) {
    senders.set('webhook', (notice) => post(webhookUrl, webhookSecret, notice))
  }
  if (mailTo !== undefined && smtpUrl !== undefined) {
    const from = mailFrom ?? mailTo.split(',')[0]?.trim()
    const { hostname } = new URL(config.publicUrl)
    senders.set('mail', (notice) => mail(smtpUrl, { from, to: mailTo, host: hostname }, notice))
  }
  return senders
}

/**
 * JSON by POST, with the notice's id as `Idempotency-Key`: a receiver that knows that takes a repeat for
 * what it is. With a secret the request is signed: `X-Hubward-Signature` is the hex HMAC-SHA256 of
 * timestamp, a dot, and the raw body.
 */
async function post(url: string, secret: string | undefined, notice: Composed): Promise<void> {
  const body = JSON.stringify(notice)
  const timestamp = String(Date.now())
  const signed = secret && {
    'x-hubward-timestamp': timestamp,
    'x-hubward-signature': createHmac('sha256', secret)
      .update(`${timestamp}.${body}`)
      .digest('hex'),
  }
  const { statusCode } = await got
    .post(url, {
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': notice.id, ...signed },
      retry: { limit: 0 },
      timeout: { request: TIMEOUT_MS },
      followRedirect: false,
      throwHttpErrors: false,
    })
    // got's own error holds the address, which for many chat systems is the secret.
    .catch((error: unknown) => {
      throw new NotTold(`the webhook can’t be reached: ${codeOf(error)}`, !isUnsent(error))
    })
  if (statusCode < 200 || statusCode > 299) {
    // A proxy may say so of a webhook that has taken it.
    const maybeTold = statusCode === 502 || statusCode === 504
    throw new NotTold(`the webhook answered ${statusCode}`, maybeTold)
  }
}

async function mail(
  smtpUrl: string,
  { from, to, host }: { from: string | undefined; to: string; host: string },
  notice: Composed,
): Promise<void> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  try {
    await transport.sendMail({
      from,
      to,
      subject: `[Hubward] ${notice.title}`,
      text: `${notice.text}\n`,
      messageId: `<notice-${notice.id}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } catch (error) {
    throw new NotTold(`the mail could not be handed over: ${codeOf(error)}`, !isUnsent(error))
  } finally {
    transport.close()
  }
}

/** Codes of what failed before anything of a notice was sent. */
const UNSENT = new Set([
  'EAI_AGAIN',
  'EAUTH',
  'ECONNREFUSED',
  'EDNS',
  'EENVELOPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETLS',
])

/** Whether a notice can't have arrived: nobody was reached, or the mail server said no. */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('responseCode' in error && error.responseCode !== undefined) return true
  // nodemailer calls every loss of a connection ESOCKET or ECONNECTION, also one after the text.
  return ['code', 'originalCode'].some((name) => UNSENT.has(String(Reflect.get(error, name))))
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'responseCode' in error && error.responseCode !== undefined)
    return `SMTP ${error.responseCode}`
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
}
