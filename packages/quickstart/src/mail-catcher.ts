import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail that would have gone to somebody. */
export interface CaughtMail {
  readonly to: string
  readonly from: string
  readonly subject: string
  /** Plain. */
  readonly text: string
  readonly caughtAt: Date
}

export interface MailCatcher {
  /** What a host takes as the address of its mail server. */
  readonly smtpUrl: string
  /** The newest first; no more than {@link KEPT}. */
  readonly mails: readonly CaughtMail[]
  close(): Promise<void>
}

const KEPT = 100
const LIMIT_BYTES = 1_048_576

/** A mail server on loopback that takes every mail and passes none on, so that the demo reaches nobody. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: LIMIT_BYTES,
    onData(stream, { envelope }, done) {
      const taken = async () => {
        const raw = await buffer(stream)
        if (stream.sizeExceeded) throw Object.assign(new Error('too large'), { responseCode: 552 })
        const { from, subject = '', text = '' } = await PostalMime.parse(raw)
        const to = envelope.rcptTo.map(({ address }) => address).join(', ')
        const sender = from?.name || from?.address || ''
        mails.unshift({ to, from: sender, subject, text, caughtAt: new Date() })
        mails.splice(KEPT)
      }
      taken().then(() => done(), done)
    },
  })
  // A sender that is gone in the middle of a mail has sent none.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
