import { setTimeout as pause } from 'node:timers/promises'
import type { MailPerformer } from './performer.ts'
import type { MailWorld } from './world.ts'

const LOOK_EVERY_MS = 600
/** Longer than an event takes that is only tried again. */
const HELD_MS = 15_000

/** Ends all faults, and waits until nothing is left to do. @returns what is still under way. */
export async function becomeQuiet(
  world: MailWorld,
  performer: MailPerformer,
  withinMs: number,
): Promise<readonly string[]> {
  const { hosts, relay, socialhub, servers } = world
  relay.forget()
  await Promise.all([hosts.leaveAlone(), socialhub.endFaults()])
  const deadline = AbortSignal.timeout(withinMs)
  let wasQuiet = false
  let releasedAt = performance.now()
  for (;;) {
    const unsettled = await look(world, performer).catch((error) => [String(error)])
    if (unsettled.length === 0 && wasQuiet) break
    if (deadline.aborted) return unsettled.length > 0 ? unsettled : ['it never stayed quiet']
    wasQuiet = unsettled.length === 0
    if (!wasQuiet && performance.now() - releasedAt > HELD_MS) {
      releasedAt = performance.now()
      await releaseHeldEvents(world, performer)
    }
    await pause(LOOK_EVERY_MS)
  }
  await servers.smtp.delivered()
  return []
}

async function look({ pool, socialhub }: MailWorld, performer: MailPerformer): Promise<string[]> {
  const { rows } = await pool.query<{ what: string }>(`
    select 'mail ' || network_item_id || ' waits' as what from interactions where state = 'stored'
    union all
    select 'action ' || id || ' is ' || state || ', attempt ' || attempts from ticket_actions
      where state not in ('confirmed', 'unconfirmed', 'reset')
    union all
    select network_id || ' is ' || state from channels where state <> 'active'`)
  const sending = await socialhub.list('ticket-actions')
  const waiting = sending.filter(({ status }) => status === 'sending' || status === 'accepted')
  const texts = socialhub.arrivals.map(({ message }) => message)
  const missing = performer.mails.filter(({ word }) => !texts.some((text) => text.includes(word)))
  return [
    ...rows.map(({ what }) => what),
    ...waiting.map(({ id, status }) => `SocialHub waits for action ${id}, which is ${status}`),
    ...missing.map(({ word }) => `${word} is no Ticket`),
  ]
}

/** An event that was held until the Channel's next one needs a next one: a last reply. */
async function releaseHeldEvents(
  { socialhub }: MailWorld,
  performer: MailPerformer,
): Promise<void> {
  const sending = await socialhub.list('ticket-actions', 'status=sending')
  const young = Date.now() - HELD_MS
  for (const [channelId, actions] of Map.groupBy(sending, (action) => action.channelId)) {
    if (actions.some(({ createdTime }) => Date.parse(createdTime) > young)) continue
    const ticket = socialhub.arrivals.findLast(
      (one) => one.channelId === channelId && !one.isReply && one.message.includes('mail-'),
    )
    if (ticket) await performer.reply(ticket.ticketId)
  }
}
