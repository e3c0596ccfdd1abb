import { CRASH_POINTS, type CrashPoint } from '@hubward/host'
import { Dice } from './dice.ts'
import { networkFault, socialhubFault, webhookFault } from './faults.ts'
import type { Act, IntegrationName, Plan, PlannedAccount, Step } from './step.ts'

/** Beyond the four seconds of a lease. */
const FROZEN_MS = [4_500, 8_000] as const
const HOUR_MS = 3_600_000

/** How often something happens on the average, and how often at least in the shortest run. */
const OFTEN: Readonly<Record<Act['kind'], { everyMs: number; atLeast: number }>> = {
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
  kill: { everyMs: 5_000, atLeast: 3 },
  arm: { everyMs: 2_600, atLeast: 5 },
  freeze: { everyMs: 20_000, atLeast: 1 },
  'restart-postgres': { everyMs: 70_000, atLeast: 1 },
}

/** The same seed, duration and number of hosts make the same plan. */
export function makePlan(options: {
  seed: number
  durationMs: number
  hosts: number
  accountsPerIntegration: number
  strictGrants: boolean
  workers?: boolean
}): Plan {
  const { seed, durationMs, hosts, accountsPerIntegration, strictGrants, workers = false } = options
  const steps = Object.entries(OFTEN).flatMap(([kind, { everyMs, atLeast }]) => {
    const dice = new Dice(seed, kind)
    const times = Math.max(atLeast, Math.round(durationMs / everyMs))
    const acts = actsOf(kind as Act['kind'], times, dice, hosts)
    // Once in each equal part, so that rare things neither fall together nor fail to come.
    return acts.map((act, place): Step => {
      const part = durationMs / times
      return { atMs: Math.round((place + dice.share()) * part), ...act }
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
    accounts,
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
  }
}

export function accountNamed(integration: IntegrationName, place: number): PlannedAccount {
  return { name: `${integration}-${place}`, integration, disorderly: place % 2 === 1 }
}

function actsOf(kind: Act['kind'], times: number, dice: Dice, hosts: number): Act[] {
  // Every point comes up before one comes up again.
  const points: CrashPoint[] = []
  while (points.length < times) points.push(...dice.shuffled(CRASH_POINTS))
  return Array.from({ length: times }, (_, place) =>
    actOf(kind, dice, hosts, points[place] ?? 'turn.ending'),
  )
}

function actOf(kind: Act['kind'], dice: Dice, hosts: number, point: CrashPoint): Act {
  const account = dice.share()
  const thread = dice.chance(50) ? dice.share() : null
  const host = dice.number(0, hosts - 1)
  switch (kind) {
    case 'message':
      return { kind, account, thread, pushed: dice.chance(40) }
    case 'burst':
      return { kind, account, messages: dice.number(2, 12) }
    case 'own-post':
      return { kind, account, thread }
    case 'edit':
    case 'delete':
      return { kind, account, message: dice.share() }
    case 'reply':
      return { kind, ticket: dice.share(), actionId: dice.oneOf(['reply', 'reply-once']) }
    case 'press':
      return {
        kind,
        ticket: dice.share(),
        actionId: dice.oneOf(['like', 'count', 'count', 'hide']),
      }
    case 'retry':
      return { kind, followup: dice.share() }
    case 'disable':
    case 'new-token':
      return { kind, account }
    case 'network-fault':
      return { kind, account, fault: networkFault(dice) }
    case 'refuse':
      return { kind, account, times: dice.number(1, 3) }
    case 'network-clock':
      return { kind, aheadMs: dice.oneOf([-HOUR_MS, HOUR_MS, 0]) }
    case 'socialhub-fault':
      return { kind, account: dice.chance(50) ? account : null, fault: socialhubFault(dice) }
    case 'webhook-fault':
      return { kind, fault: webhookFault(dice) }
    case 'kill':
      return { kind, host }
    case 'arm':
      return { kind, point }
    case 'freeze':
      return { kind, host, forMs: dice.number(...FROZEN_MS) }
    case 'restart-postgres':
      return { kind, how: dice.oneOf(['fast', 'crash']) }
  }
}
