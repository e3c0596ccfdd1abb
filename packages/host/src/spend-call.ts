import { pluginOf } from '@hubward/border'
import { type CallPurpose, waitForBudget } from './call-budget.ts'
import type { HostContext } from './host-context.ts'
import { addCall, countOthers, lockSpent } from './store/call-budgets.ts'
import type { LoadedChannel } from './store/channels.ts'

/**
 * Takes one call out of every budget that its plugin declares for a Channel, shared with all hosts. To
 * be asked right before the call is made.
 *
 * @returns 0 when the call may be made. Otherwise so many milliseconds until it may, and nothing was
 *   taken.
 */
export async function spendCall(
  context: Pick<HostContext, 'db' | 'integrations' | 'counters'>,
  channel: LoadedChannel,
  purpose: CallPurpose,
): Promise<number> {
  const budgets = pluginOf(context, channel).declaration.budgets ?? []
  if (budgets.length === 0) return 0
  const { integration, accountId } = channel
  const named = budgets
    .map((budget) => ({ ...budget, name: `${subjectOf(budget.per, channel)} ${budget.withinMs}` }))
    // In one order for everybody, so that nobody deadlocks.
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const leftMs = await context.db.transaction().execute(async (trx) => {
    let waitMs = 0
    for (const budget of named) {
      const { name, withinMs } = budget
      const all = { integration, budget: name, accountId: '' }
      const own = { ...all, accountId }
      const state = {
        all: await lockSpent(trx, all, withinMs),
        own: await lockSpent(trx, own, withinMs),
        customers: 1 + (await countOthers(trx, own, withinMs)),
      }
      waitMs = Math.max(waitMs, waitForBudget(budget, state, purpose))
    }
    if (waitMs > 0) return Math.ceil(waitMs)
    for (const { name } of named) {
      await addCall(trx, { integration, budget: name, accountId: '' })
      await addCall(trx, { integration, budget: name, accountId })
    }
    return 0
  })
  if (leftMs > 0) context.counters.budgetWait(integration, purpose)
  return leftMs
}

function subjectOf(per: 'app' | 'server' | 'channel', { id, channel }: LoadedChannel): string {
  if (per === 'server') return `server ${channel.server ?? ''}`
  return per === 'channel' ? `channel ${id}` : 'app'
}
