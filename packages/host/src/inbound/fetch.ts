import { isDeepStrictEqual } from 'node:util'
import { type Fetched, pluginOf, type RejectedMessage } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import { channelLog } from '../channel-log.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import { fetchIntervalMs } from '../retry.ts'
import type { SharedStatements } from '../shared-statements.ts'
import { spendCall } from '../spend-call.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { Trx } from '../store/database.ts'
import {
  type FetchProgress,
  pauseFetching,
  putFetchOff,
  storeFetchFailure,
  storeProgress,
} from '../store/fetching.ts'
import { storeMessages, type Unusable } from '../store/interactions.ts'
import { writeNotice } from '../store/notices.ts'
import { release } from '../tokens/brake.ts'
import { messageOf, settleFailure } from '../tokens/settle-failure.ts'
import { during, factsOfError } from '../tracing/tracing.ts'
import { withMarks } from './marks.ts'
import { recentBounds } from './recent-pace.ts'
import { RepeatedPositions } from './repeated-positions.ts'

/** After so many refusals in a row nobody takes it for a hiccup any more. */
const TOLD_AFTER = 3

/**
 * Fetches once, and stores what came together with the position after it.
 *
 * @returns when to fetch again, where nothing came and nothing else has changed for the Channel.
 * @throws Interrupted when a Ticket Action came in meanwhile; nothing has changed then.
 */
export async function fetchMessages(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  statements: SharedStatements,
): Promise<{ readonly inMs: number } | undefined> {
  const waitMs = await spendCall(context, channel, 'reading')
  if (waitMs > 0) {
    await lease.transaction((trx) => putFetchOff(trx, channel.id, waitMs))
    return undefined
  }
  let fetched: Fetched
  const startedAt = Date.now()
  try {
    fetched = await callPlugin(context, lease, channel)
  } catch (thrown) {
    if (thrown instanceof PluginError) {
      context.tracing.begin('fetch messages', { channel, startedAt }).end(factsOfError(thrown))
    }
    await settle(context, lease, channel, thrown)
    return undefined
  }
  await context.atCrashPoint('fetch.returned')
  const next = await storeFetched(context, lease, channel, statements, fetched, startedAt)
  await context.atCrashPoint('fetch.stored')
  return next
}

async function callPlugin(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<Fetched> {
  const { pageSize } = boundsOf(context, channel)
  const request = {
    position: channel.position ?? null,
    limit: pageSize,
    since: channel.fetchSince.toISOString(),
  }
  const overdueMs = channel.now.getTime() - channel.fetchDueAt.getTime()
  return await lease.interruptible(overdueMs, (signal) =>
    context.plugins.fetchMessages(channel, request, signal),
  )
}

async function storeFetched(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  statements: SharedStatements,
  fetched: Fetched,
  startedAt: number,
): Promise<{ readonly inMs: number } | undefined> {
  const { rejected, position, pushesRead } = fetched
  const { language } = channel.channel
  const messages = fetched.messages.map((message) => withMarks(message, language))
  const anew =
    channel.reconcileDueAt === null && pluginOf(context, channel).listRecent !== undefined
  const progress = (found: number): FetchProgress => {
    const stuck = found === 0 && fetched.more && isStuck(context, channel, position)
    if (!fetched.more || found > 0) REPEATED.end(channel.id)
    const intervalMs = fetchIntervalMs(channel.fetchIntervalMs, found, boundsOf(context, channel))
    const soonest = fetched.more && !stuck ? 0 : Math.round(intervalMs * (0.9 + Math.random() / 5))
    return {
      fetchSince: channel.fetchSince,
      position,
      intervalMs,
      inMs: Math.max(soonest, fetched.waitMs ?? 0),
      dueAt: channel.fetchDueAt,
      pushCount: channel.pushCount,
      pushesRead,
      // The first comparison: spread over the shortest interval.
      compareInMs: anew
        ? Math.round(recentBounds(context, channel).minIntervalMs * Math.random())
        : undefined,
    }
  }
  const { claimed, holder } = lease
  if (messages.length === 0 && rejected.length === 0) {
    const quiet = progress(0)
    await statements.storeProgress(claimed, quiet)
    await pauseServer(context, channel, fetched.waitMs)
    await release(context, channel)
    const { inMs } = quiet
    const asBefore = channel.grant.trouble === null && !anew && inMs > 0
    return asBefore ? { inMs } : undefined
  }
  // Most fetches bring nothing, and are nothing to tell.
  const step = context.tracing.begin('fetch messages', { channel, startedAt })
  step.end({ outcome: 'done', messages: messages.length })
  const storing = context.tracing.begin('store messages', { channel, parent: step.traceparent })
  await during(storing, () =>
    lease.transaction(async (trx) => {
      const unusables = rejected.flatMap(unusable)
      const { traceparent } = storing
      const found = await storeMessages(
        trx,
        context.sealer,
        channel.id,
        messages,
        unusables,
        traceparent,
      )
      await storeProgress(trx, holder, [{ claimed, progress: progress(found) }], 'wait')
    }),
  )
  await pauseServer(context, channel, fetched.waitMs)
  await release(context, channel)
  for (const { networkItemId, problems } of rejected) {
    channelLog(context, channel).error(
      { networkItemId, problems },
      'a message can’t become a Ticket: the plugin has to change',
    )
  }
  return undefined
}

/** Walks of the Channels that this process serves; one that it serves no more costs a hundred bytes. */
const REPEATED = new RepeatedPositions()

/** Whether asking again at once leads nowhere: the position stands still, or goes round in a circle. */
function isStuck(context: HostContext, channel: LoadedChannel, position: unknown): boolean {
  const stands = isDeepStrictEqual(position, channel.position)
  if (!stands && !REPEATED.isMet(channel.id, position)) return false
  channelLog(context, channel).error(
    { call: 'fetchMessages' },
    `the plugin says that more is waiting, but its position ${stands ? 'did not move' : 'goes round in a circle'}`,
  )
  return true
}

/** What a server counts is shared by all Channels there. */
async function pauseServer(
  { db, log }: HostContext,
  { integration, channel: { server } }: LoadedChannel,
  waitMs: number | undefined,
): Promise<void> {
  if (waitMs === undefined || server === null) return
  log.info({ integration, server, waitMs }, 'the server’s budget is spent: fetching pauses there')
  await pauseFetching(db, integration, server, waitMs)
}

/** What of a rejected message is kept: its id with the reason, where it says its id. */
export function unusable({ networkItemId, problems }: RejectedMessage): Unusable[] {
  if (networkItemId === undefined) return []
  const refusal = problems.map(({ field, rule }) => `${field}: ${rule}`).join(' ')
  return [{ networkItemId, refusal }]
}

async function settle(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  thrown: unknown,
): Promise<void> {
  const failures = channel.fetchFailures + 1
  await settleFailure(context, lease, channel, thrown, {
    what: 'fetching',
    failures,
    store: async (trx, retryInMs, error) => {
      await storeFetchFailure(trx, channel, { failures, retryInMs, error })
      // The notice's key says it once, whichever failures came before.
      if (failures >= TOLD_AFTER && isOfTheChannel(error)) await tellOperator(trx, channel, error)
    },
  })
  if (thrown instanceof PluginError && thrown.code === 'rate-limited') {
    await pauseServer(context, channel, thrown.retryAfterMs)
  }
}

/** No outage, and no grant's end, which have notices of their own: this Channel alone can't be read. */
function isOfTheChannel({ code }: PluginError): boolean {
  return code === 'not-found' || code === 'rejected' || code === 'invalid'
}

/** Once for each time that fetching ceases to work. */
async function tellOperator(trx: Trx, channel: LoadedChannel, error: PluginError): Promise<void> {
  const { id, integration, fetchedAt } = channel
  await writeNotice(trx, {
    kind: 'channel.fetch-refused',
    about: `${id} ${fetchedAt?.getTime() ?? 'never'}`,
    cause: messageOf(error),
    channelId: id,
    integration,
  })
}

function boundsOf(context: HostContext, channel: LoadedChannel) {
  return pluginOf(context, channel).declaration.fetch
}
