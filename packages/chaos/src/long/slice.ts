import { CRASH_POINTS, type CrashPoint } from '@hubward/host'
import { actsOf } from '../plan/plan.ts'
import { SeededRandom } from '../plan/seeded-random.ts'
import type { Act } from '../plan/step.ts'

/** What a long run comes to, however long it takes. */
export interface Goals {
  readonly messages: number
  readonly replies: number
  readonly kills: number
}

/** What has been planned before a slice. */
export type Planned = Goals

/** Half of all messages come in bursts of this many, on the average. */
const BURST = 7

/** How often the rest comes with a thousand messages. */
const WITH_A_THOUSAND: Partial<Record<Act['kind'], number>> = {
  'own-post': 10,
  edit: 40,
  delete: 10,
  press: 60,
  retry: 30,
  disable: 0.5,
  'new-token': 0.4,
  'network-fault': 15,
  refuse: 0.4,
  'network-clock': 0.3,
  'socialhub-fault': 15,
  'webhook-fault': 12,
  'mail-fault': 2,
  freeze: 0.5,
  'restart-postgres': 0.15,
}

/**
 * The next part of a plan without an end: so many messages, replies and kills, and what else belongs to so
 * many messages, in the order in which it happens. The same seed and the same things planned before make the
 * same slice.
 */
export function makeSlice(
  { seed, hosts, cluster }: { seed: number; hosts: number; cluster: boolean },
  before: Planned,
  want: Goals,
): readonly Act[] {
  const random = (kind: string) => new SeededRandom(seed, `${kind} after ${before.messages}`)
  const acts = (kind: Act['kind'], times: number) => actsOf(kind, times, random(kind), hosts)
  const bursts = acts('burst', Math.floor(want.messages / 2 / BURST))
  const inBursts = bursts.reduce((sum, act) => sum + (act.kind === 'burst' ? act.messages : 0), 0)
  // Every other kill is one at random.
  const kills = Array.from({ length: want.kills }, (_, place) => before.kills + place)
  const atPoints = kills
    .filter((kill) => kill % 2 === 0)
    .map((kill): Act => ({ kind: 'arm', point: pointAt(seed, kill / 2) }))
  const rest = Object.entries(WITH_A_THOUSAND).flatMap(([kind, times]) => {
    if (cluster && kind === 'restart-postgres') return []
    const until = (messages: number) => Math.round((messages * times) / 1_000)
    const count = until(before.messages + want.messages) - until(before.messages)
    return acts(kind as Act['kind'], count)
  })
  const kinds = [
    bursts,
    acts('message', Math.max(0, want.messages - inBursts)),
    acts('reply', want.replies),
    acts('kill', kills.length - atPoints.length),
    atPoints,
    ...Object.values(Object.groupBy(rest, ({ kind }) => kind)),
  ]
  return kinds
    .flatMap((list, which) => {
      const share = random(`order ${which}`)
      return list.map((act, place) => ({ act, at: (place + share.share()) / list.length }))
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ act }) => act)
}

/** Every point comes up before one comes up again. */
function pointAt(seed: number, number: number): CrashPoint {
  const turn = Math.floor(number / CRASH_POINTS.length)
  const points = new SeededRandom(seed, `points ${turn}`).shuffled(CRASH_POINTS)
  return points[number % CRASH_POINTS.length] ?? 'turn.ending'
}
