import { setTimeout as pause } from 'node:timers/promises'
import { mailServer } from '../config.ts'
import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { retryDelayMs } from '../retry.ts'
import { MOST_ATTEMPTS } from '../store/erased-mails.ts'
import {
  beginSending,
  claimMails,
  type DueMail,
  endInTrouble,
  handBack,
  overdueSendings,
  putOffMail,
  storeSent,
} from '../store/mail-sending.ts'
import { writeNotice } from '../store/notices.ts'
import { compose } from './compose.ts'
import { handOver, type Outcome, SILENCE_MS } from './hand-over.ts'

const LOOK_EVERY_MS = 3_000
/** How long a mail stays with a host that does not say that the server takes it. */
const LEASE_MS = 180_000
/** How long after the server began to take a mail its outcome counts as unknown: its silence is over then. */
const SENDING_MS = 2 * SILENCE_MS
const AT_ONCE = 5
/** How long a host that stops waits for a mail server. */
const STOP_WITHIN_MS = 8_000
/** Between the first attempts; it grows to an hour. */
const PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 3_600_000
const HOUR_MS = 3_600_000

type PostmanContext = Pick<HostContext, 'config' | 'db' | 'sealer' | 'log' | 'atCrashPoint'>

/**
 * Sends visitors what is due to them. Every host does it; a mail is sent by whichever comes first, and
 * once: what nobody knows the outcome of is not sent again.
 */
export class Postman {
  readonly #context: PostmanContext
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(context: PostmanContext) {
    this.#context = context
  }

  start(): void {
    if (mailServer(this.#context.config)) this.#running = this.#repeat()
  }

  /** What a mail server is getting is finished, if it soon is; otherwise another host says that nobody knows. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    const late = pause(STOP_WITHIN_MS, undefined, { ref: false })
    await Promise.race([this.#running, late])
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      const tried = await this.sendDue().catch((error: unknown) => {
        this.#context.log.error({ err: error }, 'mails to visitors could not be looked for')
        return 0
      })
      if (tried === AT_ONCE) continue
      await pauseOrStop(LOOK_EVERY_MS * (0.75 + Math.random() / 2), signal)
    }
  }

  /** Sends what is due now, and ends what nobody will hear of any more. @returns how many were tried. */
  async sendDue(): Promise<number> {
    const { config, db, sealer, log } = this.#context
    const server = mailServer(config)
    if (!server) return 0
    for (const id of await overdueSendings(db)) {
      await this.#giveUp(id)
    }
    const due = await claimMails(db, sealer, LEASE_MS, AT_ONCE, (id, error) =>
      log.error(
        { err: error, mail: id },
        `this host can’t open a mail to a visitor; hosts go on trying, and give it up after ${MOST_ATTEMPTS} attempts`,
      ),
    )
    await Promise.all(
      due.map((mail) =>
        this.#send(server, mail).catch((error: unknown) => {
          log.error({ err: error, mail: mail.id }, 'what became of a mail could not be stored')
        }),
      ),
    )
    return due.length
  }

  /** Whatever is wrong with one, the others are sent. */
  async #giveUp(id: string): Promise<void> {
    const { db, sealer, log } = this.#context
    try {
      await endInTrouble(db, sealer, id, 'unknown', 'its host did not say what became of it')
      log.error({ mail: id }, 'nobody knows whether a mail was sent; it is not sent again')
    } catch (error) {
      log.error({ err: error, mail: id }, 'what became of a mail could not be stored')
    }
  }

  async #send(server: { from: string; smtpUrl: string }, mail: DueMail): Promise<void> {
    const { db, atCrashPoint } = this.#context
    await atCrashPoint('mail.claimed')
    const composed = await compose(this.#context, server.from, mail)
    const begin = async () => {
      const mine = await beginSending(db, mail, SENDING_MS)
      if (mine) await atCrashPoint('mail.sending-stored')
      return mine
    }
    const outcome = await handOver(server.smtpUrl, composed, begin, this.#stopped.signal)
    if (outcome.kind === 'sent') await atCrashPoint('mail.handed-over')
    await this.#store(mail, outcome)
    if (outcome.kind === 'sent') await atCrashPoint('mail.sent-stored')
  }

  async #store(mail: DueMail, outcome: Outcome): Promise<void> {
    const { db, sealer, log } = this.#context
    const about = { mail: mail.id, channel: mail.channelId, kind: mail.kind }
    switch (outcome.kind) {
      case 'moot':
        return
      case 'stopped':
        await handBack(db, mail)
        return log.info(about, 'a mail to a visitor was left to another host: this one stops')
      case 'sent':
        await storeSent(db, sealer, mail)
        return log.info(about, 'a mail to a visitor was sent')
      case 'later': {
        const { reason, operator } = outcome
        const pauseMs = Math.min(PAUSE_MS * 2 ** (mail.attempts - 1), LONGEST_PAUSE_MS)
        const inMs = retryDelayMs(mail.attempts, pauseMs, Math.random())
        log.warn({ ...about, reason }, 'a mail to a visitor could not be handed over')
        if (operator) await this.#tellOperator(reason)
        if (await putOffMail(db, mail, inMs, reason)) return
        await endInTrouble(db, sealer, mail.id, 'failed', reason)
        return
      }
      case 'failed':
      case 'unknown':
        log.warn(
          { ...about, outcome: outcome.kind, reason: outcome.reason },
          'a mail did not arrive',
        )
        await endInTrouble(db, sealer, mail.id, outcome.kind, outcome.reason)
    }
  }

  /** Once an hour: the server refuses the operator's login or sender. */
  async #tellOperator(reason: string): Promise<void> {
    await writeNotice(this.#context.db, {
      kind: 'visitor-mail.refused',
      about: String(Math.floor(Date.now() / HOUR_MS)),
      cause: `The mail server said: ${reason}`,
      integration: null,
    })
  }
}
