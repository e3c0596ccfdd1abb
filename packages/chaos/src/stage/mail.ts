import { setTimeout as pause } from 'node:timers/promises'
import got from 'got'
import {
  type MailServer,
  startMailServer,
  type TakenMail,
} from '../../../host/test/fixtures/mail-server.ts'
import type { IntegrationName, MailFault } from '../plan/step.ts'
import { LineFile } from './line-file.ts'
import { fileIn, type Place } from './place.ts'

/** The integration whose plugin has visitors told by mail. */
export const MAILS: IntegrationName = 'finding'

/** A mail that the server took, whatever it said then. */
export interface Delivered {
  /** The host's id of it, out of the Message-ID. */
  readonly id: string
  readonly to: string
}

/** What is kept of mails: that one was taken, and whose visitor has pressed the button in it. */
type Kept = (Delivered & { readonly link?: string }) | { readonly confirmed: string }

const CONFIRM_LINK = /http\S+\/mail\/confirm\/\S+/

/** The operator's mail server, and the visitors who read what it took. */
export class Mail {
  readonly delivered: Delivered[] = []
  #server: MailServer | undefined
  /** Links in notices, whose visitors have not pressed the button yet. */
  readonly #open = new Set<string>()
  readonly #confirmed = new Set<string>()
  readonly #file: LineFile<Kept> | undefined
  #faults = 0

  private constructor(file: LineFile<Kept> | undefined) {
    this.#file = file
    for (const kept of file?.earlier ?? []) this.#note(kept)
  }

  static async start(place?: Place): Promise<Mail> {
    const path = fileIn(place, 'mails.jsonl')
    const mail = new Mail(path === undefined ? undefined : new LineFile(path))
    mail.#server = await startMailServer({
      port: place?.ports.mail ?? 0,
      taken: (taken) => mail.#take(taken),
    })
    return mail
  }

  #take({ headers, to, text }: TakenMail): void {
    const link = CONFIRM_LINK.exec(text)?.[0]
    const id = /<([^@>]*)@/.exec(headers['message-id'] ?? '')?.[1] ?? 'no Message-ID'
    this.#keep({ id, to, ...(link !== undefined && { link }) })
  }

  #keep(kept: Kept): void {
    this.#note(kept)
    this.#file?.add(kept)
  }

  #note(kept: Kept): void {
    if ('confirmed' in kept) {
      this.#open.delete(kept.confirmed)
      this.#confirmed.add(kept.confirmed)
      return
    }
    const { id, to, link } = kept
    this.delivered.push({ id, to })
    if (link !== undefined && !this.#confirmed.has(link)) this.#open.add(link)
  }

  get #running(): MailServer {
    if (!this.#server) throw new Error('the mail server has not started')
    return this.#server
  }

  get url(): string {
    return this.#running.url
  }

  /** Another fault that begins meanwhile takes the place of this one. */
  async fault(fault: MailFault, forMs: number): Promise<void> {
    if (fault === 'hang-up') return this.#running.hangUp()
    this.#faults += 1
    const mine = this.#faults
    this.endFaults()
    const { answers } = this.#running
    if ('recipient' in fault) answers.recipient = fault.recipient
    else answers.text = fault.text === 'taken-without-answer' ? 0 : fault.text
    await pause(forMs)
    if (this.#faults === mine) this.endFaults()
  }

  endFaults(): void {
    Object.assign(this.#running.answers, { recipient: 250, text: 250 })
  }

  /** Whoever was sent a notice confirms. @returns whose visitors could not do so yet. */
  async read(): Promise<readonly string[]> {
    const tried = [...this.#open].map(async (link) => {
      const options = { followRedirect: false, retry: { limit: 0 }, timeout: { request: 5_000 } }
      try {
        await got.post(link, options)
        this.#keep({ confirmed: link })
        return []
      } catch (error) {
        return [`a visitor can't confirm: ${error}`]
      }
    })
    return (await Promise.all(tried)).flat()
  }

  async end(): Promise<void> {
    this.#running.hangUp()
    await this.#running.close()
  }
}
