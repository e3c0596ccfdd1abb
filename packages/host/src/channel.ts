/**
 * A Channel's health. The table is the whole state machine: docs and tests read it too.
 *
 * | field | meaning |
 * | --- | --- |
 * | `works` | whether the Channel fetches, delivers and publishes |
 * | `tokenLives` | whether SocialHub may be called with its Access Token |
 * | `meaning`, `nextStep` | for whoever looks after it: what is the matter, and who must do what |
 */
export const CHANNEL_STATES = {
  active: {
    works: true,
    tokenLives: true,
    meaning: 'Fetches, delivers and publishes.',
    nextStep: 'None.',
  },
  'needs-authentication': {
    works: false,
    tokenLives: true,
    meaning: 'The Network no longer accepts the grant.',
    nextStep:
      'An administrator of the Customer reconnects the Channel on the Channels Settings Page.',
  },
  disabled: {
    works: false,
    tokenLives: false,
    meaning: 'Switched off at SocialHub.',
    nextStep:
      'An administrator of the Customer reactivates the Channel on the Channels Settings Page.',
  },
  revoked: {
    works: false,
    tokenLives: false,
    meaning: 'SocialHub no longer accepts the Access Token: it was replaced.',
    nextStep:
      'The Customer reconnects the Channel on the Channels Settings Page. There it still stands, with a token that nobody here has.',
  },
  paused: {
    works: false,
    tokenLives: true,
    meaning: 'Paused by the operator.',
    nextStep: 'The operator resumes it.',
  },
  ended: {
    works: false,
    tokenLives: true,
    meaning: 'Another SocialHub Account has connected the same account of the Network.',
    nextStep:
      'If that is right, "hubward channel remove" erases what is left. If not, the Customer settles with SocialHub whose it is, and connects it again.',
  },
} as const
export type ChannelState = keyof typeof CHANNEL_STATES

/** What happened, and which states it leads out of; anything else changes nothing. */
export const CHANNEL_TRANSITIONS = {
  'grant refused': { from: ['active'], to: 'needs-authentication' },
  'switched off': { from: ['active', 'paused'], to: 'disabled' },
  'token refused': {
    from: ['active', 'paused', 'disabled', 'needs-authentication'],
    to: 'revoked',
  },
  'token handed over': { from: ['disabled', 'revoked'], to: 'active' },
  'paused by the operator': { from: ['active'], to: 'paused' },
  'credentials erased': { from: ['paused', 'disabled', 'revoked'], to: 'needs-authentication' },
  'resumed by the operator': { from: ['paused'], to: 'active' },
  'connected by another Account': {
    from: ['active', 'needs-authentication', 'disabled', 'revoked', 'paused'],
    to: 'ended',
  },
  reconnected: {
    from: ['active', 'needs-authentication', 'disabled', 'revoked', 'paused', 'ended'],
    to: 'active',
  },
} as const satisfies Record<string, { from: readonly ChannelState[]; to: ChannelState }>
export type ChannelEvent = keyof typeof CHANNEL_TRANSITIONS

export function isChannelState(state: string): state is ChannelState {
  return Object.hasOwn(CHANNEL_STATES, state)
}

/** What leads out of a state; empty for one that is not ours. */
export function nextStepIn(state: string): string {
  return isChannelState(state) ? CHANNEL_STATES[state].nextStep : ''
}

/** Of a Channel, what its cure depends on. */
export interface Ailing {
  readonly state: string
  readonly kind: 'reusable' | 'custom'
  /** SocialHub's id. */
  readonly channelId: string
}

/** What leads out of a state, with the command where it is the operator who can do it. */
export function cureOf({ state, kind, channelId }: Ailing): string {
  if (state === 'paused') return `Resume it: hubward channel resume ${channelId}`
  if (kind === 'custom' && state === 'needs-authentication') {
    return `Send the Customer a link: hubward channel reconnect-link ${channelId}`
  }
  if (kind === 'custom' && (state === 'revoked' || state === 'disabled')) {
    return `Ask the Customer for the Access Token that the Channels Settings Page shows, and give it: hubward channel token ${channelId}`
  }
  return nextStepIn(state)
}
