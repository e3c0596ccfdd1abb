import { setTimeout as pause } from 'node:timers/promises'
import type { Performer } from './performer.ts'
import type { PlannedAccount } from './plan/step.ts'
import { reconnectChannel } from './stage/customer.ts'
import type { World } from './stage/world.ts'

const LOOK_EVERY_MS = 600
const PUSH_EVERY_MS = 2_000

/** What is still under way, in words. */
type Unsettled = readonly string[]

/** As the host's table has it. */
interface StoredChannel {
  readonly network_id: string
  readonly state: string
  readonly read: string | null
}

/** Customers whose Channel stopped bring it back, for as long as the run goes on. */
export class Reconnecting {
  readonly #world: World
  readonly #underWay = new Map<PlannedAccount, Promise<void>>()
  count = 0

  constructor(world: World) {
    this.#world = world
  }

  /** @returns the states of all Channels, as the host has them. */
  async look(signal: AbortSignal): Promise<readonly StoredChannel[]> {
    const { rows } = await this.#world.pool.query<StoredChannel>(
      `select network_id, state, position->>'number' as read from channels`,
    )
    for (const [account, channelId] of this.#world.channels) {
      const state = rows.find((row) => row.network_id === account.name)?.state
      if (state === undefined || state === 'active' || this.#underWay.has(account)) continue
      this.count += 1
      const done = reconnectChannel(this.#world.socialhub, channelId, account, signal)
        .catch(() => undefined)
        .finally(() => this.#underWay.delete(account))
      this.#underWay.set(account, done)
    }
    return rows
  }

  async finished(): Promise<void> {
    await Promise.all(this.#underWay.values())
  }
}

/** Ends all faults, and waits until nothing is left to do. @returns what is still under way. */
export async function becomeQuiet(
  world: World,
  performer: Performer,
  reconnecting: Reconnecting,
  withinMs: number,
): Promise<Unsettled> {
  const { hosts, network, socialhub, mail } = world
  mail.endFaults()
  await Promise.all([
    hosts.leaveAlone(),
    network.endFaults(),
    network.conditions({ clockAheadMs: 0 }),
    socialhub.endFaults(),
  ])
  const deadline = AbortSignal.timeout(withinMs)
  let settledOnce = false
  let pushedAt = Number.NEGATIVE_INFINITY
  for (;;) {
    if (performance.now() - pushedAt > PUSH_EVERY_MS) {
      pushedAt = performance.now()
      await Promise.all([...world.channels.keys()].map((account) => performer.push(account)))
      await releaseHeldEvents(world)
      await world.operator.look()
      await passMailTime(world)
    }
    const unsettled = await look(world, reconnecting, deadline).catch((error) => [String(error)])
    if (unsettled.length === 0 && settledOnce) return []
    if (deadline.aborted) return unsettled.length > 0 ? unsettled : ['it never stayed quiet']
    settledOnce = unsettled.length === 0
    await pause(LOOK_EVERY_MS)
  }
}

/** Longer than an event takes that is only tried again. */
const HELD_MS = 15_000

/**
 * An event that was held until the Channel's next one needs a next one: a last reply, wherever
 * SocialHub still waits for an event to be taken.
 */
async function releaseHeldEvents({ socialhub }: World): Promise<void> {
  const sending = await socialhub.list('ticket-actions', 'status=sending')
  const young = Date.now() - HELD_MS
  // One that was released a moment ago may still need all its tries.
  const byChannel = Map.groupBy(sending, ({ channelId }) => channelId)
  for (const [channelId, actions] of byChannel) {
    if (actions.some(({ createdTime }) => Date.parse(createdTime) > young)) continue
    const tickets = await socialhub.list('tickets', `channelId=${channelId}&deleted=false`)
    const ticket = tickets.findLast(({ hidden, followupToId }) => !hidden && !followupToId)
    if (!ticket) continue
    const last = { ticketId: ticket.id, actionId: 'reply', text: 'a last reply' }
    // Refused while the Channel is switched off: tried again with the next look.
    await socialhub.act('reply', last).catch(() => undefined)
  }
}

/**
 * What a dead host had of a mail is another's only after minutes, by PostgreSQL's clock: here, after 15
 * seconds. And what the mail server refused for now is tried at once.
 */
async function passMailTime({ pool }: World): Promise<void> {
  await pool.query(`
    update visitor_mails set due_at = now() where state in ('due', 'sending') and due_at > now()
      and due_at < now() + case state when 'sending' then interval '105 seconds'
        else interval '165 seconds' end`)
}

async function look(
  world: World,
  reconnecting: Reconnecting,
  signal: AbortSignal,
): Promise<Unsettled> {
  const { channels, network, pool, socialhub } = world
  const stored = await reconnecting.look(signal)
  const lengths = await network.logLengths()
  const unsettled: string[] = []
  for (const account of channels.keys()) {
    const channel = stored.find(({ network_id }) => network_id === account.name)
    const length = lengths[account.name] ?? 0
    if (channel?.state !== 'active') unsettled.push(`${account.name} is ${channel?.state}`)
    else if (Number(channel.read ?? 0) < length) {
      unsettled.push(`${account.name} was read to ${channel.read} of ${length}`)
    }
  }
  const { rows } = await pool.query<{ what: string }>(`
    select 'message ' || network_item_id || ' waits' as what from interactions where state = 'stored'
    union all
    select 'a revision of ' || r.network_item_id || ' waits'
      from revisions r join interactions i using (channel_id, network_item_id)
      where r.state = 'stored' and i.ticket_id is not null
    union all
    select 'action ' || id || ' is ' || state || ', attempt ' || attempts from ticket_actions
      where state not in ('confirmed', 'unconfirmed', 'reset')
    union all
    select 'mail ' || id || ' is ' || state from visitor_mails where state in ('due', 'sending')`)
  unsettled.push(...rows.map(({ what }) => what), ...(await world.mail.read()))
  const waiting = [
    ...(await socialhub.list('ticket-actions', 'status=sending')),
    ...(await socialhub.list('ticket-actions', 'status=accepted&type=reply')),
  ]
  for (const { type, followupId, id } of waiting) {
    unsettled.push(`SocialHub waits for ${type} ${followupId ?? id}`)
  }
  return unsettled
}
