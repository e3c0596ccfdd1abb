import { CRASH_POINTS, type CrashPoint } from '@hubward/host'
import { mailFault, networkFault, socialhubFault, webhookFault } from './faults.ts'
import { SeededRandom } from './seeded-random.ts'
import type { Act, IntegrationName, Plan, PlannedAccount, Step } from './step.ts'

/** Beyond the four seconds of a lease. */
const FROZEN_MS = [4_500, 8_000] as const
const HOUR_MS = 3_600_000

/** How often something happens on the average, and how often at least in the shortest run. */
type Often = Readonly<Record<Act['kind'], { everyMs: number; atLeast: number }>>

const NEVER = { everyMs: Number.POSITIVE_INFINITY, atLeast: 0 }

const OFTEN: Often = {
  message: { everyMs: 250, atLeast: 40 },
  burst: { everyMs: 4_000, atLeast: 3 },
  'own-post': { everyMs: 4_000, atLeast: 3 },
  edit: { everyMs: 900, atLeast: 10 },
  delete: { everyMs: 4_000, atLeast: 3 },
  reply: { everyMs: 600, atLeast: 20 },
  press: { everyMs: 1_500, atLeast: 8 },
  retry: { everyMs: 2_500, atLeast: 4 },
  disable: { everyMs: 35_000, atLeast: 1 },
  'new-token': { everyMs: 45_000, atLeast: 1 },
  'network-fault': { everyMs: 1_200, atLeast: 8 },
  refuse: { everyMs: 60_000, atLeast: 0 },
  'network-clock': { everyMs: 60_000, atLeast: 1 },
  'socialhub-fault': { everyMs: 1_200, atLeast: 8 },
  'webhook-fault': { everyMs: 2_000, atLeast: 6 },
  'mail-fault': { everyMs: 8_000, atLeast: 1 },
  kill: { everyMs: 5_000, atLeast: 3 },
  arm: { everyMs: 2_600, atLeast: 5 },
  freeze: { everyMs: 20_000, atLeast: 1 },
  'restart-postgres': { everyMs: 70_000, atLeast: 1 },
  'kill-leader': NEVER,
  'kill-member': NEVER,
  switchover: NEVER,
}

/**
 * With a cluster only that one and the hosts fail, so that what the report says of a standstill is not
 * the doing of something else. A kill of the leader takes half a minute until all members are back.
 */
const OFTEN_WITH_CLUSTER: Often = {
  ...OFTEN,
  message: { everyMs: 500, atLeast: 20 },
  reply: { everyMs: 1_000, atLeast: 10 },
  disable: NEVER,
  'new-token': NEVER,
  'network-fault': NEVER,
  refuse: NEVER,
  'network-clock': NEVER,
  'socialhub-fault': NEVER,
  'webhook-fault': NEVER,
  'mail-fault': NEVER,
  kill: { everyMs: 12_000, atLeast: 2 },
  arm: { everyMs: 8_000, atLeast: 2 },
  freeze: NEVER,
  'restart-postgres': NEVER,
  'kill-leader': { everyMs: 30_000, atLeast: 1 },
  'kill-member': { everyMs: 60_000, atLeast: 1 },
  switchover: { everyMs: 60_000, atLeast: 1 },
}

/** The same seed, duration and number of hosts make the same plan. */
export function makePlan(options: {
  seed: number
  durationMs: number
  hosts: number
  accountsPerIntegration: number
  strictGrants: boolean
  workers?: boolean
  cluster?: boolean
  /** Whether no host is killed, so that a standstill is the cluster's alone. */
  spareHosts?: boolean
}): Plan {
  const { seed, durationMs, hosts, accountsPerIntegration, strictGrants } = options
  const { workers = false, cluster = false, spareHosts = false } = options
  const steps = Object.entries({
    ...(cluster ? OFTEN_WITH_CLUSTER : OFTEN),
    ...(spareHosts && { kill: NEVER, arm: NEVER, freeze: NEVER }),
  }).flatMap(([kind, { everyMs, atLeast }]) => {
    const random = new SeededRandom(seed, kind)
    const times = Math.max(atLeast, Math.round(durationMs / everyMs))
    const acts = actsOf(kind as Act['kind'], times, random, hosts)
    // Once in each equal part, so that rare things neither fall together nor fail to come.
    return acts.map((act, place): Step => {
      const part = durationMs / times
      return { atMs: Math.round((place + random.share()) * part), ...act }
    })
  })
  const accounts = (['finding', 'blind', 'granted'] as const).flatMap((integration) =>
    Array.from({ length: accountsPerIntegration }, (_, place) => accountNamed(integration, place)),
  )
  return {
    seed,
    durationMs,
    hosts,
    strictGrants,
    workers,
    cluster,
    accounts,
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
  }
}

export function accountNamed(integration: IntegrationName, place: number): PlannedAccount {
  return { name: `${integration}-${place}`, integration, place, disorderly: place % 2 === 1 }
}

export function actsOf(
  kind: Act['kind'],
  times: number,
  random: SeededRandom,
  hosts: number,
): Act[] {
  // Every point comes up before one comes up again.
  const points: CrashPoint[] = []
  while (points.length < times) points.push(...random.shuffled(CRASH_POINTS))
  return Array.from({ length: times }, (_, place) =>
    actOf(kind, random, hosts, points[place] ?? 'turn.ending'),
  )
}

function actOf(kind: Act['kind'], random: SeededRandom, hosts: number, point: CrashPoint): Act {
  const account = random.share()
  const thread = random.chance(50) ? random.share() : null
  const host = random.number(0, hosts - 1)
  switch (kind) {
    case 'message':
      return { kind, account, thread, pushed: random.chance(40) }
    case 'burst':
      return { kind, account, messages: random.number(2, 12) }
    case 'own-post':
      return { kind, account, thread }
    case 'edit':
    case 'delete':
      return { kind, account, message: random.share() }
    case 'reply':
      return { kind, ticket: random.share(), actionId: random.oneOf(['reply', 'reply-once']) }
    case 'press':
      return {
        kind,
        ticket: random.share(),
        actionId: random.oneOf(['like', 'count', 'count', 'hide']),
      }
    case 'retry':
      return { kind, followup: random.share() }
    case 'disable':
    case 'new-token':
      return { kind, account }
    case 'network-fault':
      return { kind, account, fault: networkFault(random) }
    case 'refuse':
      return { kind, account, times: random.number(1, 3) }
    case 'network-clock':
      return { kind, aheadMs: random.oneOf([-HOUR_MS, HOUR_MS, 0]) }
    case 'socialhub-fault':
      return { kind, account: random.chance(50) ? account : null, fault: socialhubFault(random) }
    case 'webhook-fault':
      return { kind, fault: webhookFault(random) }
    case 'mail-fault':
      return { kind, fault: mailFault(random), forMs: random.number(200, 2_000) }
    case 'kill':
      return { kind, host }
    case 'arm':
      return { kind, point }
    case 'freeze':
      return { kind, host, forMs: random.number(...FROZEN_MS) }
    case 'restart-postgres':
      return { kind, how: random.oneOf(['fast', 'crash']) }
    case 'kill-leader':
    case 'kill-member':
    case 'switchover':
      return { kind }
  }
}
