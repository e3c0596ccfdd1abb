import type { HostContext } from './host-context.ts'
import { pauseOrStop } from './pause-or-stop.ts'
import { isDiskFull } from './store/database.ts'
import { affectedAccounts, notePresence, type TimeAway } from './store/installation.ts'
import { OlderHosts } from './store/key-register.ts'
import { writeNotice } from './store/notices.ts'

/** How often a host notes that it is there. */
const EVERY_MS = 5_000
/**
 * Three notes missed. Shorter times SocialHub bridges by delivering again; it documents no number and
 * no pause, so a longer one is always told.
 */
const TOLERATED_MS = 3 * EVERY_MS

/**
 * Notes, for all hosts together, that SocialHub finds somebody here; and when it found nobody, tells
 * the operator which Accounts may have lost Ticket Actions. Not being able to reach PostgreSQL counts
 * as not being here: nothing can be accepted then.
 */
export class Presence {
  readonly #context: Pick<HostContext, 'db' | 'log' | 'availability'>
  readonly #stopped = new AbortController()
  readonly #olderHosts: OlderHosts
  /** Whether everybody may seal under the keys of Accounts. */
  #accountKeys = false
  #running: Promise<void> = Promise.resolve()

  constructor(
    context: Pick<HostContext, 'db' | 'log' | 'availability'>,
    olderHosts = new OlderHosts(),
  ) {
    this.#context = context
    this.#olderHosts = olderHosts
  }

  /** To be called when this host answers. */
  async start(): Promise<void> {
    await this.#note()
    this.#running = this.#repeat()
  }

  /** To be called when this host no longer answers. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
    await this.#note()
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await pauseOrStop(EVERY_MS, signal)
      if (!signal.aborted) await this.#note()
    }
  }

  async #note(): Promise<void> {
    const { db, log, availability } = this.#context
    try {
      const away = await notePresence(db, TOLERATED_MS)
      availability.diskFull = false
      if (away) await this.#report(away)
      // Older hosts are updated one after the other: whoever is there when the last has gone sees to it.
      this.#accountKeys ||= await this.#olderHosts.haveGone(db)
    } catch (error) {
      this.#olderHosts.beginAgain()
      // It is written every few seconds: nothing notices a full disk sooner.
      if (isDiskFull(error)) availability.diskFull = true
      log.error({ err: error }, 'that this host is here could not be noted')
    }
  }

  async #report({ since, until }: TimeAway): Promise<void> {
    const { db, log } = this.#context
    const accounts = await affectedAccounts(db, { since: until })
    const between = { since: since.toISOString(), until: until.toISOString() }
    for (const { accountId, account, channels } of accounts) {
      log.warn(
        { customer: account ?? accountId, accountId, channels: channels.length, ...between },
        'no host was there to answer SocialHub: Ticket Actions of this Account may be lost',
      )
    }
    if (accounts.length === 0) return
    await writeNotice(db, {
      kind: 'hosts.away',
      about: between.since,
      cause: `From ${between.since} until ${between.until} no host answered SocialHub, which delivers a few times and then drops: Ticket Actions of ${accounts.length === 1 ? 'one Account' : `${accounts.length} Accounts`} may be lost.`,
      integration: null,
    })
  }
}
