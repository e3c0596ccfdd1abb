import { PluginError } from '@hubward/plugin'
import type { Lease } from '../lease.ts'
import type { Parts } from '../parts.ts'
import { retryDelayMs } from '../retry.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { storeGrantFailure } from '../store/grants.ts'
import { storeSubscribed, storeSubscribeFailure } from '../store/subscriptions.ts'
import { renewAt } from './expiry.ts'
import { followFailure, judgeFailure } from './refusal.ts'

/**
 * Asks the Network to push, after onboarding and each reconnect, and again ahead of the end that it
 * names. A failure costs latency and nothing else: fetching goes on.
 */
export async function subscribe(parts: Parts, lease: Lease, channel: LoadedChannel): Promise<void> {
  let expiresAt: string | undefined
  const asked = performance.now()
  try {
    expiresAt = (await parts.line.subscribe(channel, lease.signal)).expiresAt
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    await storeFailure(parts, lease, channel, error)
    return
  }
  // PostgreSQL's clock: this host's own may be wrong.
  const now = new Date(channel.now.getTime() + performance.now() - asked)
  const dueAt = expiresAt === undefined ? null : new Date(renewAt(now, new Date(expiresAt)))
  const inMs = dueAt && Math.max(1_000, dueAt.getTime() - now.getTime())
  await lease.transaction((trx) => storeSubscribed(trx, channel, inMs))
}

async function storeFailure(
  parts: Parts,
  lease: Lease,
  channel: LoadedChannel,
  error: PluginError,
): Promise<void> {
  const canRefresh = parts.integrations.get(channel.integration)?.plugin.refresh !== undefined
  const judgement = judgeFailure(channel, error, canRefresh)
  const failures = channel.grant.subscribeFailures + 1
  const inMs = retryDelayMs(failures, judgement.atLeastMs, Math.random())
  parts.log.warn(
    { channel: channel.id, integration: channel.integration, code: error.code, failures, inMs },
    `subscribing failed: ${error.message}`,
  )
  const counts = await lease.transaction(async (trx) => {
    await storeSubscribeFailure(trx, channel.id, failures, inMs)
    return await storeGrantFailure(trx, channel, judgement)
  })
  if (counts) await followFailure(parts, lease, channel, judgement, error.message)
}
