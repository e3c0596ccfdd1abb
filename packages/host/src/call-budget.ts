/** A budget of calls, as a plugin declares it. */
export interface CallBudget {
  readonly calls: number
  readonly withinMs: number
}

/** What was spent, in windows that follow each other. */
export interface Spent {
  /** In the present window. */
  readonly used: number
  /** In the one before. */
  readonly usedBefore: number
  /** Since the present window began. */
  readonly elapsedMs: number
}

/** What is known when a call is about to be made. */
export interface BudgetState {
  /** By all together, and by the Customer whose call it is. */
  readonly all: Spent
  readonly own: Spent
  /** How many Customers spend from it, this one included. */
  readonly customers: number
}

/** What a call is for. What people wait for may spend all of a budget. */
export type CallPurpose = 'people' | 'reading'

/** What is kept for people: one of so many calls. */
const ONE_KEPT_OF = 4

/**
 * How long a call has to wait until its budget has one for it; 0: it may be made now. Reading leaves a
 * quarter for what people wait for. While less than half is spent, anybody may read; from then on no
 * Customer reads more than an equal share, so that one with many Channels does not keep the others
 * waiting.
 */
export function waitForBudget(
  { calls, withinMs }: CallBudget,
  { all, own, customers }: BudgetState,
  purpose: CallPurpose,
): number {
  if (purpose === 'people') return untilBelow(all, withinMs, calls)
  const forReading = calls === 1 ? 1 : calls - Math.ceil(calls / ONE_KEPT_OF)
  const forAll = untilBelow(all, withinMs, forReading)
  if (customers < 2) return forAll
  const share = Math.max(1, forReading / customers)
  const untilFair = Math.min(
    untilBelow(own, withinMs, share),
    untilBelow(all, withinMs, Math.max(1, forReading / 2)),
  )
  return Math.max(forAll, untilFair)
}

/**
 * How long until one more call stays within `limit` for any stretch of a window's length. Calls of the
 * window before count by the share of it that such a stretch still covers, as if they had been spread
 * evenly: two numbers are kept in place of each call's time.
 */
function untilBelow(
  { used, usedBefore, elapsedMs }: Spent,
  withinMs: number,
  limit: number,
): number {
  const most = limit - 1
  const leftMs = withinMs - elapsedMs
  if (used + (usedBefore * leftMs) / withinMs <= most) return 0
  if (used <= most) return leftMs - (withinMs * (most - used)) / usedBefore
  return leftMs + withinMs * (1 - most / used)
}
