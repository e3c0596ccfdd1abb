import { BroadcastChannel } from 'node:worker_threads'

/** What a plugin asked its Network, and what came back, as it was: nothing is masked yet. */
export interface Exchange {
  /** Of HTTP; or `connect`, `startTls`, `resolve`. */
  readonly method: string
  /** An address, or what else it was about. */
  readonly url: string
  readonly requestType: string
  readonly requestBody: Uint8Array | null
  readonly tookMs: number
  /** Absent when there was no answer: then `error` says why. */
  readonly answer?: {
    readonly status: number
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>
    /** Null when it was too large to keep, or is read as a stream. */
    readonly body: Uint8Array | null
    /** Whether the plugin reads it as a stream: it is shown, and not recorded. */
    readonly streamed?: boolean
  }
  readonly error?: string
  /** What came of it, where that is no answer of HTTP's. */
  readonly result?: string
}

/** Why a call failed. */
export interface CallFailure {
  /** As the host reads it. */
  readonly code: string
  readonly message: string
  readonly effect: string
  readonly retryAfterMs?: number
  /** Where in the plugin it comes from, when it is no failure that a Network causes. */
  readonly stack?: string
}

/** One call of a plugin's function, from its beginning to its end, as it was: nothing is masked yet. */
export interface Called {
  /** `fetchMessages`, or `actions.like`. */
  readonly name: string
  /** The Channel's name. */
  readonly channel: string | null
  readonly known: {
    readonly settings: unknown
    readonly channelSettings: unknown
    readonly credentials: unknown
    /** What everybody may read of the Channel: ids and names. */
    readonly open: readonly string[]
  }
  readonly input: unknown
  readonly outcome: { readonly output: unknown } | { readonly failure: CallFailure }
  readonly exchanges: readonly Exchange[]
  readonly log: readonly {
    readonly level: string
    readonly message: string
    readonly fields: unknown
  }[]
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly tookMs: number
}

/**
 * Hears of each call, in whichever thread the plugin runs.
 *
 * @returns what stops it.
 */
export function listenToCalls(topic: string, hear: (called: Called) => void): () => void {
  const heard = new BroadcastChannel(topic)
  heard.onmessage = (event: unknown) => {
    if (isMessage(event)) hear(event.data)
  }
  return () => heard.close()
}

/** Only `watched` sends on this topic, whose name nobody else knows. */
function isMessage(event: unknown): event is { data: Called } {
  return typeof event === 'object' && event !== null && 'data' in event
}
