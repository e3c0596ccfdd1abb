import { setTimeout as pause } from 'node:timers/promises'
import { type Answered, statusOf } from './api.ts'
import type { Rehearsal } from './rehearsal.ts'

/** Nobody has said how many calls are allowed: a flood ends here. */
const MOST_CALLS = 5_000
const AT_ONCE = 20
/** A longer wait is no test's to make: the report shows the number instead. */
const LONGEST_WAIT_MS = 15 * 60_000

/** Uses the Channel's rate limit up, and looks after which of the possible waits it works again. */
export async function seeRetryAfter(rehearsal: Rehearsal, token: string): Promise<void> {
  const { api, say, found, signal } = rehearsal
  say('Using up the rate limit of this Channel with GET /, to see Retry-After.')
  const refused = await flood(rehearsal, token)
  if (!refused) {
    say(`  ${MOST_CALLS} calls were answered without a 429.`)
    return
  }
  const header = String(refused.headers['retry-after'] ?? '')
  const amount = Number(header)
  if (header === '' || Number.isNaN(amount)) {
    found({
      id: 'retry-after-unit',
      asAssumed: false,
      seen: header === '' ? 'The 429 has no Retry-After.' : `The 429 says Retry-After: ${header}.`,
    })
    return
  }
  const waits = [
    { unit: 'milliseconds', ms: amount },
    { unit: 'seconds', ms: amount * 1_000 },
  ] as const
  let waitedMs = 0
  for (const { unit, ms } of waits) {
    if (ms > LONGEST_WAIT_MS) break
    say(`  Retry-After is ${header}: trying again after as many ${unit}`)
    await pause(ms - waitedMs + 50, undefined, { signal })
    waitedMs = ms
    const answer = await api.call('GET /', { token })
    if (answer.status === 429) continue
    found({
      id: 'retry-after-unit',
      asAssumed: unit === 'seconds',
      seen: `After Retry-After: ${header}, GET / was answered ${statusOf(answer)} once as many ${unit} were over.`,
    })
    return
  }
  found({
    id: 'retry-after-unit',
    asAssumed: null,
    seen: `The 429 says Retry-After: ${header}; whether milliseconds or seconds can’t be told from it.`,
  })
}

async function flood({ api, signal }: Rehearsal, token: string): Promise<Answered | undefined> {
  for (let calls = 0; calls < MOST_CALLS; calls += AT_ONCE) {
    signal.throwIfAborted()
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => api.call('GET /', { token, unnoted: true })),
    )
    const refused = answers.findLast(({ status }) => status === 429)
    if (!refused) continue
    // Asked once more, so that it is kept, and is the latest; unless the limit has passed meanwhile.
    const again = await api.call('GET /', { token })
    return again.status === 429 ? again : refused
  }
  return undefined
}
