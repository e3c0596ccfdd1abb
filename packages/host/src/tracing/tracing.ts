import type { SocialHubChannelId, TicketId } from '../store/ids.ts'

/** What a host does on the way of a message or a reply, as whoever looks at a trace reads it. */
export type StepName =
  | 'fetch messages'
  | 'store messages'
  | 'create Ticket'
  | 'accept Ticket Action'
  | 'perform Ticket Action'
  | 'look up Ticket Action'
  | 'tell SocialHub of Ticket Action'

/**
 * What is told of a step: ids, counts and codes. There is no place for what somebody wrote, for a name
 * or an address: what leaves for a collector may be seen by many.
 */
export interface StepFacts {
  /** How often it was tried, with this time. */
  readonly attempt?: number
  /** Such as `done`, `later`, `refused`; `failed`: it threw. */
  readonly outcome?: string
  /** Of the failure: a plugin's, or SocialHub's. */
  readonly code?: string
  /** How many messages. */
  readonly messages?: number
  /** SocialHub's id. */
  readonly ticketId?: TicketId
  /** Our id of the Ticket Action, as `hubward events` shows it. */
  readonly action?: string
  /** `reply`, `button` … */
  readonly actionType?: string
}

/** Whose step it is. */
export interface StepChannel {
  readonly integration: string
  /** Ours. */
  readonly id?: string
  readonly socialhubChannelId: SocialHubChannelId
}

/** How a step begins. */
export interface StepStart {
  readonly channel: StepChannel
  /** What was stored with the message or the Ticket Action; null or absent: a new trace begins. */
  readonly parent?: string | null
  /** Milliseconds since 1970, where it began before anybody knew that it is worth telling. */
  readonly startedAt?: number
}

/** A step under way. */
export interface Step {
  /**
   * Names it, as W3C's Trace Context does: `00-‹trace›-‹span›-‹flags›`. Stored with what the step leads
   * to, so that later steps belong to the same trace, on whichever host. Null where nothing is traced.
   */
  readonly traceparent: string | null
  end(facts?: StepFacts): void
}

/** Where steps are told of. */
export interface Tracing {
  begin(name: StepName, start: StepStart, facts?: StepFacts): Step
  /** Sends what was not sent yet, as far as that goes quickly. */
  stop(): Promise<void>
}

const NO_STEP: Step = { traceparent: null, end: () => undefined }

/** Tells nobody, and costs nothing. */
export const untraced: Tracing = { begin: () => NO_STEP, stop: () => Promise.resolve() }

/** Does the work of a step, which ends with it. */
export async function during<Result>(
  step: Step,
  work: () => Promise<Result>,
  factsOf: (result: Result) => StepFacts = () => ({ outcome: 'done' }),
): Promise<Result> {
  let result: Result
  try {
    result = await work()
  } catch (error) {
    step.end(factsOfError(error))
    throw error
  }
  step.end(factsOf(result))
  return result
}

/** The code, or else the kind of the error. Never its message, which may quote what somebody wrote. */
export function factsOfError(error: unknown): StepFacts {
  if (!(error instanceof Error)) return { outcome: 'failed' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return { outcome: 'failed', code }
}
