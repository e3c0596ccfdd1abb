import { type Listed, pluginOf } from '@hubward/border'
import { type Message, PluginError } from '@hubward/plugin'
import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { fetchIntervalMs } from '../retry.ts'
import { spendCall } from '../spend-call.ts'
import { missingFrom, noteAbsences, storePresumedGone } from '../store/absences.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Trx } from '../store/database.ts'
import { fetchSoon } from '../store/fetching.ts'
import { storeListed, storeMissing } from '../store/listed-messages.ts'
import {
  countDeleted,
  type Ended,
  endReconciliation,
  type Healed,
  isDoubtful,
  isWanted,
  openReconciliation,
  putReconcileOff,
  type Reconciliation,
  storeListingFailure,
} from '../store/reconciliations.ts'
import { classifyElsewhere } from '../tokens/classify-failure.ts'
import { settleFailure } from '../tokens/settle-failure.ts'
import { unusable } from './fetch.ts'
import { withMarks } from './marks.ts'
import { recentBounds } from './recent-pace.ts'

/** So often in a row the same page may fail; the next reconciliation begins at its beginning. */
const TRIES = 10
/** So long after a message was missing first it has to be missing again. */
const SECOND_LOOK_MS = 3_600_000
/** The same where most is missing at once. */
const DOUBTED_MS = 24 * 3_600_000
/** No window has more pages: the plugin's cursors go round in a circle. */
const MOST_PAGES = 10_000

/**
 * One piece of a reconciliation: a page of what the Network has, or, when all of it was listed and a
 * fetch has followed, a batch of what is missing here. What lies between two pieces is in the
 * database, so any host goes on with it at any time.
 *
 * @throws Interrupted when a Ticket Action came in meanwhile; nothing has changed then.
 */
export async function reconcile(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { windowMs } = recentBounds(context, channel)
  const run = await lease.transaction((trx) => openReconciliation(trx, channel.id, windowMs))
  if (run.listedAt === null) return await listPage(context, lease, channel, run)
  const fetchedSince = channel.fetchedAt !== null && channel.fetchedAt > run.listedAt
  // What was written while pages were read is brought by a fetch, in its order.
  if (!fetchedSince) return await lease.transaction((trx) => fetchSoon(trx, channel))
  const missing = await lease.transaction((trx) =>
    storeMissing(trx, context.sealer, channel.id, run),
  )
  await context.atCrashPoint('reconcile.stored')
  if (missing === undefined) await finish(context, lease, channel, run)
}

async function listPage(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  run: Reconciliation,
): Promise<void> {
  const waitMs = await spendCall(context, channel, 'reading')
  if (waitMs > 0) return await lease.transaction((trx) => putReconcileOff(trx, channel.id, waitMs))
  let listed: Listed | undefined
  try {
    listed = await callPlugin(context, lease, channel, run)
  } catch (thrown) {
    return await settle(context, lease, channel, run, thrown)
  }
  await context.atCrashPoint('reconcile.listed')
  if (!listed || run.pages >= MOST_PAGES) {
    return await giveUp(context, lease, channel, run, 'the list has no end')
  }
  const { cursor, completeSince } = listed
  const wanted = wantedOf(context, channel)
  const { language } = channel.channel
  await lease.transaction((trx) =>
    storeListed(trx, context.sealer, channel.id, run, {
      messages: listed.messages.filter(wanted).map((message) => withMarks(message, language)),
      unusable: listed.rejected.flatMap(unusable),
      cursor,
      completeSince,
      wantedSince: channel.fetchSince,
    }),
  )
}

/** Only what a fetch would have brought: nothing of the Channel's own, unless the plugin wants that. */
function wantedOf(context: HostContext, channel: LoadedChannel): (message: Message) => boolean {
  const { ownMessages } = pluginOf(context, channel).declaration
  return (message) => !('interaction' in message) || ownMessages || !message.own
}

async function callPlugin(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  run: Reconciliation,
): Promise<Listed | undefined> {
  const request = {
    since: run.since.toISOString(),
    ...(run.cursor !== null && { cursor: run.cursor }),
  }
  const dueAt = channel.reconcileDueAt ?? channel.now
  const overdueMs = channel.now.getTime() - dueAt.getTime()
  return await lease.interruptible(overdueMs, (signal) =>
    context.plugins.listRecent(channel, request, signal),
  )
}

/**
 * All that was missing here is stored. What the listing lacks is gone only when a look an hour later lacks
 * it, too; a day later, where most is missing: that is an outage more often than a Network's wish.
 */
async function finish(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  run: Reconciliation,
): Promise<void> {
  const outcome = await lease.transaction(async (trx) => {
    if (!(await isWanted(trx, run))) return undefined
    const missing = await missingFrom(trx, channel.id, run)
    const doubtful = await isDoubtful(trx, run, missing.length)
    const waitMs = doubtful ? DOUBTED_MS : SECOND_LOOK_MS
    const gone = missing.filter(
      ({ since }) => since !== null && run.startedAt.getTime() - since.getTime() >= waitMs,
    )
    const awaitsLook = await noteAbsences(trx, channel.id, run, missing)
    let deleted = 0
    for (const { id } of gone) deleted += await storePresumedGone(trx, channel.id, id, channel.now)
    const healed = await countDeleted(trx, run, deleted)
    const doubted = doubtful ? missing.length - gone.length : 0
    const found = healed.missing + healed.edited + healed.deleted
    const intervalMs = fetchIntervalMs(run.intervalMs, found, recentBounds(context, channel))
    await end(trx, channel, run, { doubted, failure: null, intervalMs }, awaitsLook)
    return { doubted, healed }
  })
  if (outcome) logOutcome(context, channel, outcome.healed, outcome.doubted)
}

/**
 * The next one is spread, so that Channels which came together don't stay together.
 *
 * @param awaitsLook whether something waits for a second look.
 */
async function end(
  trx: Trx,
  channel: LoadedChannel,
  run: Reconciliation,
  ended: Omit<Ended, 'nextInMs'>,
  awaitsLook: boolean,
): Promise<void> {
  const usualMs = ended.intervalMs * (0.9 + Math.random() / 5)
  // A little later than is needed, since the look begins when it is due or just after.
  const soonMs = SECOND_LOOK_MS * (1.02 + Math.random() / 10)
  const nextInMs = Math.round(awaitsLook ? Math.min(usualMs, soonMs) : usualMs)
  await endReconciliation(trx, channel.id, run, { ...ended, nextInMs })
}

function logOutcome(
  context: HostContext,
  channel: LoadedChannel,
  healed: Healed,
  doubted: number,
): void {
  const { integration } = channel
  const log = channelLog(context, channel)
  for (const kind of ['missing', 'edited', 'deleted'] as const) {
    context.counters.healed(integration, kind, healed[kind])
  }
  if (healed.missing > 0) {
    log.warn(healed, 'listing again found messages that fetching had not brought')
  } else log.debug(healed, 'a Channel was compared with its Network')
  if (doubted > 0) {
    log.error(
      { ...healed, doubted },
      'so many messages are no longer listed that they are not taken for deleted',
    )
  }
}

async function settle(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  run: Reconciliation,
  thrown: unknown,
): Promise<void> {
  const failures = run.failures + 1
  if (thrown instanceof PluginError && failures >= TRIES) {
    return await giveUp(context, lease, channel, run, thrown.message)
  }
  await settleFailure(context, lease, channel, thrown, {
    what: 'listing again',
    failures,
    // A grant is judged by what fetching says of it: listing may need a permission of its own.
    classify: (_, error) => classifyElsewhere(error),
    store: async (trx, inMs, { code }) => {
      await storeListingFailure(trx, channel.id, run, inMs, code !== 'rate-limited')
      if (code === 'authentication' || code === 'operator') await fetchSoon(trx, channel)
    },
  })
}

async function giveUp(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  run: Reconciliation,
  failure: string,
): Promise<void> {
  channelLog(context, channel).error(
    { pages: run.pages },
    `a Channel could not be compared with its Network: ${failure}`,
  )
  const intervalMs = recentBounds(context, channel).minIntervalMs
  await lease.transaction(async (trx) => {
    if (!(await isWanted(trx, run))) return
    await end(trx, channel, run, { doubted: 0, failure, intervalMs }, false)
  })
}
