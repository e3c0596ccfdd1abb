import type { Ticket, TicketActionEntry } from './model.ts'

const SECOND = 1000
const units: [RegExp, number][] = [
  [/^(s|secs?|seconds?)$/, SECOND],
  [/^(m|mins?|minutes?)$/, 60 * SECOND],
  [/^(h|hrs?|hours?)$/, 3600 * SECOND],
  [/^(d|dys?|days?)$/, 24 * 3600 * SECOND],
  [/^(w|wks?|weeks?)$/, 7 * 24 * 3600 * SECOND],
  [/^(mos?|mths?|months?)$/, 30 * 24 * 3600 * SECOND],
  [/^(y|yrs?|years?)$/, 365 * 24 * 3600 * SECOND],
]

/**
 * Milliseconds of a duration as the npm module juration writes them ("24h", "1 day 2 hours");
 * `undefined` where it is none. A bare number is seconds.
 */
function durationMs(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/([\d.]+)\s*([a-z]*)[\s,]*/gi)]
  const read = parts.map((part) => part[0]).join('')
  if (parts.length === 0 || read !== text.trim()) return undefined
  let sum = 0
  for (const [, amount, name = ''] of parts) {
    const unit = name === '' ? SECOND : units.find(([form]) => form.test(name.toLowerCase()))?.[1]
    if (unit === undefined || Number.isNaN(Number(amount))) return undefined
    sum += Number(amount) * unit
  }
  return sum
}

/** Until when an action may be used on a Ticket; `undefined`: for ever. */
export function actionTimeout(action: TicketActionEntry, ticket: Ticket): Date | undefined {
  const { timeout } = action.config ?? {}
  if (!timeout) return undefined
  const duration = durationMs(timeout.duration)
  if (duration === undefined) return undefined
  return new Date(Date.parse(ticket.interaction.createdTime) + duration)
}
