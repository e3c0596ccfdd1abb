import type { RouteFault, WebhookFault } from '@hubward/simulator'
import type { StubFault } from '@hubward/testkit/stub-network'
import type { SeededRandom } from './seeded-random.ts'
import type { MailFault } from './step.ts'

/**
 * Longer than people like, and shorter than the time-out of a call and the lease: a request that takes
 * effect after its client gave it up, or died, can't be told from one that never will.
 */
const SLOW_MS = 900

/** How many entries a Network that repeats itself lists again. */
const AGAIN = 12

type NetworkFault = Omit<StubFault, 'account'>

export function networkFault(random: SeededRandom): NetworkFault {
  const call = random.oneOf([
    'fetch',
    'fetch',
    'reply',
    'reply',
    'find',
    'action',
    'refresh',
  ] as const)
  const slowMs = random.number(100, SLOW_MS)
  const again = random.number(1, AGAIN)
  const whatever = random.oneOf<Omit<NetworkFault, 'call'>>([
    { status: 429, retryAfterSeconds: 1 },
    { status: 500 },
    { status: 503, retryAfterSeconds: 1 },
    { breakConnection: 'before-effect' },
    { delayBeforeMs: slowMs },
  ])
  const special =
    call === 'fetch'
      ? random.oneOf<Omit<NetworkFault, 'call'>>([{ again }, { reversed: true, again }])
      : random.oneOf<Omit<NetworkFault, 'call'>>([
          { breakConnection: 'after-effect' },
          { delayAfterMs: slowMs },
        ])
  return { call, times: random.number(1, 2), ...(random.chance(50) ? special : whatever) }
}

const ROUTES = [
  'POST /inbox/tickets',
  'POST /inbox/tickets',
  'PATCH /inbox/tickets/:ticketId',
  'POST /inbox/tickets/:ticketId/replies/:followupId/success',
  'POST /inbox/tickets/:ticketId/reset/:actionId',
  'POST /channels',
  'PATCH /channel',
  'GET /',
] as const

export function socialhubFault(random: SeededRandom): Omit<RouteFault, 'channelId'> {
  const route = random.oneOf(ROUTES)
  const times = random.number(1, 2)
  const fault = random.oneOf([
    'too-many-requests',
    'server-error',
    'slow',
    'slow-answer',
    'connection-reset',
    'lost-answer',
    'lost-answer',
  ] as const)
  return {
    route,
    fault,
    times,
    ...(fault.startsWith('slow') && { delayMs: random.number(100, SLOW_MS) }),
    ...(fault === 'too-many-requests' && { retryAfterMs: random.number(200, 1_500) }),
    ...(fault === 'server-error' && { status: random.oneOf([500, 502, 503] as const) }),
  }
}

export function webhookFault(random: SeededRandom): WebhookFault {
  const fault = random.oneOf([
    'twice',
    'new-uuid',
    'late',
    'out-of-order',
    'wrong-signature',
    'stale',
  ] as const)
  return { fault, ...(fault === 'late' && { delayMs: random.number(200, 3_000) }) }
}

export function mailFault(random: SeededRandom): MailFault {
  return random.oneOf<MailFault>([
    { recipient: 451 },
    { recipient: 550 },
    { text: 451 },
    { text: 554 },
    { text: 'taken-without-answer' },
    { text: 'taken-without-answer' },
    'hang-up',
  ])
}
