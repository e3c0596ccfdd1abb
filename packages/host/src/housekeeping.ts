import { mailServer, ownDays } from './config.ts'
import { eraseExpired } from './erasure/retention.ts'
import type { HostContext } from './host-context.ts'
import { pauseOrStop } from './pause-or-stop.ts'
import { beginRound } from './round.ts'
import { onceEach, type Unopened } from './sealing/unopened.ts'
import { eraseAuditNames } from './store/audit.ts'
import { eraseSpent } from './store/call-budgets.ts'
import { eraseUnfinishedFiles } from './store/erased-files.ts'
import { eraseMails, giveUpWaiting } from './store/erased-mails.ts'
import { eraseFaults } from './store/faults.ts'
import { eraseTimesAway } from './store/installation.ts'
import { eraseConnectLinks, eraseSettingsLinks } from './store/links.ts'
import { endInTrouble, overdueSendings } from './store/mail-sending.ts'
import { eraseNotices } from './store/notices.ts'
import { sealOlder } from './store/older-values.ts'
import { eraseSessions } from './store/onboarding-sessions.ts'
import { eraseOperators } from './store/operators.ts'
import { erasePushes } from './store/pushes.ts'
import { eraseReconciliations } from './store/reconciliations.ts'
import { eraseSetAside } from './store/set-aside.ts'
import { eraseStagedFiles } from './store/staged-files.ts'
import { eraseOldEvents } from './store/unclaimed-events.ts'

const EVERY_MS = 10 * 60_000
const DAY_MS = 86_400_000

/** Erases what has served its time. Every host does it; none minds that another did. */
export class Housekeeping {
  readonly #context: HostContext
  readonly #stopped = new AbortController()
  readonly #unopened: Unopened

  constructor(context: HostContext) {
    this.#context = context
    this.#unopened = onceEach((place, row, err) =>
      context.log.error({ place, row, err }, 'a value does not open, and is not sealed anew'),
    )
  }

  start(): void {
    void this.#repeat()
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      // Spread, so that hosts which started together don't all erase at the same moment.
      await pauseOrStop(EVERY_MS * (0.5 + Math.random()), signal)
      if (!signal.aborted) await this.#once()
    }
  }

  async #once(): Promise<void> {
    const { log } = this.#context
    for (const [what, erase] of Object.entries(this.#kept())) {
      if (this.#stopped.signal.aborted) return
      try {
        await erase()
      } catch (error) {
        if (this.#stopped.signal.aborted) return
        // The others don't wait for it: some of what they erase is secret.
        log.error({ what, err: error }, 'this part of housekeeping failed; trying again later')
      }
    }
  }

  /** All that is kept for a time only. */
  #kept(): Readonly<Record<string, () => Promise<unknown>>> {
    const { db, config } = this.#context
    return {
      sessions: () => eraseSessions(db),
      'connect links': () => eraseConnectLinks(db),
      'settings links': () => eraseSettingsLinks(db),
      pushes: () => erasePushes(db),
      notices: () => eraseNotices(db),
      'sessions of the cockpit': () => eraseOperators(db),
      faults: () => eraseFaults(db, ownDays(config, 'retentionDays')),
      'what was set aside': () => eraseSetAside(db, ownDays(config, 'retentionDays')),
      'events of unknown Channels': () => eraseOldEvents(db),
      'unfinished files': () => eraseUnfinishedFiles(db),
      'staged files': () => eraseStagedFiles(db),
      comparisons: () => eraseReconciliations(db),
      'times away': () => eraseTimesAway(db),
      'budgets of calls': () => eraseSpent(db),
      'mails that nobody confirmed': () => giveUpWaiting(db, mailServer(config) !== undefined),
      'mails that nobody sends any more': () => this.#endOverdueMails(),
      'mails to visitors': () =>
        eraseMails(db, {
          settledDays: ownDays(config, 'retentionDays'),
          consentDays: ownDays(config, 'fileRetentionDays'),
        }),
      'names in the audit log': () => db.transaction().execute(eraseAuditNames),
      texts: () => this.#eraseTexts(),
      // Last: what is erased need not be sealed.
      'what an older host left unsealed': () => this.#sealOlder(),
    }
  }

  /** The postman's, unless mail was switched off while he was at it. */
  async #endOverdueMails(): Promise<void> {
    const { db, sealer } = this.#context
    for (const id of await overdueSendings(db, 2 * DAY_MS)) {
      await endInTrouble(db, sealer, id, 'unknown', 'its host did not say what became of it')
    }
  }

  async #sealOlder(): Promise<void> {
    const { db, sealer } = this.#context
    const { isOver } = beginRound(this.#stopped.signal)
    await sealOlder(db, sealer, this.#unopened, { isOver })
  }

  async #eraseTexts(): Promise<void> {
    const erased = await eraseExpired(this.#context, beginRound(this.#stopped.signal))
    if (Object.values(erased).some((count) => count > 0)) {
      this.#context.log.info({ erased }, 'what is no longer kept was erased')
    }
  }
}
