/** What is done to the cluster. */
export type ClusterAct = 'kill-leader' | 'kill-member' | 'switchover'

/** From the moment at which it was done until all members were there again; by this machine's clock. */
export interface Outage {
  readonly what: ClusterAct
  readonly from: number
  /** When there was a leader again. */
  readonly ledAgain: number
  readonly to: number
}

/** How long nothing moved around an outage, in milliseconds. */
export interface Standstill {
  readonly what: ClusterAct | 'nothing'
  /** Until there was a leader again: what is longer is HAProxy's and the hosts' own. */
  readonly ledAgainMs: number
  /** Until the cluster had all its members again. */
  readonly wholeAgainMs: number
  /** For how long of it no host listened, since all had been killed and were starting. */
  readonly hostlessMs: number
  /** The longest time in which no Ticket came or changed. */
  readonly ticketsMs: number
  /** The longest time in which no host accepted a new event of SocialHub. */
  readonly eventsMs: number
}

/** When something moved: milliseconds since 1970, in their order. */
export interface Moves {
  readonly tickets: readonly number[]
  readonly events: readonly number[]
  /** When no host listened. */
  readonly absences: readonly { readonly from: number; readonly to: number }[]
}

/**
 * The standstill of each outage, and at the end, to compare them with, the longest one between outages,
 * while nothing was done to the cluster.
 *
 * @param span the time in which people wrote: before and after it nothing moves anyway.
 */
export function standstills(
  outages: readonly Outage[],
  moves: Moves,
  span: { readonly from: number; readonly to: number },
): Standstill[] {
  const sorted = outages.toSorted((a, b) => a.from - b.from)
  const during = sorted.map(
    ({ what, from, ledAgain, to }): Standstill => ({
      what,
      ledAgainMs: ledAgain - from,
      wholeAgainMs: to - from,
      hostlessMs: together(moves.absences, from, to),
      ticketsMs: longestAround(moves.tickets, from, to),
      eventsMs: longestAround(moves.events, from, to),
    }),
  )
  const starts = [span.from, ...sorted.map(({ to }) => to)]
  const ends = [...sorted.map(({ from }) => from), span.to]
  const between = starts.map((from, place) => ({ from, to: ends[place] ?? from }))
  const calm = (times: readonly number[]) =>
    Math.max(0, ...between.map(({ from, to }) => longestInside(times, from, to)))
  return [
    ...during,
    {
      what: 'nothing',
      ledAgainMs: 0,
      wholeAgainMs: 0,
      hostlessMs: Math.max(0, ...between.map(({ from, to }) => together(moves.absences, from, to))),
      ticketsMs: calm(moves.tickets),
      eventsMs: calm(moves.events),
    },
  ]
}

/**
 * The longest time between two moves that follow each other and of which a part lies in the outage. It
 * begins at the last move before, and ends with the first one after.
 */
function longestAround(times: readonly number[], from: number, to: number): number {
  const before = times.findLast((time) => time <= from) ?? from
  const after = times.find((time) => time >= to) ?? to
  return longest([before, ...times.filter((time) => time > from && time < to), after])
}

/** How much of the time from one moment to another lies in one of the spans. */
function together(spans: Moves['absences'], from: number, to: number): number {
  return spans.reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)),
    0,
  )
}

/** Likewise of those that both lie between outages: the end of an outage is none of theirs. */
function longestInside(times: readonly number[], from: number, to: number): number {
  return longest(times.filter((time) => time >= from && time <= to))
}

function longest(times: readonly number[]): number {
  return Math.max(0, ...times.slice(1).map((time, place) => time - (times[place] ?? time)))
}
