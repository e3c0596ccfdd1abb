import type { StubOverlap } from '@hubward/testkit/stub-network'
import type { Found, Histories } from './histories.ts'
import { Tally } from './tally.ts'

type Part = StubOverlap['first']

/** A host notices that it stood still only so exactly. */
const TOLERANCE_MS = 500

/**
 * No two hosts worked for one Channel at once. Where a host stood still in the middle of a call, that
 * call stays open while another host goes on, which nobody can prevent; but nothing may be called by a
 * host that woke up without its lease.
 */
export function compareOverlaps(histories: Histories): Found {
  const tally = new Tally()
  for (const overlap of histories.watch.overlaps) {
    const { first, second, account } = overlap
    if (stoodStill(histories, first, second) || stoodStill(histories, second, first)) {
      tally.count('calls that a host held open while it stood still')
    } else {
      const life = [JSON.stringify(overlap), ...histories.frozen.map((one) => JSON.stringify(one))]
      tally.fault(`two calls for ${account} at once`, life)
    }
  }
  return tally
}

/** Whether the caller stood still after its call had begun, and before the other one began. */
function stoodStill({ frozen }: Histories, call: Part, other: Part): boolean {
  const began = Date.parse(call.startedTime) - TOLERANCE_MS
  const otherBegan = Date.parse(other.startedTime)
  return frozen.some(
    ({ pid, from }) => String(pid) === call.client && from >= began && from <= otherBegan,
  )
}
