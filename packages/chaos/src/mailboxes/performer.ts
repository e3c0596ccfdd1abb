import { setTimeout as pause } from 'node:timers/promises'
import type { Followup, Ticket } from '@hubward/simulator'
import { NotAllowed } from '../stage/socialhub.ts'
import type { MailAct } from './plan.ts'
import type { MailWorld } from './world.ts'

/** A reply after this is another one's. */
const ANSWER_LOST_WITHIN_MS = 6_000

/** A mail that exim has taken for a mailbox. */
export interface SentMail {
  /** Stands in its text, and in no other. */
  readonly word: string
  readonly address: string
  readonly messageId: string
  /** The `word` of the mail that its thread began with. */
  readonly root: string | null
}

/** Does what the plan says, to whatever is there by now. */
export class MailPerformer {
  readonly #world: MailWorld
  readonly mails: SentMail[] = []
  #written = 0
  #imap: Promise<void> = Promise.resolve()
  readonly done: Record<string, number> = {}
  readonly impossible: Record<string, number> = {}

  constructor(world: MailWorld) {
    this.#world = world
  }

  async do(act: MailAct): Promise<void> {
    let did = false
    try {
      did = await this.#do(act)
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error
    }
    const counts = did ? this.done : this.impossible
    counts[act.kind] = (counts[act.kind] ?? 0) + 1
  }

  async #do(act: MailAct): Promise<boolean> {
    const { hosts, postgres, relay, socialhub } = this.#world
    switch (act.kind) {
      case 'mail':
        return await this.#write(act.mailbox, act.thread)
      case 'reply': {
        const asked = socialhub.arrivals.filter(
          ({ isReply, message }) => !isReply && message.includes('mail-'),
        )
        const ticketId = pick(act.ticket, asked)?.ticketId
        return ticketId !== undefined && (await this.reply(ticketId))
      }
      case 'retry': {
        const failed = pick<Followup>(
          act.followup,
          await socialhub.list('followups', 'status=failed'),
        )
        if (failed) await socialhub.act('retryFollowup', { followupId: failed.id })
        return failed !== undefined
      }
      case 'restart-imap':
        // One after the other.
        this.#imap = this.#imap.then(() => this.#restartImap())
        await this.#imap
        return true
      case 'lose-answer': {
        const taken = relay.holdAnswer()
        const isTaken = taken.then(() => true)
        const did = await Promise.race([isTaken, pause(ANSWER_LOST_WITHIN_MS, false)])
        relay.forget()
        return did
      }
      case 'cut-smtp':
        relay.forget()
        return true
      case 'socialhub-fault':
        await socialhub.routeFault(act.fault)
        return true
      case 'webhook-fault':
        await socialhub.webhookFault(act.fault)
        return true
      case 'kill':
        hosts.kill(act.host)
        return true
      case 'arm':
        hosts.arm(act.point)
        return true
      case 'freeze':
        await hosts.freeze(act.host, act.forMs)
        return true
      case 'restart-postgres':
        await postgres.restart(act.how)
        return true
    }
  }

  /** An agent answers. */
  async reply(ticketId: Ticket['id']): Promise<boolean> {
    const text = `reply-${++this.#written}-end`
    const how = { ticketId, actionId: 'reply', option: 'sender', text }
    await this.#world.socialhub.act('reply', how)
    return true
  }

  async #write(mailbox: number, thread: number | null): Promise<boolean> {
    const { ada, channels } = this.#world
    const address = [...channels.keys()][mailbox] ?? ''
    const roots = this.mails.filter((mail) => mail.address === address && mail.root === null)
    const root = thread === null ? undefined : pick(thread, roots)
    const word = `mail-${++this.#written}-end`
    const messageId = await ada.send({
      to: address,
      subject: root ? 'Re: A question' : 'A question',
      text: `This is ${word}.`,
      ...(root && { inReplyTo: root.messageId, references: root.messageId }),
    })
    this.mails.push({ word, address, messageId, root: root?.word ?? null })
    return true
  }

  async #restartImap(): Promise<void> {
    const { imap } = this.#world.servers
    await imap.stop()
    await imap.start()
  }
}

function pick<Value>(share: number, values: readonly Value[]): Value | undefined {
  return values[Math.floor(share * values.length)]
}
