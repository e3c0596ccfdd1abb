import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { measure, signRequests } from './load.ts'
import { type Bench, quantile } from './report.ts'
import { openWebhookStage, type ServerKind, type WebhookStage } from './webhook-stage.ts'

const EVENTS = 100_000
/** As many as this are on their way at the same moment. */
const CONNECTIONS = 256
const PROBE_EVERY_MS = 100
const LOOK_EVERY_MS = 500

/**
 * A flood of events for one Channel, and one event now and then for another: how long the other waits,
 * and how much memory the flood takes. One round, since it takes its time.
 */
export const flood: Bench = async ({ progress }) => {
  const stage = await openWebhookStage(2)
  const rows: { what: string; unit: string; values: number[]; against?: string }[] = []
  for (const kind of ['baseline', 'host with turns'] as const) {
    const { perSecond, otherMs, idleMb, mostMb } = await measureFlood(stage, kind)
    progress(`${kind}: ${Math.round(perSecond)}/s, the other Channel waited ${otherMs.at(-1)} ms`)
    const row = (what: string, unit: string, value: number) =>
      rows.push({
        what: `${kind}: ${what}`,
        unit,
        values: [value],
        ...(kind !== 'baseline' && { against: `baseline: ${what}` }),
      })
    row('events of the flood', '1/s', perSecond)
    row('an event of the other Channel, p50', 'ms', quantile(otherMs, 0.5))
    row('an event of the other Channel, p99', 'ms', quantile(otherMs, 0.99))
    row('an event of the other Channel, longest', 'ms', otherMs.at(-1) ?? Number.NaN)
    row('memory before', 'MB', idleMb)
    row('memory, most', 'MB', mostMb)
  }
  await stage.close()
  return {
    name: 'Flood',
    about: `${EVENTS.toLocaleString('en')} events for one Channel over ${CONNECTIONS.toLocaleString('en')} connections, and every ${PROBE_EVERY_MS} ms one for another Channel over a connection of its own. Baseline as in “Webhook”.`,
    rows,
  }
}

async function measureFlood({ startServer, target }: WebhookStage, kind: ServerKind) {
  const server = await startServer(kind)
  const [flooded = '', other = ''] = target.channelIds
  const memory = async () => {
    const status = await readFile(`/proc/${server.process.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024
  }
  const one = { ...target, channelIds: [other] }
  // All beforehand: to sign takes the CPU of this process, in which the other Channel's time is taken.
  const requests = signRequests({ ...target, channelIds: [flooded] }, EVENTS)
  await measure(server.url, signRequests(one, 100), 1)
  const idleMb = await memory()
  let over = false
  let mostMb = 0
  let sent = 100
  const otherMs: number[] = []
  const probing = (async () => {
    while (!over) {
      const { latenciesMs } = await measure(server.url, signRequests(one, 1), 1)
      sent += 1
      otherMs.push(Math.round(latenciesMs[0] ?? Number.NaN))
      await pause(PROBE_EVERY_MS)
    }
  })()
  const looking = (async () => {
    while (!over) {
      mostMb = Math.max(mostMb, await memory())
      await pause(LOOK_EVERY_MS)
    }
  })()
  const { perSecond } = await measure(server.url, requests, CONNECTIONS)
  over = true
  await Promise.all([probing, looking])
  await server.end(EVENTS + sent)
  return {
    perSecond,
    otherMs: otherMs.toSorted((a, b) => a - b),
    idleMb,
    mostMb,
  }
}
