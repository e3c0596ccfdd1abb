import type { RehearsalApi } from './api.ts'
import type { AssumptionId } from './assumptions.ts'
import type { Listener } from './listener.ts'
import type { Person } from './person.ts'
import type { Traffic } from './traffic.ts'

/** What a rehearsal found of one assumption. */
export interface Finding {
  readonly id: AssumptionId
  /** Null where what happened is not what is assumed, nor its contrary. */
  readonly asAssumed: boolean | null
  /** What was seen, in a sentence. */
  readonly seen: string
}

/** What both paths work with. */
export interface Rehearsal {
  readonly api: RehearsalApi
  readonly listener: Listener
  readonly person: Person
  readonly traffic: Traffic
  /** The public address of the rehearsal, without a slash at the end. */
  readonly url: string
  /** Where SocialHub sends events. */
  readonly webhookUrl: string
  readonly secret: string
  /** The Channels Settings Page below an origin, as it is configured. */
  readonly settingsPath: string
  /** How long nothing must have come for nothing to be on its way. */
  readonly quietMs: number
  /** How often SocialHub is asked whether somebody has done something. */
  readonly lookMs: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  readonly found: (finding: Finding) => void
}

/** Unique among what this rehearsal and former ones made at SocialHub. */
export function fresh(name: string): string {
  return `rehearsal-${name}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`
}

/** A Ticket as SocialHub takes it. */
export function ticketOf(text: string, more: object = {}) {
  const networkItemId = fresh('item')
  return { interaction: { networkItemId, message: text, ...more } }
}
