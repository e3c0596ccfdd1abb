import { CRASH_POINTS, type CrashPoint } from '@hubward/host'
import { socialhubFault, webhookFault } from '../plan/faults.ts'
import { SeededRandom } from '../plan/seeded-random.ts'
import type { Act } from '../plan/step.ts'

/** What happens once in a run with mailboxes. Shares point into lists, as in `plan/step.ts`. */
export type MailAct =
  // What people do.
  | { kind: 'mail'; mailbox: number; thread: number | null }
  | { kind: 'reply'; ticket: number }
  | { kind: 'retry'; followup: number }
  // What goes wrong at the mail servers.
  | { kind: 'restart-imap' }
  | { kind: 'lose-answer' }
  | { kind: 'cut-smtp' }
  // What goes wrong elsewhere, as in every run.
  | Extract<
      Act,
      { kind: 'socialhub-fault' | 'webhook-fault' | 'kill' | 'arm' | 'freeze' | 'restart-postgres' }
    >
type MailStep = MailAct & { readonly atMs: number }

export interface MailPlan {
  readonly seed: number
  readonly hosts: number
  readonly mailboxes: number
  readonly workers: boolean
  readonly steps: readonly MailStep[]
}

/** Those that a Channel comes to that only reads and answers mail. */
export const MAIL_POINTS: readonly CrashPoint[] = CRASH_POINTS.filter((point) =>
  /^(webhook|action|fetch|ticket|turn)\./.test(point),
)

/** How often on the average, and how often at least in the shortest run. */
const OFTEN: Readonly<Record<MailAct['kind'], { everyMs: number; atLeast: number }>> = {
  mail: { everyMs: 700, atLeast: 15 },
  reply: { everyMs: 1_200, atLeast: 8 },
  retry: { everyMs: 5_000, atLeast: 2 },
  'restart-imap': { everyMs: 15_000, atLeast: 1 },
  'lose-answer': { everyMs: 10_000, atLeast: 1 },
  'cut-smtp': { everyMs: 8_000, atLeast: 1 },
  'socialhub-fault': { everyMs: 2_000, atLeast: 4 },
  'webhook-fault': { everyMs: 3_000, atLeast: 3 },
  kill: { everyMs: 6_000, atLeast: 2 },
  arm: { everyMs: 3_000, atLeast: 3 },
  freeze: { everyMs: 25_000, atLeast: 0 },
  'restart-postgres': { everyMs: 70_000, atLeast: 0 },
}
/** Beyond the four seconds of a lease. */
const FROZEN_MS = [4_500, 8_000] as const

/** The same options make the same plan. */
export function makeMailPlan(
  options: Omit<MailPlan, 'steps'> & { readonly durationMs: number },
): MailPlan {
  const { durationMs, ...plan } = options
  const kinds = Object.keys(OFTEN) as MailAct['kind'][]
  const steps = kinds.flatMap((kind) => {
    const { everyMs, atLeast } = OFTEN[kind]
    const random = new SeededRandom(plan.seed, kind)
    const times = Math.max(atLeast, Math.round(durationMs / everyMs))
    const points: CrashPoint[] = []
    while (points.length < times) points.push(...random.shuffled(MAIL_POINTS))
    const part = durationMs / times
    return points.slice(0, times).map((point, place): MailStep => {
      const act = actOf(kind, random, plan, point)
      return { atMs: Math.round((place + random.share()) * part), ...act }
    })
  })
  return { ...plan, steps: steps.toSorted((one, other) => one.atMs - other.atMs) }
}

function actOf(
  kind: MailAct['kind'],
  random: SeededRandom,
  { hosts, mailboxes }: Pick<MailPlan, 'hosts' | 'mailboxes'>,
  point: CrashPoint,
): MailAct {
  const host = random.number(0, hosts - 1)
  switch (kind) {
    case 'mail': {
      const thread = random.chance(50) ? random.share() : null
      return { kind, mailbox: random.number(0, mailboxes - 1), thread }
    }
    case 'reply':
      return { kind, ticket: random.share() }
    case 'retry':
      return { kind, followup: random.share() }
    case 'socialhub-fault':
      return { kind, account: null, fault: socialhubFault(random) }
    case 'webhook-fault':
      return { kind, fault: webhookFault(random) }
    case 'kill':
      return { kind, host }
    case 'arm':
      return { kind, point }
    case 'freeze':
      return { kind, host, forMs: random.number(...FROZEN_MS) }
    case 'restart-postgres':
      return { kind, how: random.oneOf(['fast', 'crash']) }
    default:
      return { kind }
  }
}
