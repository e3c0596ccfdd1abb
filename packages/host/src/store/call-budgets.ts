import { sql } from 'kysely'
import type { Spent } from '../call-budget.ts'
import type { Db, Trx } from './database.ts'
import type { AccountId } from './ids.ts'

// What was spent of budgets of calls: a row for all together, and one for each Account.

/** Whose spending it is. */
export interface Spender {
  readonly integration: string
  /** Names the budget within its integration. */
  readonly budget: string
  /** Empty: all together. */
  readonly accountId: AccountId
}

/** What was spent so far. Nobody else spends from it, or looks, until the transaction ends. */
export async function lockSpent(
  trx: Trx,
  { integration, budget, accountId }: Spender,
  withinMs: number,
): Promise<Spent> {
  const { rows } = await sql<Spent>`
    insert into call_budgets as b (integration, budget, account_id, started_at)
    values (${integration}, ${budget}, ${accountId}, clock_timestamp())
    on conflict (integration, budget, account_id) do update set (started_at, used, used_before) = (
      select case when windows = 0 then b.started_at
          when windows = 1 then b.started_at + ${withinMs} * interval '1 ms'
          else clock_timestamp() end,
        case when windows = 0 then b.used else 0 end,
        case when windows = 0 then b.used_before when windows = 1 then b.used else 0 end
      from (select floor(extract(epoch from clock_timestamp() - b.started_at) * 1000 / ${withinMs})
        as windows) w)
    returning used, used_before as "usedBefore",
      greatest(0, extract(epoch from clock_timestamp() - started_at) * 1000)::float8 as "elapsedMs"`.execute(
    trx,
  )
  return rows[0] ?? { used: 0, usedBefore: 0, elapsedMs: 0 }
}

/** How many other Accounts spent from a budget in the present window or the one before. */
export async function countOthers(
  trx: Trx,
  { integration, budget, accountId }: Spender,
  withinMs: number,
): Promise<number> {
  const { count } = await trx
    .selectFrom('call_budgets')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('integration', '=', integration)
    .where('budget', '=', budget)
    .where('account_id', 'not in', ['', accountId])
    .where((eb) => eb.or([eb('used', '>', 0), eb('used_before', '>', 0)]))
    .where('started_at', '>', sql<Date>`clock_timestamp() - 2 * ${withinMs} * interval '1 ms'`)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Counts one call. */
export async function addCall(
  trx: Trx,
  { integration, budget, accountId }: Spender,
): Promise<void> {
  await trx
    .updateTable('call_budgets')
    .set({ used: sql`used + 1` })
    .where('integration', '=', integration)
    .where('budget', '=', budget)
    .where('account_id', '=', accountId)
    .execute()
}

/** What was spent so long ago that no budget counts it any more: a window lasts a day at most. */
export async function eraseSpent(db: Db): Promise<void> {
  await db
    .deleteFrom('call_budgets')
    .where('started_at', '<', sql<Date>`now() - interval '2 days'`)
    .execute()
}
