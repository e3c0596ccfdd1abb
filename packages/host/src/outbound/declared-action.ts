import type { DeclaredAction } from '@hubward/plugin'
import { DEFAULT_LIFETIME_MS } from '../delivery.ts'

/** What of a Ticket Action says which declared one it is, and how old. */
interface KnownAction {
  readonly actionId: string
  readonly type: string
  readonly acceptedAt: Date
}

interface Declaring {
  readonly declaration: { readonly ticketActions: readonly DeclaredAction[] }
}

/** The declaration of an action, as this release of the plugin has it. */
export function declaredAction(
  { declaration }: Declaring,
  { actionId, type }: KnownAction,
): DeclaredAction | undefined {
  return declaration.ticketActions.find(
    (declared) => declared.id === actionId && declared.type === type,
  )
}

/** Whether an action's lifetime is over, by the database's clock. */
export function isTooLate(
  plugin: Declaring,
  { now }: { readonly now: Date },
  action: KnownAction,
): boolean {
  return livesForMs(plugin, { now }, action) < 0
}

/** Whether it is not performed any more: it is too late, or an operator gave it up. */
export function isOver(
  plugin: Declaring,
  channel: { readonly now: Date },
  action: KnownAction & { readonly givenUpAt: Date | null },
): boolean {
  return action.givenUpAt !== null || isTooLate(plugin, channel, action)
}

/** For so long an action may still be performed; negative: not any more. */
export function livesForMs(
  plugin: Declaring,
  { now }: { readonly now: Date },
  action: KnownAction,
): number {
  const lifetimeMs = declaredAction(plugin, action)?.lifetimeMs ?? DEFAULT_LIFETIME_MS
  return action.acceptedAt.getTime() + lifetimeMs - now.getTime()
}
