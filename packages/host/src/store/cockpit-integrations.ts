import { sql } from 'kysely'
import type { Db } from './database.ts'

// What the cockpit shows of integrations.

/** The names of those that have Channels. */
export async function integrationsInUse(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ integration: string }>`
    select distinct integration from channels
    union select m.integration from unconnected_channels u join manifests m on m.id = u.manifest
    order by integration`.execute(db)
  return rows.map(({ integration }) => integration)
}

/** How many Channels each integration has; one that has none is not named. */
export async function channelCounts(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('channels')
    .select((select) => ['integration', select.fn.countAll<string>().as('count')])
    .groupBy('integration')
    .execute()
  return new Map(rows.map(({ integration, count }) => [integration, Number(count)]))
}

/** What was spent of one budget of calls, for all Customers together. */
export interface SpentBudget {
  /** Whose it is and for how long, such as app or a server, with the length of its windows. */
  readonly budget: string
  readonly used: number
  readonly usedBefore: number
  /** When the present window began. */
  readonly startedAt: Date
}

/** The latest first, at most twenty. */
export async function spentBudgets(db: Db, integration: string): Promise<readonly SpentBudget[]> {
  return await db
    .selectFrom('call_budgets')
    .select(['budget', 'used', 'used_before as usedBefore', 'started_at as startedAt'])
    .where('integration', '=', integration)
    .where('account_id', '=', '')
    .orderBy('started_at', 'desc')
    .limit(20)
    .execute()
}
