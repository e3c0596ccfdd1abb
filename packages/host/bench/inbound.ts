import { SocialHubClient } from '@hubward/socialhub'
import { StubMessages } from '@hubward/testkit/stub-network'
import { sql } from 'kysely'
import Value from 'typebox/value'
import { eventually, type Stage, setStage } from '../test/stage/stage.ts'
import type { Bench } from './report.ts'

/** How many messages wait in each Channel; fewer where each of them takes its time. */
const LOADS = [
  { channels: 1, latencyMs: 0, each: 1_000, script: 500 },
  { channels: 1, latencyMs: 50, each: 500, script: 100 },
  { channels: 200, latencyMs: 0, each: 20, script: 500 },
  { channels: 200, latencyMs: 50, each: 20, script: 100 },
]

/**
 * Messages per second from a stub Network to Tickets in the simulator, end to end, beside a plain
 * script that fetches and posts one after another and stores nothing.
 */
export const inbound: Bench = async ({ rounds, progress }) => {
  const rows = new Map<string, number[]>()
  const note = (what: string, value: number) => rows.set(what, [...(rows.get(what) ?? []), value])
  for (const { channels, latencyMs, each, script } of LOADS) {
    const name = `${channels} Channel${channels === 1 ? '' : 's'}, ${latencyMs} ms`
    for (let round = 0; round < rounds; round++) {
      const stage = await openStage(latencyMs)
      try {
        const accounts = Array.from({ length: channels }, (_, place) => `account-${place}`)
        for (const account of accounts) await stage.addChannel(account)
        const scripted = await plainScript(stage, script)
        const host = await whole(stage, accounts, each)
        progress(
          `${name}, round ${round + 1}: ${Math.round(host)}/s, script ${Math.round(scripted)}/s`,
        )
        note(`script, ${name}`, scripted)
        note(`host, ${name}`, host)
      } finally {
        await stage.close()
      }
    }
  }
  return {
    name: 'Inbound',
    about:
      'From a stub Network to Tickets in the simulator, each message a thread of its own. “50 ms” is how long SocialHub takes to answer. The script fetches and posts one after another and stores nothing. Network, simulator, PostgreSQL and host share the machine.',
    rows: [...rows].map(([what, values]) => ({
      what,
      unit: 'messages/s',
      values,
      ...(what.startsWith('host') && { against: what.replace('host', 'script') }),
    })),
  }
}

/** A SocialHub that is as slow as is said, and never asks for a pause. */
export async function openStage(latencyMs: number, config: object = {}): Promise<Stage> {
  const stage = await setStage({
    leaseMs: 30_000,
    simulator: { settings: { rateLimit: { limit: 1_000_000, windowMs: 60_000 } } },
    ...config,
  })
  if (latencyMs > 0) {
    stage.simulator.faults.routes.add({
      route: 'POST /inbox/tickets',
      fault: 'slow-answer',
      delayMs: latencyMs,
      times: 1_000_000_000,
    })
  }
  return stage
}

/** What somebody would write first: a page, a message, a Ticket, the next message. */
async function plainScript(stage: Stage, count: number): Promise<number> {
  const account = 'scripted'
  for (let number = 0; number < count; number++) stage.network.addMessage(account)
  const channel = stage.simulator.act.createCustomChannel({
    accountId: stage.simulator.accountId,
    name: account,
  })
  const client = new SocialHubClient({
    apiUrl: stage.simulator.apiUrl,
    accessToken: await stage.simulator.act.showToken({ channelId: channel.id }),
  })
  const began = performance.now()
  for (let after = 0, more = true; more; ) {
    const answer = await fetch(
      `${stage.network.url}/accounts/${account}/messages?after=${after}&limit=50`,
    )
    const page = Value.Parse(StubMessages, await answer.json())
    for (const { id, text, author, time, number } of page.messages) {
      await client.createTicket({
        interaction: {
          networkItemId: id,
          message: text,
          createdTime: time,
          interactor: { interactorId: `author-${author}`, name: author },
        },
      })
      after = number
    }
    more = page.more
  }
  return count / ((performance.now() - began) / 1_000)
}

/** A running host's Channels become due together; done when the last message is a Ticket. */
async function whole(stage: Stage, accounts: readonly string[], each: number): Promise<number> {
  const { db, network } = stage
  const host = await stage.startHost()
  const delivered = async () => {
    const { rows } = await sql<{ count: string }>`
      select count(*) from interactions where state = 'delivered'`.execute(db)
    return Number(rows[0]?.count)
  }
  // The first fetches find nothing, and load what is loaded once.
  await eventually(
    async () => {
      const { rows } = await sql<{ count: string }>`
        select count(*) from channels where fetched_at is not null`.execute(db)
      return Number(rows[0]?.count)
    },
    (count) => count === accounts.length,
  )
  for (const account of accounts) {
    for (let number = 0; number < each; number++) network.addMessage(account)
  }
  const began = performance.now()
  await sql`update channels set fetch_due_at = now()`.execute(db)
  await sql`update turns set due_at = now() where holder is null`.execute(db)
  await eventually(delivered, (count) => count === accounts.length * each, 300_000)
  const seconds = (performance.now() - began) / 1_000
  await host.stop()
  return (accounts.length * each) / seconds
}
