import { callLimitMs, plainCopy } from '@hubward/border'
import { type PlainData, PluginError, type Refreshed } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import { channelLog } from '../channel-log.ts'
import { SENDING_MARGIN_MS } from '../delivery.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import type { LoadedChannel } from '../store/channels.ts'
import {
  recordRefresh,
  settleRefresh,
  storeRefreshed,
  storeRefreshFailure,
} from '../store/renewals.ts'
import { grantHash } from '../store/shared-grants.ts'
import { outlast } from '../store/turns.ts'
import { releaseApp } from './brake.ts'
import { classifyRefresh } from './classify-failure.ts'
import { messageOf, settleFailure } from './settle-failure.ts'
import { wholeGrant } from './whole-grant.ts'

/**
 * Exchanges a Channel's credentials for new ones. The old ones may work only once, so what is about
 * to happen is written down first, and the lease is made to outlast the call: nobody else tries
 * meanwhile, and whoever finds the note later knows that the old ones may be used up.
 *
 * Then the old ones are tried once more: the Network may not have had them. If it refuses them, the
 * new ones went down with the host that asked for them, and the Customer has to reconnect.
 */
export async function refresh(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const plugin = context.integrations.get(channel.integration)?.plugin
  if (!plugin) return
  const fits = (whole: PlainData) => check(plugin.credentials, whole).ok
  const deadlineInMs = callLimitMs(plugin, 'refresh') + SENDING_MARGIN_MS
  const storedAt = performance.now()
  await lease.transaction(async (trx) => {
    await outlast(trx, channel.id, deadlineInMs)
    await recordRefresh(trx, channel, deadlineInMs)
  })
  lease.renewed(storedAt + deadlineInMs)
  await context.atCrashPoint('refresh.recorded')
  // A host that stood still meanwhile may no longer be alone with these credentials.
  if (performance.now() - storedAt > SENDING_MARGIN_MS) return
  let refreshed: Refreshed<unknown> | undefined
  try {
    refreshed = await context.plugins.refresh(channel, lease.signal)
  } catch (thrown) {
    return await settle(context, lease, channel, thrown)
  }
  if (!refreshed) return
  await context.atCrashPoint('refresh.exchanged')
  const credentials = wholeGrant(channel.credentials, plainCopy(refreshed.credentials), fits)
  if (credentials === undefined) {
    const message = 'the plugin answered empty credentials; the former ones stay'
    return await settle(context, lease, channel, new PluginError('unavailable', { message }))
  }
  const now = channel.now.getTime() + performance.now() - storedAt
  const expireAt = expiryOf(context, channel, refreshed, now)
  const stored = await lease.transaction((trx) =>
    storeRefreshed(trx, context.sealer, channel, {
      credentials,
      expireAt,
      grantHash: grantHash(context.sealer, plugin.id, refreshed.grantId),
    }),
  )
  await context.atCrashPoint('refresh.stored')
  channelLog(context, channel).info({ stored, expireAt }, 'a grant was refreshed')
  await releaseApp(context, channel)
}

/**
 * New credentials that have run out already would be refreshed for ever: their date is a mistake.
 *
 * @param now by PostgreSQL's clock, since this host's own may be wrong.
 */
function expiryOf(
  context: HostContext,
  channel: LoadedChannel,
  refreshed: Refreshed<unknown>,
  now: number,
): Date | null {
  if (refreshed.expirationTime === undefined) return null
  const expireAt = new Date(refreshed.expirationTime)
  if (expireAt.getTime() > now) return expireAt
  channelLog(context, channel).error(
    { expireAt },
    'new credentials have run out already, says the plugin; they are used until they are refused',
  )
  return null
}

async function settle(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
  thrown: unknown,
): Promise<void> {
  const { openRefresh, refreshFailures } = channel.grant
  const failures = refreshFailures + 1
  const cause = (error: PluginError) =>
    openRefresh && error.code === 'authentication'
      ? `${messageOf(error)}. An exchange that began at ${openRefresh.startedAt.toISOString()} was cut off before its answer was stored, so the Network had probably used the old grant up.`
      : messageOf(error)
  await settleFailure(context, lease, channel, thrown, {
    what: 'refreshing',
    failures,
    classify: classifyRefresh,
    cause,
    store: async (trx, inMs, error) => {
      const uncertain = error.effect === 'unknown' || openRefresh !== null
      await settleRefresh(trx, channel.id, uncertain ? 'uncertain' : 'unused', cause(error))
      await storeRefreshFailure(trx, channel, failures, inMs)
    },
  })
}
