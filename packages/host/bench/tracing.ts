import { once } from 'node:events'
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { eventually, type Stage } from '../test/stage/stage.ts'
import { openStage } from './inbound.ts'
import { measure, signRequests } from './load.ts'
import { cpuMsOf } from './process-times.ts'
import type { Bench } from './report.ts'
import { openWebhookStage, type WebhookStage } from './webhook-stage.ts'

const CHANNELS = 50
/** Of each Channel: before it counts, and then. Much of both, since code that is new to V8 costs more. */
const WARM_UP_EACH = 60
const EACH = 80
const EVENTS_WARM_UP = 4_000
const EVENTS = 12_000
const CONNECTIONS = 32

/**
 * What traces cost: the processor time of a host for each message and each event, with tracing off and
 * on. Both in each round, the order turned round each time, so that a machine which slows down meanwhile
 * harms both alike.
 */
export const tracing: Bench = async ({ rounds, progress }) => {
  const collector = await startCollector()
  const found = new Map<string, number[]>()
  const note = (what: string, value: number) => found.set(what, [...(found.get(what) ?? []), value])
  const messages = await openStage(0)
  const events = await openWebhookStage(CHANNELS)
  const accounts = Array.from({ length: CHANNELS }, (_, place) => `account-${place}`)
  for (const account of accounts) await messages.addChannel(account)
  try {
    for (let round = 0; round < rounds; round++) {
      for (const how of round % 2 === 0 ? ['off', 'on'] : ['on', 'off']) {
        const config = how === 'on' ? { tracing: { endpoint: collector.url } } : {}
        const ofMessage = await cpuOfMessages(messages, accounts, config)
        const ofEvent = await cpuOfEvents(events, config)
        note(`tracing ${how}: CPU per message`, ofMessage)
        note(`tracing ${how}: CPU per event`, ofEvent)
        progress(`round ${round + 1}, ${how}: ${ofMessage.toFixed(3)}, ${ofEvent.toFixed(3)} ms`)
      }
    }
    if (collector.bytes() === 0) throw new Error('nothing came to the collector')
  } finally {
    await messages.close()
    await events.close()
    collector.close()
  }
  return {
    name: 'Tracing',
    about: `The processor time of a host process, with tracing off, and with all traces sent to a collector. ${EACH} messages in each of ${CHANNELS} Channels become Tickets; ${EVENTS.toLocaleString('en')} events are accepted over ${CONNECTIONS} connections, and wake as many turns.`,
    rows: [...found].map(([what, values]) => ({
      what,
      unit: 'ms',
      values,
      ...(what.includes(' on:') && { against: what.replace(' on:', ' off:') }),
    })),
  }
}

async function cpuOfMessages(
  stage: Stage,
  accounts: readonly string[],
  config: object,
): Promise<number> {
  const host = await stage.startHost({ config })
  const pid = host.child.pid ?? 0
  await deliver(stage, accounts, WARM_UP_EACH)
  const before = await cpuMsOf(pid)
  await deliver(stage, accounts, EACH)
  const cpuMs = (await cpuMsOf(pid)) - before
  await host.stop()
  return cpuMs / (accounts.length * EACH)
}

/** All Channels become due together; done when the last message is a Ticket. */
async function deliver({ db, network }: Stage, accounts: readonly string[], each: number) {
  const count = async () => {
    const { rows } = await sql<{ count: string }>`
      select count(*) from interactions where state = 'delivered'`.execute(db)
    return Number(rows[0]?.count)
  }
  const before = await count()
  for (const account of accounts) {
    for (let number = 0; number < each; number++) network.addMessage(account)
  }
  await sql`update channels set fetch_due_at = now()`.execute(db)
  await sql`update turns set due_at = now() where holder is null`.execute(db)
  await eventually(count, (now) => now === before + accounts.length * each, 300_000)
}

async function cpuOfEvents(stage: WebhookStage, config: object): Promise<number> {
  const server = await stage.startServer('host with turns', config)
  const pid = server.process.pid ?? 0
  await measure(server.url, signRequests(stage.target, EVENTS_WARM_UP), CONNECTIONS)
  const requests = signRequests(stage.target, EVENTS)
  const before = await cpuMsOf(pid)
  await measure(server.url, requests, CONNECTIONS)
  const cpuMs = (await cpuMsOf(pid)) - before
  await server.end(EVENTS_WARM_UP + EVENTS)
  return cpuMs / EVENTS
}

/** Takes all and looks at nothing. */
async function startCollector() {
  let bytes = 0
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.on('end', () => response.writeHead(200).end('{}'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    bytes: () => bytes,
    close: () => void server.close(),
  }
}
