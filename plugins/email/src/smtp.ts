import { Readable } from 'node:stream'
import type { PluginContext } from '@hubward/plugin'
import { smtpSocket } from '@hubward/plugin/mail'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import XOAuth2 from 'nodemailer/lib/xoauth2'
import type { MailServer } from './credentials.ts'
import { type Login, tlsOf } from './servers.ts'
import type { Settings } from './settings.ts'

const ANSWER_MS = 20_000
/** Servers may look at an attachment for a while before they take it. */
const TAKEN_MS = 90_000

export interface SmtpOptions {
  readonly settings: Settings
  readonly server: MailServer
  readonly login: Login
  /** Ends the connection. */
  readonly signal: AbortSignal
}

/** What was sent where. */
export interface Envelope {
  readonly from: string
  readonly to: readonly string[]
}

/** Certainly nobody gets this mail: what the server answered, or why it was never asked, is the cause. */
export class Unsent extends Error {
  override readonly name = 'Unsent'

  constructor(cause: unknown) {
    super('the mail was not sent', { cause })
  }
}

/** A connection to a server that takes mail, logged in. */
export class SmtpClient {
  readonly #connection: SMTPConnection

  private constructor(connection: SMTPConnection) {
    this.#connection = connection
  }

  /** Connects and logs in; nothing goes out before there is TLS. */
  static async open(
    ways: Pick<PluginContext, 'connect'>,
    { settings, server, login, signal }: SmtpOptions,
  ): Promise<SmtpClient> {
    const { host, port, tls } = server
    const secure = tls === 'implicit'
    const socket = await new Promise<object>((resolve, reject) => {
      smtpSocket(ways, tlsOf(settings, server))({ host, port, secure }, (error, opened) =>
        error ? reject(error) : resolve(opened ?? {}),
      )
    })
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      ...socket,
      greetingTimeout: ANSWER_MS,
      socketTimeout: TAKEN_MS,
      socketCloseTimeout: 0,
      logger: false,
    })
    const close = () => connection.close()
    signal.addEventListener('abort', close, { once: true })
    connection.once('end', () => signal.removeEventListener('abort', close))
    const client = new SmtpClient(connection)
    try {
      await client.#done((settle) => connection.connect((error) => settle(error ?? null)))
      await client.#done((settle) => connection.login(authOf(login), settle))
      return client
    } catch (thrown) {
      connection.close()
      throw thrown
    }
  }

  /** The largest mail that the server takes (RFC 1870); nodemailer tells it nowhere else. */
  get largestBytes(): number | undefined {
    const size: unknown = Reflect.get(this.#connection, '_maxAllowedSize')
    return typeof size === 'number' && size > 0 ? size : undefined
  }

  /**
   * Hands a mail over to all of its recipients or to none. It is taken when this resolves.
   *
   * @throws Unsent where certainly nobody gets it; anything else where nobody knows.
   */
  async send({ from, to }: Envelope, mail: Buffer): Promise<void> {
    let begun = false
    let refused: Error | undefined
    const content = new Readable({
      read: () => {
        // Asked for after DATA: some recipients may have been refused by then. Without the last dot
        // the server forgets what it has got.
        refused = begun ? refused : this.#refusedRecipient()
        begun = true
        if (refused) {
          this.#connection.close()
          return
        }
        content.push(mail)
        content.push(null)
      },
    })
    try {
      await this.#done((settle) =>
        this.#connection.send({ from, to: [...to], size: mail.length }, content, settle),
      )
    } catch (thrown) {
      const isAnswered = typeof Reflect.get(Object(thrown), 'responseCode') === 'number'
      if (refused) throw new Unsent(refused)
      if (!begun || isAnswered) throw new Unsent(thrown)
      throw thrown
    } finally {
      content.destroy()
    }
  }

  /** The first recipient that the server has refused so far. */
  #refusedRecipient(): Error | undefined {
    const envelope: unknown = Reflect.get(this.#connection, '_envelope')
    const errors: unknown = Reflect.get(Object(envelope), 'rejectedErrors')
    const [first]: unknown[] = Array.isArray(errors) ? errors : []
    return first instanceof Error ? first : undefined
  }

  close(): void {
    this.#connection.quit()
    this.#connection.close()
  }

  /** One command. A connection that breaks meanwhile fails it. */
  async #done<Answer>(
    command: (settle: (error: Error | null, answer?: Answer) => void) => void,
  ): Promise<Answer> {
    const connection = this.#connection
    return new Promise<Answer>((resolve, reject) => {
      const ended = () => failed(new Error('the connection ended before there was an answer'))
      const failed = (error: Error) => {
        connection.off('error', failed).off('end', ended)
        reject(error)
      }
      connection.once('error', failed).once('end', ended)
      command((error, answer) => {
        if (error) return failed(error)
        connection.off('error', failed).off('end', ended)
        resolve(answer as Answer)
      })
    })
  }
}

function authOf({ user, password, accessToken }: Login) {
  if (accessToken === undefined) return { user, credentials: { user, pass: password ?? '' } }
  return { user, oauth2: new XOAuth2({ user, accessToken }) }
}
