import type { CockpitChannel } from '../store/cockpit-overview.ts'
import type { CockpitAction } from './actions.ts'
import type { Say } from './words/index.ts'

/** Whose turn it is, and the one thing that helps. */
export interface Cure {
  readonly whose: 'customer' | 'us' | 'nobody'
  readonly does: Parameters<Say>[0]
  readonly action: CockpitAction
  /** Below the Channel's page. */
  readonly path: string
}

const RECONNECT: Cure = {
  whose: 'customer',
  does: 'do.reconnect',
  action: 'reconnect link',
  path: '/reconnect',
}
const LOOK: Cure = { whose: 'us', does: 'do.look', action: 'look', path: '' }

/** What leads out of a state. A Custom Channel's Access Token comes by a command: it is secret. */
export function cureFor({
  state,
  kind,
  health,
}: Pick<CockpitChannel, 'state' | 'kind' | 'health'>): Cure {
  switch (state) {
    case 'needs-authentication':
      return RECONNECT
    case 'disabled':
    case 'revoked':
      return kind === 'custom' ? LOOK : RECONNECT
    case 'paused':
      return { whose: 'us', does: 'do.resume', action: 'resume', path: '/resume' }
    case 'ended':
      return { whose: 'us', does: 'do.remove', action: 'remove', path: '/remove' }
    case 'unconnected':
      return { ...RECONNECT, does: 'do.connect' }
    default:
      return { ...LOOK, whose: health === 'attention' ? 'us' : 'nobody' }
  }
}

/** Why it is as it is, in a sentence. */
export function causeOf(
  {
    state,
    fetchFailures,
    refused,
    unconfirmed,
  }: Pick<CockpitChannel, 'state' | 'fetchFailures' | 'refused' | 'unconfirmed'>,
  say: Say,
): string {
  const known = CAUSES.find((cause) => cause === `cause.${state}`)
  if (state !== 'active') return known ? say(known) : state
  const more = [
    ...(fetchFailures > 0 ? [say('cause.fetching', { count: fetchFailures })] : []),
    ...(refused > 0 ? [say('cause.refused', { count: refused })] : []),
    ...(unconfirmed > 0 ? [say('cause.unconfirmed', { count: unconfirmed })] : []),
  ]
  return more.length > 0 ? more.join(' ') : say('cause.active')
}

const CAUSES = [
  'cause.needs-authentication',
  'cause.disabled',
  'cause.revoked',
  'cause.paused',
  'cause.ended',
  'cause.unconnected',
] as const

/** What a state is called. */
export function stateName(state: string, say: Say): string {
  const known = STATES.find((one) => one === state)
  return known ? say(`state.${known}`) : state
}

const STATES = [
  'active',
  'needs-authentication',
  'disabled',
  'revoked',
  'paused',
  'ended',
  'unconnected',
] as const
