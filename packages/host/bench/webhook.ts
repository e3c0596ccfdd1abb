import { measure, signRequests } from './load.ts'
import { type Bench, quantile } from './report.ts'
import {
  CONNECTIONS_TO_POSTGRES,
  openWebhookStage,
  type ServerKind,
  type WebhookStage,
} from './webhook-stage.ts'

const CHANNELS = 200
/** Connections of the load generator, and how many requests go over them in a round. */
const LOADS = [
  { connections: 1, requests: 1_000 },
  { connections: 32, requests: 8_000 },
]
/** Not counted: code that is new to V8 costs more, and the host has more of it than a bare handler. */
const WARM_UP = { connections: 32, requests: 4_000 }
const KINDS = ['baseline', 'host', 'host with turns'] as const

/**
 * Accepted webhooks per second: the host beside a bare handler with a single INSERT, one after the
 * other in each round, on the same database (fsync on, and with a history), with pools of the same size.
 */
export const webhook: Bench = async ({ rounds, progress }) => {
  const stage = await openWebhookStage(CHANNELS)
  const found = new Map<string, number[]>()
  const note = (what: string, value: number) => found.set(what, [...(found.get(what) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    for (const kind of KINDS) {
      for (const { connections, requests } of LOADS) {
        const { perSecond, latenciesMs } = await load(stage, kind, connections, requests)
        progress(
          `round ${round + 1}: ${kind}, ${connections} connections: ${Math.round(perSecond)}/s`,
        )
        const name = `${kind}, ${connections} connection${connections === 1 ? '' : 's'}`
        note(`${name}: accepted|1/s`, perSecond)
        note(`${name}: p50|ms`, quantile(latenciesMs, 0.5))
        note(`${name}: p99|ms`, quantile(latenciesMs, 0.99))
      }
    }
  }
  await stage.close()
  return {
    name: 'Webhook',
    about: `SocialHub's events, accepted and durable. Baseline: a bare handler that verifies and does one INSERT. ${CHANNELS} Channels, pools of ${CONNECTIONS_TO_POSTGRES} connections, fsync on, 20,000 Ticket Actions of before, ${WARM_UP.requests.toLocaleString('en')} requests to warm up, load generator and PostgreSQL on the same machine.`,
    rows: [...found].map(([key, values]) => {
      const [what = '', unit = ''] = key.split('|')
      const against = what.replace(/^host( with turns)?/, 'baseline')
      return { what, unit, values, ...(against !== what && { against }) }
    }),
  }
}

async function load(stage: WebhookStage, kind: ServerKind, connections: number, requests: number) {
  const server = await stage.startServer(kind)
  await measure(server.url, signRequests(stage.target, WARM_UP.requests), WARM_UP.connections)
  const measured = await measure(server.url, signRequests(stage.target, requests), connections)
  await server.end(requests + WARM_UP.requests)
  return measured
}
