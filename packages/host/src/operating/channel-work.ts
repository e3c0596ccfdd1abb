import type { Integration } from '@hubward/border'
import {
  CHANNEL_TRANSITIONS,
  type ChannelEvent,
  type ChannelState,
  nextStepIn,
} from '../channel.ts'
import { USUAL_RECENT } from '../inbound/recent-pace.ts'
import { writeAudit } from '../store/audit.ts'
import { type LockedChannel, lockChannel } from '../store/channel-finding.ts'
import { changeState } from '../store/channel-state.ts'
import type { Db, Trx } from '../store/database.ts'
import { fetchSoon } from '../store/fetching.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { wantReconciliation } from '../store/reconciliations.ts'
import { Refused } from './refused.ts'

// What an operator does with a Channel, by a command or on a page. Channels go by SocialHub's id.

/**
 * Pauses a Channel, or lets it go on.
 *
 * @param cause why, for whoever looks at it later.
 * @returns the state that it has now.
 * @throws Refused where its state does not allow that.
 */
export async function changeByOperator(
  db: Db,
  channelId: SocialHubChannelId,
  event: ChannelEvent & `${string} by the operator`,
  cause: string,
): Promise<ChannelState> {
  return await db.transaction().execute(async (trx) => {
    const channel = await lockNamed(trx, channelId)
    if (channel.waitsFor !== null) {
      throw new Refused(
        'waits',
        `This Channel waits until the Custom Channel ${channel.waitsFor} has handed over; it goes on by itself then.`,
      )
    }
    if (!(await changeState(trx, channel, event, cause))) throw wrongState(channel.state)
    return CHANNEL_TRANSITIONS[event].to
  })
}

/**
 * Has an active Channel fetch as soon as a host is free.
 *
 * @throws Refused where it is not active.
 */
export async function fetchNow(db: Db, channelId: SocialHubChannelId): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { id, state } = await lockNamed(trx, channelId)
    if (state !== 'active') throw wrongState(state)
    await fetchSoon(trx, { id })
    await writeAudit(trx, { action: 'channel.fetch-asked', channelId: id })
  })
}

/**
 * Has a host compare a Channel with what its Network lists.
 *
 * @param since how far back; absent: as far as by schedule.
 * @returns the comparison's id, for `reportOf`.
 * @throws Refused where the Channel is not active, or its plugin can't list.
 */
export async function reconcileNow(
  { db, integrations }: { db: Db; integrations: ReadonlyMap<string, Integration> },
  channelId: SocialHubChannelId,
  since: Date | undefined,
): Promise<string> {
  return await db.transaction().execute(async (trx) => {
    const channel = await lockNamed(trx, channelId)
    if (channel.state !== 'active') throw wrongState(channel.state)
    const plugin = integrations.get(channel.integration)?.plugin
    if (!plugin?.listRecent) {
      throw new Refused(
        'no-listing',
        `The plugin of "${channel.integration}" can’t list messages again: it has no listRecent.`,
      )
    }
    const { windowMs } = plugin.declaration.recent ?? USUAL_RECENT
    return await wantReconciliation(trx, channel.id, since, windowMs)
  })
}

/**
 * The Channel, rung and locked until the transaction ends.
 *
 * @throws Refused where there is none.
 */
async function lockNamed(trx: Trx, channelId: SocialHubChannelId): Promise<LockedChannel> {
  const channel = await lockChannel(trx, channelId)
  if (channel) return channel
  throw unknownChannel(channelId)
}

export function unknownChannel(channelId: SocialHubChannelId): Refused {
  return new Refused('unknown-channel', `No Channel here has SocialHub’s id ${channelId}.`)
}

function wrongState(state: string): Refused {
  return new Refused('wrong-state', `The Channel is ${state}. ${nextStepIn(state)}`)
}
