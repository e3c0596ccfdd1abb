const ROUND_MS = 60_000

/** Housekeeping goes in rounds: what takes long leaves the rest to the next one, so that nothing else waits. */
export interface Round {
  /** Ends what is under way, since the host stops. */
  readonly signal: AbortSignal
  /** Asked after each piece of work, so that every round gets on. */
  readonly isOver: () => boolean
}

export function beginRound(signal: AbortSignal, lastsMs = ROUND_MS): Round {
  const endsAt = performance.now() + lastsMs
  return { signal, isOver: () => signal.aborted || performance.now() >= endsAt }
}
