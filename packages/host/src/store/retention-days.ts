import { type RawBuilder, sql } from 'kysely'
import type { Days } from '../own-days.ts'

/** The days of a row, as SQL about its Account and its integration. */
export function daysOf(days: Days, account: string, integration: string): RawBuilder<number> {
  if (typeof days === 'number') return sql<number>`${days}::int`
  if (days.own.length === 0) return sql<number>`${days.general}::int`
  const cases = days.own.map((one) => {
    const fits = [
      ...(one.account === undefined ? [] : [sql`${sql.ref(account)} = ${one.account}`]),
      ...(one.integration === undefined ? [] : [sql`${sql.ref(integration)} = ${one.integration}`]),
    ]
    return sql`when ${sql.join(fits, sql` and `)} then ${one.days}::int`
  })
  return sql<number>`case ${sql.join(cases, sql` `)} else ${days.general}::int end`
}

/** The fewest days of all: what is younger need not be looked at, and an index finds the rest. */
export function fewestDays(days: Days): number {
  if (typeof days === 'number') return days
  return Math.min(days.general, ...days.own.map((one) => one.days))
}
