import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { isPassing, type Trx } from '../store/database.ts'
import { writeNotice } from '../store/notices.ts'
import { prove } from '../store/proof.ts'
import { type ChannelDue, longestUnproved, storeProofs, storeUnproved } from '../store/proofs.ts'

const EVERY_MS = 60 * 60_000
/** No group begins after this, however many Channels there are: the next round begins with the others. */
const ROUND_MS = 20_000
/** Channels that are looked through together, at most: one at first, then twice as many each time. */
const TOGETHER = 100

/** Proves all Channels again and again, those first that nobody has proved for the longest time. */
export class HourlyProof {
  readonly #context: Pick<HostContext, 'db' | 'log'>
  readonly #stopped = new AbortController()

  constructor(context: Pick<HostContext, 'db' | 'log'>) {
    this.#context = context
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
      // Spread over hosts that started together; soon after a start, so that a figure is there.
      await pauseOrStop(EVERY_MS * (0.1 + Math.random() / 2), signal)
      if (signal.aborted) return
      await proveSome(this.#context, ROUND_MS, signal).catch((error: unknown) =>
        this.#context.log.warn({ err: error }, 'the ledger could not be proved'),
      )
    }
  }
}

/**
 * One round, of which hosts make one at a time.
 *
 * @returns how many Channels were proved.
 */
export async function proveSome(
  { db, log }: Pick<HostContext, 'db' | 'log'>,
  roundMs: number,
  signal: AbortSignal,
): Promise<number> {
  const began = performance.now()
  let proved = 0
  let together = 1
  while (!signal.aborted && performance.now() - began < roundMs) {
    let chosen: readonly ChannelDue[] = []
    try {
      const proofs = await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (trx) => {
          chosen = await longestUnproved(trx, together)
          return await prove(trx, { channelIds: chosen.map(({ id }) => id), since: null })
        })
      if (chosen.length === 0) break
      await db.transaction().execute(async (trx) => {
        await storeProofs(trx, proofs)
        for (const { channelId, unaccounted } of proofs) {
          const channel = chosen.find(({ id }) => id === channelId)
          if (channel && unaccounted > (channel.unaccountedBefore ?? 0)) {
            await tell(trx, log, channel, unaccounted)
          }
        }
      })
      proved += chosen.length
      together = Math.min(TOGETHER, together * 2)
    } catch (error) {
      // Nobody's fault but PostgreSQL's: the same Channels are next.
      if (signal.aborted || isPassing(error)) break
      const [only, ...others] = chosen
      log.warn({ err: error }, 'the ledger could not be proved')
      if (!only) break
      // Then each for itself, and one that can't be counted keeps the others from nothing.
      if (others.length > 0) together = 1
      else await storeUnproved(db, only.id)
    }
  }
  return proved
}

/** Once, and again when it has become more. */
async function tell(
  trx: Trx,
  log: HostContext['log'],
  { id, socialhubChannelId: channel, integration, provedBefore }: ChannelDue,
  unaccounted: number,
): Promise<void> {
  log.error(
    { channel, integration, unaccounted },
    `not all that came in is accounted for: hubward prove --channel ${channel}`,
  )
  await writeNotice(trx, {
    kind: 'ledger.unaccounted',
    about: `${id} ${provedBefore?.getTime() ?? 'first'}`,
    cause: `What was counted as it came in differs from what is stored by ${unaccounted}.`,
    channelId: id,
    integration,
  })
}
