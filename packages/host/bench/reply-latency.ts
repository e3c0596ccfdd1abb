import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { eventually, type Stage } from '../test/stage/stage.ts'
import { openStage } from './inbound.ts'
import { collectSteps, type TimedReply } from './reply-steps.ts'
import { type Bench, quantile } from './report.ts'

const CHANNELS = 50
const REPLIES = { idle: 200, busy: 100 }
/** Not counted: what is loaded once, connections that are opened, and what each of them plans once. */
const WARM_UP = 100
/** Between two replies: an idle host has done with the one before. */
const APART_MS = 30
/** Messages that each Channel has waiting while replies are measured under load. */
const LOAD_EACH = 400

/**
 * From SocialHub sending its webhook until the Network has received the reply, in one process that
 * plays both: idle, and while messages come in as fast as they can.
 */
export const replyLatency: Bench = async ({ rounds, progress, trace }) => {
  const rows = new Map<string, number[]>()
  const note = (what: string, value: number) => rows.set(what, [...(rows.get(what) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    for (const busy of [false, true]) {
      const stage = await openStage(busy ? 50 : 0)
      const steps = trace ? await collectSteps() : undefined
      try {
        const { replies, stopMs } = await measureReplies(stage, busy, steps?.config)
        const latencies = replies
          .map(({ sentAt, receivedAt }) => receivedAt - sentAt)
          .toSorted(rising)
        const name = busy ? 'under inbound load' : 'idle'
        const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
        progress(`round ${round + 1}, ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
        note(`${name}: p50`, p50)
        note(`${name}: p99`, p99)
        note(`${name}: the host's graceful stop`, stopMs)
        for (const line of steps?.slowest(replies) ?? []) progress(`${name}: ${line}`)
      } finally {
        steps?.close()
        await stage.close()
      }
    }
  }
  return {
    name: 'Reply latency',
    about: `From SocialHub's webhook request to the Network's receiving the reply, ${REPLIES.idle} replies in turn (under load ${REPLIES.busy}) over ${CHANNELS} Channels. Under load each Channel has ${LOAD_EACH} messages waiting, and SocialHub takes 50 ms for each Ticket.`,
    rows: [...rows].map(([what, values]) => ({ what, unit: 'ms', values })),
  }
}

interface Measured {
  readonly replies: readonly TimedReply[]
  readonly stopMs: number
}

const rising = (a: number, b: number) => a - b

async function measureReplies(stage: Stage, busy: boolean, config = {}): Promise<Measured> {
  const { db, network, simulator } = stage
  const accounts = Array.from({ length: CHANNELS }, (_, place) => `account-${place}`)
  for (const account of accounts) {
    await stage.addChannel(account)
    network.addMessage(account)
  }
  const host = await stage.startHost({ config })
  await eventually(
    () => Object.keys(simulator.state.data.tickets).length,
    (count) => count === CHANNELS,
  )
  const tickets = Object.values(simulator.state.data.tickets)
  if (busy) {
    for (const account of accounts) {
      for (let number = 0; number < LOAD_EACH; number++) network.addMessage(account)
    }
    await sql`update channels set fetch_due_at = now()`.execute(db)
    await sql`update turns set due_at = now() where holder is null`.execute(db)
    await eventually(
      () => Object.keys(simulator.state.data.tickets).length,
      (count) => count > 2 * CHANNELS,
    )
  }
  const replies: TimedReply[] = []
  const count = WARM_UP + (busy ? REPLIES.busy : REPLIES.idle)
  for (let number = 0; number < count; number++) {
    const ticket = tickets[number % tickets.length]
    const account = simulator.state.data.channels[ticket?.channelId ?? '']?.networkId ?? ''
    const published = network.nextEffect('reply', account)
    const sentAt = now()
    const ticketId = ticket?.id ?? ''
    simulator.act.reply({ ticketId, actionId: 'reply', text: randomUUID() })
    await published
    if (number >= WARM_UP) replies.push({ ticketId, sentAt, receivedAt: now() })
    await pause(APART_MS)
  }
  const asked = performance.now()
  await host.stop()
  const stopMs = performance.now() - asked
  return { replies, stopMs }
}

/** Milliseconds since 1970, finer than `Date` tells them. */
function now(): number {
  return performance.timeOrigin + performance.now()
}
