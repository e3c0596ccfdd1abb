import { createHash } from 'node:crypto'
import { type ChannelContext, PluginError, type SessionOpening } from '@hubward/plugin'
import type { SentCall } from './call.ts'
import { CALLS } from './calls.ts'
import type { Known } from './context.ts'
import type { GuardedHttp } from './guarded-http.ts'
import { OVER } from './thrown.ts'

/** In one worker: a Channel may keep so many, and all Channels together. */
const CHANNEL_LIMIT = 4
const WORKER_LIMIT = 256
const KEY_LIMIT_CHARACTERS = 64
const LONGEST_IDLE_MS = 600_000

/** One connection, or whatever a plugin has opened, that is kept between calls. */
interface Kept {
  readonly channelId: string
  readonly key: string
  readonly grant: string
  readonly idleMs: number
  readonly opened: Promise<unknown>
  readonly end: AbortController
  /** Calls under way that have taken it. */
  users: number
  /** Whether it is for nobody any more, once its users are through. */
  retired: boolean
  /** Runs while nobody uses it. */
  idle?: NodeJS.Timeout
}

/** What one call has taken. */
export interface CallSessions {
  readonly session: ChannelContext['session']
  /** The call has answered: what it used is fit for the next one, and given back when the call is over. */
  answered(): void
}

/**
 * What plugins keep between the calls of a Channel, in the thread where their code runs. It never
 * leaves that thread, and ends with it.
 */
export class Sessions {
  readonly #http: GuardedHttp
  /** In the order in which they were last given back, or taken. */
  readonly #kept = new Set<Kept>()

  constructor(http: GuardedHttp) {
    this.#http = http
  }

  /** @param over ends with the call, and with what it has opened. */
  forCall({ name, known }: Pick<SentCall, 'name' | 'known'>, over: AbortSignal): CallSessions {
    const { channel } = known
    // Visitors wait for none, and whoever listens holds a connection already.
    if (!channel || ['visitors', 'listening'].includes(CALLS[name].lane)) return REFUSED
    const taken = new Set<Kept>()
    let answered = false
    this.#retireFormer(channel.id, known)
    const release = () => {
      for (const kept of taken) this.#giveBack(kept, answered)
    }
    return {
      // What is kept under a key is what the plugin opened for it: only the plugin knows its type.
      session: async <Held>(
        key: string,
        open: (opening: SessionOpening) => Promise<Held>,
        { idleMs }: { readonly idleMs: number },
      ) => {
        over.throwIfAborted()
        checkKey(key)
        const kept = this.#find(channel.id, key) ?? this.#open(channel.id, key, known, open, idleMs)
        if (taken.size === 0) over.addEventListener('abort', release, { once: true })
        if (!taken.has(kept)) this.#use(kept)
        taken.add(kept)
        return (await kept.opened) as Held
      },
      answered: () => {
        answered = true
      },
    }
  }

  /** Ends all. */
  close(): void {
    for (const kept of this.#kept) this.#end(kept)
  }

  #find(channelId: string, key: string): Kept | undefined {
    return this.#of(channelId).find((kept) => kept.key === key && !kept.retired)
  }

  #of(channelId: string): readonly Kept[] {
    return [...this.#kept].filter((kept) => kept.channelId === channelId)
  }

  #open(
    channelId: string,
    key: string,
    known: Known,
    open: (opening: SessionOpening) => Promise<unknown>,
    idleMs: number,
  ): Kept {
    this.#makeRoom(this.#of(channelId), CHANNEL_LIMIT)
    this.#makeRoom([...this.#kept], WORKER_LIMIT)
    const end = new AbortController()
    const { connect, startTls, resolve } = this.#http.forCall(end.signal)
    const finish = () => this.#end(kept)
    const opening = { connect, startTls, resolve, signal: end.signal, end: finish }
    const kept: Kept = {
      channelId,
      key,
      grant: grantOf(known),
      idleMs: Math.min(idleMs, LONGEST_IDLE_MS),
      opened: Promise.resolve(opening).then(open),
      end,
      users: 0,
      retired: false,
    }
    this.#kept.add(kept)
    kept.opened.catch(finish)
    return kept
  }

  #makeRoom(among: readonly Kept[], limit: number): void {
    if (among.length < limit) return
    const idle = among.find(({ users }) => users === 0)
    if (!idle) {
      const message = `${limit} sessions are in use, and no more are kept`
      throw new PluginError('unavailable', { message, effect: 'none' })
    }
    this.#end(idle)
  }

  #use(kept: Kept): void {
    kept.users += 1
    clearTimeout(kept.idle)
  }

  #giveBack(kept: Kept, answered: boolean): void {
    kept.users -= 1
    // In which state a call that failed, or was given up, has left it, nobody knows.
    if (!answered) kept.retired = true
    if (kept.users > 0) return
    if (kept.retired) this.#end(kept)
    if (!this.#kept.delete(kept)) return
    this.#kept.add(kept)
    kept.idle = setTimeout(() => this.#end(kept), kept.idleMs)
    kept.idle.unref()
  }

  /** Those that were opened with another grant, or other settings, than the Channel has now. */
  #retireFormer(channelId: string, known: Known): void {
    const all = this.#of(channelId)
    if (all.length === 0) return
    const grant = grantOf(known)
    for (const kept of all) {
      if (kept.grant === grant) continue
      kept.retired = true
      if (kept.users === 0) this.#end(kept)
    }
  }

  #end(kept: Kept): void {
    clearTimeout(kept.idle)
    this.#kept.delete(kept)
    kept.end.abort(OVER)
  }
}

const REFUSED: CallSessions = {
  session: async () => {
    throw new PluginError('invalid', { message: 'this call keeps no session', effect: 'none' })
  },
  answered: () => undefined,
}

/** What a session is opened with: it is for no other. */
function grantOf({ settings, channel }: Known): string {
  const given = JSON.stringify([settings, channel?.channelSettings, channel?.credentials])
  return createHash('sha256').update(given).digest('base64')
}

function checkKey(key: string): void {
  if (key.length > 0 && key.length <= KEY_LIMIT_CHARACTERS) return
  throw new PluginError('invalid', {
    message: `a session's key has 1 to ${KEY_LIMIT_CHARACTERS} characters`,
    effect: 'none',
  })
}
