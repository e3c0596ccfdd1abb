import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { SocialHubError } from '@hubward/socialhub'
import { CHANNEL_STATES } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import { Lease } from '../lease.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { changeState } from '../store/channel-state.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import type { Trx } from '../store/database.ts'
import type { ChannelId } from '../store/ids.ts'
import { eraseChannel, type Tombstone } from '../store/removed-channels.ts'
import { isLeftToOthers } from '../store/shared-grants.ts'
import { claimTurn, hasTurns, outlast, releaseTurns, ring } from '../store/turns.ts'
import { type Ending, giveBack } from './give-back.ts'

/** Outlasts asking the Network or SocialHub once; who interrupts a removal waits for so long. */
const LEASE_MS = 45_000
const LOOK_EVERY_MS = 100
/** Longer than a host's piece of work takes. */
const CLAIM_WITHIN_MS = 90_000

export type RemovalContext = Pick<
  HostContext,
  'config' | 'db' | 'sealer' | 'plugins' | 'integrations'
>

export interface Removal {
  readonly network: Ending
  readonly socialhub: Ending
  /** Absent when nothing was erased: something remains, and `force` was not given. */
  readonly erased?: Tombstone
}

type OnErased = (trx: Trx, removal: Required<Removal>) => Promise<void>

/** A host has held the Channel for too long. */
export class StillBusy extends Error {
  override readonly name = 'StillBusy'
}

/**
 * Removes a Channel: lets it rest, takes its turn from the hosts, gives the grant back to the Network
 * unless another Channel lives on it, ends the Channel at SocialHub, erases. Each step may be repeated,
 * so a removal that was interrupted is simply begun again.
 *
 * @param force erases also when the Network or SocialHub could not be reached.
 * @param onErased called in the transaction that erases it.
 * @returns undefined where there is no such Channel, or somebody else has removed it meanwhile.
 * @throws StillBusy
 */
export async function removeChannel(
  context: RemovalContext,
  channelId: ChannelId,
  { force, onErased }: { readonly force: boolean; readonly onErased?: OnErased },
): Promise<Removal | undefined> {
  const { db, sealer } = context
  const channel = await loadCallChannel(db, sealer, channelId)
  if (!channel) return undefined
  await db.transaction().execute(async (trx) => {
    await ring(trx, channelId, 'action')
    await changeState(trx, channel, 'paused by the operator', 'It is being removed.')
  })
  const holder = randomUUID()
  const turn = await claim(context, holder, channelId)
  if (!turn) return undefined
  const { claimed, heldUntil } = turn
  const lease = new Lease(db, holder, claimed, heldUntil)
  let socialhub: Ending | undefined
  for (;;) {
    const network = await giveBack(context, channel, lease.signal)
    await hold(lease)
    socialhub ??= await endAtSocialHub(context, channel)
    if (!force && (network.outcome === 'remains' || socialhub.outcome === 'remains')) {
      await releaseTurns(db, holder, [{ claimed, rungSeen: channel.rung, nextInMs: undefined }])
      return { network, socialhub }
    }
    const removal = { network, socialhub }
    const erased = await lease.transaction(async (trx) => {
      if (network.outcome === 'shared' && !(await isLeftToOthers(trx, channelId))) return undefined
      const stone = await eraseChannel(trx, sealer, channelId)
      await onErased?.(trx, { ...removal, erased: stone })
      return stone
    })
    if (erased) return { ...removal, erased }
    // The other one was removed in this moment, and left the grant to this one.
    await hold(lease)
  }
}

/** Long enough to ask once more. */
async function hold(lease: Lease): Promise<void> {
  const heldUntil = performance.now() + LEASE_MS
  await lease.transaction((trx) => outlast(trx, lease.channelId, LEASE_MS))
  lease.renewed(heldUntil)
}

/** Undefined: the Channel is gone. */
async function claim({ db }: RemovalContext, holder: string, channelId: ChannelId) {
  for (let waitedMs = 0; waitedMs < CLAIM_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const heldUntil = performance.now() + LEASE_MS
    const claimed = await claimTurn(db, holder, LEASE_MS, channelId)
    if (claimed) return { claimed, heldUntil }
    if (!(await hasTurns(db, channelId))) return undefined
    await pause(LOOK_EVERY_MS)
  }
  throw new StillBusy('A host is still at work for this Channel. Try again in a minute.')
}

/** A Reusable Channel is deactivated; a Custom one loses its webhook, which leads nowhere now. */
async function endAtSocialHub({ config }: RemovalContext, channel: LoadedChannel): Promise<Ending> {
  if (channel.state === 'revoked') {
    const reason = 'its Access Token was replaced, and nobody here has the new one'
    return { outcome: 'out-of-reach', code: 'token-replaced', reason }
  }
  if (!CHANNEL_STATES[channel.state].tokenLives) return { outcome: 'none' }
  const client = socialhubClient(config, channel.accessToken)
  try {
    if (channel.manifestKind === 'custom') await client.updateManifest({ webhook: null })
    else await client.deactivateChannel('removed by the integration’s operator')
    return { outcome: 'ended' }
  } catch (error) {
    if (!(error instanceof SocialHubError)) throw error
    const over = ['stop-token', 'stop-channel', 'count-as-done'].includes(error.action)
    return over || error.outcome === 'done'
      ? { outcome: 'ended' }
      : { outcome: 'remains', code: error.code, reason: error.message }
  }
}
