import { setTimeout as pause } from 'node:timers/promises'
import got from 'got'
import { type MailServer, startMailServer } from '../../../host/test/fixtures/mail-server.ts'
import type { IntegrationName, MailFault } from '../plan/step.ts'

/** The integration whose plugin has visitors told by mail. */
export const MAILS: IntegrationName = 'finding'

/** A mail that the server took, whatever it said then. */
export interface Delivered {
  /** The host's id of it, out of the Message-ID. */
  readonly id: string
  readonly to: string
}

const CONFIRM_LINK = /http\S+\/mail\/confirm\/\S+/

/** The operator's mail server, and the visitors who read what it took. */
export class Mail {
  readonly #server: MailServer
  /** Links in notices, whose visitors have pressed the button. */
  readonly #confirmed = new Set<string>()
  #faults = 0

  private constructor(server: MailServer) {
    this.#server = server
  }

  static async start(): Promise<Mail> {
    return new Mail(await startMailServer())
  }

  get url(): string {
    return this.#server.url
  }

  get delivered(): readonly Delivered[] {
    return this.#server.mails.map(({ headers, to }) => ({
      id: /<([^@>]*)@/.exec(headers['message-id'] ?? '')?.[1] ?? 'no Message-ID',
      to,
    }))
  }

  /** Another fault that begins meanwhile takes the place of this one. */
  async fault(fault: MailFault, forMs: number): Promise<void> {
    if (fault === 'hang-up') return this.#server.hangUp()
    this.#faults += 1
    const mine = this.#faults
    this.endFaults()
    const { answers } = this.#server
    if ('recipient' in fault) answers.recipient = fault.recipient
    else answers.text = fault.text === 'taken-without-answer' ? 0 : fault.text
    await pause(forMs)
    if (this.#faults === mine) this.endFaults()
  }

  endFaults(): void {
    Object.assign(this.#server.answers, { recipient: 250, text: 250 })
  }

  /** Whoever was sent a notice confirms. @returns whose visitors could not do so yet. */
  async read(): Promise<readonly string[]> {
    const links = this.#server.mails.flatMap(({ text }) => CONFIRM_LINK.exec(text)?.[0] ?? [])
    const open = [...new Set(links)].filter((link) => !this.#confirmed.has(link))
    const tried = open.map(async (link) => {
      const options = { followRedirect: false, retry: { limit: 0 }, timeout: { request: 5_000 } }
      try {
        await got.post(link, options)
        this.#confirmed.add(link)
        return []
      } catch (error) {
        return [`a visitor can't confirm: ${error}`]
      }
    })
    return (await Promise.all(tried)).flat()
  }

  async end(): Promise<void> {
    this.#server.hangUp()
    await this.#server.close()
  }
}
