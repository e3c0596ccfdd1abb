import { PluginError, type Refreshed } from '@hubward/plugin'
import { SENDING_MARGIN_MS } from '../delivery.ts'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { callLimitMs } from '../plugins/calls.ts'
import { plainCopy } from '../plugins/plain-copy.ts'
import { retryDelayMs } from '../retry.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeGrantFailure } from '../store/grants.ts'
import {
  recordRefresh,
  settleRefresh,
  storeRefreshed,
  storeRefreshFailure,
} from '../store/refreshes.ts'
import { outlast } from '../store/turns.ts'
import { releaseApp } from './brake.ts'
import { mustRefresh } from './expiry.ts'
import { DOUBT_MS, followFailure, type Judgement } from './refusal.ts'

/**
 * Exchanges a Channel's credentials for new ones. The old ones may work only once, so what is about
 * to happen is written down first, and the lease is made to outlast the call: nobody else tries
 * meanwhile, and whoever finds the note later knows that the old ones may be used up.
 *
 * Then the old ones are tried once more: the Network may not have had them. If it refuses them, the
 * new ones went down with the host that asked for them, and the Customer has to reconnect.
 */
export async function refresh(parts: Parts, lease: Lease, channel: LoadedChannel): Promise<void> {
  const plugin = parts.integrations.get(channel.integration)?.plugin
  if (!plugin) return
  const deadlineInMs = callLimitMs(plugin, 'refresh') + SENDING_MARGIN_MS
  const storedAt = performance.now()
  await lease.transaction(async (trx) => {
    await outlast(trx, channel.id, deadlineInMs)
    await recordRefresh(trx, channel, deadlineInMs)
  })
  lease.renewed(storedAt + deadlineInMs)
  await parts.at('refresh.recorded')
  // A host that stood still meanwhile may no longer be alone with these credentials.
  if (performance.now() - storedAt > SENDING_MARGIN_MS) return
  let refreshed: Refreshed<unknown> | undefined
  try {
    refreshed = await parts.line.refresh(channel, lease.signal)
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    await storeFailure(parts, lease, channel, error)
    return
  }
  if (!refreshed) return
  await parts.at('refresh.exchanged')
  const { credentials } = refreshed
  const now = channel.now.getTime() + performance.now() - storedAt
  const expireAt = expiryOf(parts, channel, refreshed, now)
  const stored = await lease.transaction((trx) =>
    storeRefreshed(trx, parts.sealer, channel, plainCopy(credentials), expireAt),
  )
  await parts.at('refresh.stored')
  parts.log.info(
    { channel: channel.id, integration: channel.integration, stored, expireAt },
    'a grant was refreshed',
  )
  await releaseApp(parts, channel)
}

/**
 * New credentials that have run out already would be refreshed for ever: their date is a mistake.
 *
 * @param now by PostgreSQL's clock, since this host's own may be wrong.
 */
function expiryOf(
  parts: Parts,
  channel: LoadedChannel,
  refreshed: Refreshed<unknown>,
  now: number,
): Date | null {
  if (refreshed.expirationTime === undefined) return null
  const expireAt = new Date(refreshed.expirationTime)
  if (expireAt.getTime() > now) return expireAt
  parts.log.error(
    { channel: channel.id, integration: channel.integration, expireAt },
    'new credentials have run out already, says the plugin; they are used until they are refused',
  )
  return null
}

async function storeFailure(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  error: PluginError,
): Promise<void> {
  const { grant } = channel
  const judgement = judgeRefresh(channel, error)
  const failures = grant.refreshFailures + 1
  const inMs = retryDelayMs(failures, judgement.atLeastMs, Math.random())
  const cause =
    grant.openRefresh && error.code === 'authentication'
      ? `${error.message}. An exchange that began at ${grant.openRefresh.startedAt.toISOString()} was cut off before its answer was stored, so the Network had probably used the old grant up.`
      : error.message
  parts.log.warn(
    { channel: channel.id, integration: channel.integration, code: error.code, failures, inMs },
    `refreshing failed: ${cause}`,
  )
  const counts = await lease.transaction(async (trx) => {
    const uncertain = error.effect === 'unknown' || grant.openRefresh !== null
    await settleRefresh(trx, channel.id, uncertain ? 'uncertain' : 'unused', cause)
    await storeRefreshFailure(trx, channel, failures, inMs)
    return await storeGrantFailure(trx, channel, judgement)
  })
  if (counts) await followFailure(parts, lease, channel, judgement, cause)
}

/**
 * What a failed refresh says. Ahead of expiry a refusal says nothing yet: the credentials in use still
 * work. After an exchange that its host did not live to finish, one refusal is certain: both facts
 * have one simple reason, and a second attempt would only look like theft to the Network.
 */
function judgeRefresh(channel: LoadedChannel, error: PluginError): Judgement {
  const { grant, now, grantFailures } = channel
  const { code, retryAfterMs } = error
  const refused = code === 'authentication'
  const since = grant.trouble === 'authentication' ? grant.troubleSince : null
  const interrupted = grant.openRefresh?.state === 'open'
  const twice = since !== null && grantFailures > 0 && now.getTime() - since.getTime() >= DOUBT_MS
  return {
    code,
    retryAfterMs,
    atLeastMs: Math.max(retryAfterMs ?? 0, refused ? DOUBT_MS : 0),
    counts: code === 'operator' || (refused && mustRefresh(grant, now)),
    wantsRefresh: false,
    certain: refused && mustRefresh(grant, now) && (interrupted || twice),
  }
}
