// Long because it is one list of what people do and what goes wrong: each act in a few lines.
import { setTimeout as pause } from 'node:timers/promises'
import type { Followup } from '@hubward/simulator'
import got from 'got'
import { accountNamed } from './plan/plan.ts'
import type { Act, IntegrationName, PlannedAccount } from './plan/step.ts'
import { FIRST_NEWCOMER, type Known, recall } from './recall.ts'
import { MAILS } from './stage/mail.ts'
import { NotAllowed, type TicketSeen } from './stage/socialhub.ts'
import type { World } from './stage/world.ts'

const TICKET_WITHIN_MS = 120_000
/** From one entry of a list to another: the golden section, by which each comes up before long. */
const NEXT_SHARE = 0.618
/** While something is done to the cluster. */
const WRITE_EVERY_MS = 300

/**
 * Does what the plan says, to whatever is there by now: the same plan always does the same things at
 * the same times, but a share of a list that grows by itself may point at another entry.
 */
export class Performer {
  readonly #world: World
  readonly #messages = new Map<PlannedAccount, Known[]>()
  readonly #pressed = new Set<string>()
  readonly #life: string
  #written = 0
  #newcomers = 0
  /** What people wrote on the Network, and how many replies agents sent. */
  messages = 0
  replies = 0
  /** How often each kind of act was done, or could not be done. */
  readonly done: Record<string, number> = {}
  readonly impossible: Record<string, number> = {}

  /** @param life which of several performers this is who write to the same accounts, one after the other. */
  constructor(world: World, life?: number) {
    this.#world = world
    this.#life = life === undefined ? '' : `${life}.`
  }

  /** Learns what performers before this one did. */
  async recall(): Promise<void> {
    const { messages, pressed, newcomers } = await recall(this.#world)
    for (const [account, known] of messages) this.#messages.set(account, known)
    for (const one of pressed) this.#pressed.add(one)
    this.#newcomers = newcomers
  }

  async do(act: Act): Promise<void> {
    try {
      const did = await this.#do(act)
      const counts = did ? this.done : this.impossible
      counts[act.kind] = (counts[act.kind] ?? 0) + 1
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error
      this.impossible[act.kind] = (this.impossible[act.kind] ?? 0) + 1
    }
  }

  /** @returns whether there was anything to do it to. */
  async #do(act: Act): Promise<boolean> {
    const { network, socialhub, hosts, postgres, mail } = this.#world
    switch (act.kind) {
      case 'message':
        return await this.#write(act.account, { thread: act.thread, pushed: act.pushed })
      case 'own-post':
        return await this.#write(act.account, { thread: act.thread, own: true })
      case 'burst':
        return await this.#burst(act.account, act.messages)
      case 'edit':
      case 'delete':
        return await this.#change(act)
      case 'reply':
        return await this.#reply(act)
      case 'press':
        return await this.#press(act)
      case 'retry':
        return await this.#retry(act.followup)
      case 'disable':
        await socialhub.act('disableChannel', { channelId: this.#channelAt(act.account) })
        return true
      case 'new-token':
        await socialhub.act('createNewToken', { channelId: this.#channelAt(act.account) })
        return true
      case 'network-fault': {
        const account = this.#accountAt(act.account)
        if (act.fault.reversed && !account.disorderly) return false
        await network.fault({ ...act.fault, account: account.name })
        return true
      }
      case 'refuse': {
        const { name } = this.#accountAt(act.account)
        await network.fault({ call: 'fetch', account: name, status: 401, times: act.times })
        await network.fault({ call: 'reply', account: name, status: 401, times: act.times })
        return true
      }
      case 'network-clock':
        await network.conditions({ clockAheadMs: act.aheadMs })
        return true
      case 'socialhub-fault':
        await socialhub.routeFault({
          ...act.fault,
          ...(act.account !== null && { channelId: this.#channelAt(act.account) }),
        })
        return true
      case 'webhook-fault':
        await socialhub.webhookFault(act.fault)
        return true
      case 'mail-fault':
        await mail.fault(act.fault, act.forMs)
        return true
      case 'kill':
        hosts.kill(act.host)
        return true
      case 'arm':
        hosts.arm(act.point)
        if (act.point.startsWith('channel.')) await this.#welcomeNewcomer()
        return true
      case 'freeze':
        await hosts.freeze(act.host, act.forMs)
        return true
      case 'restart-postgres':
        await postgres.restart(act.how)
        return true
      case 'kill-leader':
      case 'kill-member':
      case 'switchover':
        if (!this.#world.cluster) return false
        await this.#whilePeopleWrite(this.#world.cluster.perform(act.kind))
        return true
    }
  }

  /** A standstill can only be seen while people write; the plan may have come to its end meanwhile. */
  async #whilePeopleWrite(done: Promise<void>): Promise<void> {
    let isDone = false
    const end = () => {
      isDone = true
    }
    done.then(end, end)
    for (let place = 0; !isDone; place += 1) {
      const share = (place * NEXT_SHARE) % 1
      await this.#write(share, { thread: null, pushed: true })
      const ticket = pick(share, this.#tickets())
      if (ticket) await this.#answered(ticket, 'reply', `reply beside an outage ${place}`)
      await pause(WRITE_EVERY_MS)
    }
    await done
  }

  async #welcomeNewcomer(): Promise<void> {
    const integrations: IntegrationName[] = ['finding', 'blind', 'granted']
    const place = FIRST_NEWCOMER + this.#newcomers++
    await this.#world.connect(accountNamed(integrations[place % 3] ?? 'finding', place))
  }

  async #write(
    share: number,
    how: { thread: number | null; pushed?: boolean; own?: true; time?: string },
  ): Promise<boolean> {
    const { network } = this.#world
    const account = this.#accountAt(share)
    const known = this.#messages.get(account) ?? []
    this.#messages.set(account, known)
    const root = how.thread === null ? undefined : pick(how.thread, known.filter(isRoot))
    this.#written += 1
    const id = `message-${this.#life}${this.#written}-${account.name}`
    known.push({ id, isRoot: root === undefined })
    await network.add(account.name, {
      id,
      text: `message ${this.#written}`,
      author: how.own ? account.name : `Person ${this.#written % 17}`,
      ...(root && { root: root.id }),
      ...(how.own && { own: true }),
      ...(how.time !== undefined && { time: how.time }),
    })
    this.messages += 1
    if (how.pushed) await this.push(account)
    return true
  }

  /** Several messages that bear the same time. */
  async #burst(share: number, messages: number): Promise<boolean> {
    const time = new Date().toISOString()
    for (let count = 0; count < messages; count += 1) {
      await this.#write(share, { thread: count % 2 === 0 ? null : 0.999, time })
    }
    return true
  }

  async #change(act: Act & { kind: 'edit' | 'delete' }): Promise<boolean> {
    const { network } = this.#world
    const account = this.#accountAt(act.account)
    const known = this.#messages.get(account) ?? []
    const message = pick(act.message, known)
    if (!message) return false
    if (act.kind === 'delete') {
      known.splice(known.indexOf(message), 1)
      await network.delete(account.name, message.id)
    } else {
      this.#written += 1
      await network.edit(account.name, message.id, `edited to text ${this.#written}`)
    }
    return true
  }

  /**
   * On a slow machine there is no Ticket yet, or only such as may not be answered now: then
   * it waits and tries others, so that as many replies are sent as elsewhere.
   */
  async #reply({ ticket, actionId }: Act & { kind: 'reply' }): Promise<boolean> {
    this.#written += 1
    const text = `reply ${this.#written}`
    const until = performance.now() + TICKET_WITHIN_MS
    for (let share = ticket; ; share = (share + NEXT_SHARE) % 1) {
      const found = pick(share, this.#tickets())
      if (found && (await this.#answered(found, actionId, text))) return true
      if (performance.now() >= until) return false
      await pause(200)
    }
  }

  /** @returns whether SocialHub let an agent do so. */
  async #answered({ ticketId }: TicketSeen, actionId: string, text: string): Promise<boolean> {
    try {
      await this.#world.socialhub.act('reply', { ticketId, actionId, text })
      this.replies += 1
      return true
    } catch (error) {
      if (error instanceof NotAllowed) return false
      throw error
    }
  }

  /** Once for each Ticket and button, so that an effect on the Network tells whose it is. */
  async #press({ ticket, actionId }: Act & { kind: 'press' }): Promise<boolean> {
    const found = pick(ticket, this.#tickets())
    if (!found || this.#pressed.has(`${found.ticketId} ${actionId}`)) return false
    this.#pressed.add(`${found.ticketId} ${actionId}`)
    await this.#world.socialhub.act(actionId === 'hide' ? 'deleteInteraction' : 'pressButton', {
      ticketId: found.ticketId,
      actionId,
    })
    return true
  }

  async #retry(share: number): Promise<boolean> {
    const { socialhub } = this.#world
    const failed = pick<Followup>(share, await socialhub.list('followups', 'status=failed'))
    if (!failed) return false
    await socialhub.act('retryFollowup', { followupId: failed.id })
    return true
  }

  /**
   * One more conversation, when all faults are off: a message, its Ticket, a reply, of which its visitor is
   * told by mail. So each run has seen that way to its end, however fast the machine is.
   *
   * @returns what did not come to pass.
   */
  async converse(): Promise<readonly string[]> {
    const accounts = [...this.#world.channels.keys()]
    const place = accounts.findIndex(({ integration }) => integration === MAILS)
    const share = (place + 0.5) / accounts.length
    await this.#write(share, { thread: null })
    const id = this.#messages.get(this.#accountAt(share))?.at(-1)?.id
    const until = performance.now() + TICKET_WITHIN_MS
    for (;;) {
      const ticket = this.#tickets().find(({ networkItemId }) => networkItemId === id)
      if (ticket && (await this.#answered(ticket, 'reply', 'the last reply'))) return []
      if (performance.now() >= until) {
        return [`${id}, the last message, ${ticket ? 'can’t be answered' : 'is no Ticket'}`]
      }
      await pause(200)
    }
  }

  /** The Network's webhook: a hint that something is new. A lost one must cost no more than time. */
  async push({ name, integration }: PlannedAccount): Promise<void> {
    await got
      .post(`${this.#world.publicUrl}/p/${integration}/push`, {
        json: { account: name },
        retry: { limit: 0 },
        timeout: { request: 3_000 },
      })
      .catch(() => undefined)
  }

  #tickets(): readonly TicketSeen[] {
    return this.#world.socialhub.answerable
  }

  #accountAt(share: number): PlannedAccount {
    const account = pick(share, [...this.#world.channels.keys()])
    if (!account) throw new Error('a run without Channels')
    return account
  }

  #channelAt(share: number): string {
    return this.#world.channels.get(this.#accountAt(share)) ?? ''
  }
}

function pick<Value>(share: number, values: readonly Value[]): Value | undefined {
  return values[Math.floor(share * values.length)]
}

function isRoot(message: Known): boolean {
  return message.isRoot
}
