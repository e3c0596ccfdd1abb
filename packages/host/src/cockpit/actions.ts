import { ROLES, type Role } from '../store/operators.ts'

/**
 * Everything that can be done in the cockpit, with the least role that may. Each route names one of
 * them, and `guard.ts` is the only place that asks: a page without an entry does not start.
 */
export const ACTIONS = {
  look: 'viewer',
  'sign out': 'viewer',
  audit: 'operator',
  acknowledge: 'operator',
  label: 'operator',
  pause: 'operator',
  resume: 'operator',
  fetch: 'operator',
  reconcile: 'operator',
  'reconnect link': 'operator',
  'settings link': 'operator',
  retry: 'operator',
  'give up': 'operator',
  end: 'administrator',
  remove: 'administrator',
  'remove account': 'administrator',
  people: 'administrator',
} as const satisfies Readonly<Record<string, Role>>
export type CockpitAction = keyof typeof ACTIONS

/** Whether somebody of this role may do it. */
export function may(role: Role, action: CockpitAction): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(ACTIONS[action])
}
