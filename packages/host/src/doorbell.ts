import { setTimeout as pause } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { ChannelId } from './store/ids.ts'
import { LIVE } from './store/live.ts'
import { DOORBELL, type Ring } from './store/turns.ts'

/** How long to wait before a broken connection is made again. */
const AGAIN_MS = 500

/** Whoever is told what pages show. */
interface LiveListener {
  heard(topic: string): void
  /** Whatever was said until now may not have been heard. */
  heardNothing(): void
}

/**
 * Hears who is rung, over PostgreSQL's LISTEN, on a connection of its own. After an interruption it
 * listens first; the claim that follows sees whatever was rung in between.
 */
export class Doorbell {
  readonly #pool: Pool
  readonly #log: Logger
  readonly #heard: (channelId: ChannelId, why: Ring) => void
  readonly #live: LiveListener
  readonly #stopped = new AbortController()
  #client: PoolClient | undefined
  #again: Promise<void> | undefined

  constructor(
    pool: Pool,
    log: Logger,
    heard: (channelId: ChannelId, why: Ring) => void,
    live: LiveListener,
  ) {
    this.#pool = pool
    this.#live = live
    this.#log = log
    this.#heard = heard
  }

  async start(): Promise<void> {
    const client = await this.#pool.connect()
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === LIVE) return this.#live.heard(payload)
      const [channelId = '', why] = payload.split(' ')
      this.#heard(channelId, why === 'action' || why === 'push' ? why : 'command')
    })
    client.on('error', (error) => {
      // A second error says nothing new. Before it listened the query fails as well; after the end, `stop`
      // has released it or is about to.
      if (this.#client !== client || this.#stopped.signal.aborted) return
      client.release(error)
      this.#client = undefined
      this.#again = this.#restart(error)
    })
    try {
      await client.query(`listen ${DOORBELL}; listen ${LIVE}`)
    } catch (error) {
      // Otherwise each try would keep a connection, until there are no more: a standby refuses LISTEN.
      client.release(true)
      throw error
    }
    this.#client = client
    this.#heard('', 'command')
    this.#live.heardNothing()
  }

  async #restart(cause: Error): Promise<void> {
    this.#log.warn({ err: cause }, 'the connection that hears who is rung broke; making it again')
    while (!this.#stopped.signal.aborted) {
      await pause(AGAIN_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined)
      try {
        if (!this.#stopped.signal.aborted) await this.start()
        return
      } catch (error) {
        this.#log.error({ err: error }, 'PostgreSQL can’t be reached')
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#again
    // Destroyed rather than given back: nobody else shall get its notifications.
    this.#client?.release(true)
  }
}
