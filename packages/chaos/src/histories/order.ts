import type { Found, Histories } from './histories.ts'
import { lifeOfMessage } from './life.ts'
import { Tally } from './tally.ts'

/**
 * The order within a Channel: the hosts took messages in as the Network listed them, and those of one
 * thread became Tickets in that order. Own posts may be late, since they wait while a reply is on its
 * way, and a Network that lists in disorder is taken at its word.
 */
export function compareOrder(histories: Histories): Found {
  const tally = new Tally()
  const arrival = new Map<string, number>()
  for (const [place, { networkItemId }] of histories.socialhub.seen.entries()) {
    if (!arrival.has(networkItemId)) arrival.set(networkItemId, place)
  }
  for (const { name, disorderly, log } of histories.accounts) {
    const rows = histories.interactions.filter((row) => row.account === name && !row.own)
    if (!disorderly) {
      const listed = new Map(log.toReversed().map(({ id, number }) => [id, number]))
      const numbers = rows.map((row) => ({
        id: row.networkItemId,
        at: listed.get(row.networkItemId),
      }))
      compare(histories, tally, name, 'was taken in before', numbers)
    }
    const threads = Map.groupBy(rows, ({ thread }) => thread)
    for (const thread of threads.values()) {
      const arrivals = thread.map((row) => ({
        id: row.networkItemId,
        at: arrival.get(row.networkItemId),
      }))
      compare(histories, tally, name, 'became a Ticket before', arrivals)
    }
  }
  return tally
}

function compare(
  histories: Histories,
  tally: Tally,
  account: string,
  what: string,
  order: readonly { id: string; at: number | undefined }[],
): void {
  const there = order.flatMap(({ id, at }) => (at === undefined ? [] : [{ id, at }]))
  for (const [place, later] of there.entries()) {
    const earlier = there[place - 1]
    if (!earlier) continue
    tally.count(`pairs of which the first ${what} the second`)
    if (earlier.at < later.at) continue
    tally.fault(`${account}: ${later.id} ${what} ${earlier.id}`, [
      ...lifeOfMessage(histories, account, earlier.id),
      ...lifeOfMessage(histories, account, later.id),
    ])
  }
}
