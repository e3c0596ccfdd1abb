import { SocialHubError } from '@hubward/socialhub'
import Value from 'typebox/value'
import { socialhubClient } from '../socialhub-client.ts'
import {
  beginRemoval,
  channelsOfAccount,
  eraseUnconnected,
  findRecord,
  finishRemoval,
  isAnythingLeft,
  noteRemoved,
  type OpenRemoval,
  oneRemovalAtATime,
  unconnectedOfAccount,
} from '../store/account-removals.ts'
import { loadCallChannel } from '../store/channels.ts'
import { findUnconnected } from '../store/custom.ts'
import type { Db } from '../store/database.ts'
import type { Ending } from './give-back.ts'
import { RemovalRecord, RemovedChannel } from './removal-record.ts'
import { type Removal, type RemovalContext, removeChannel } from './remove.ts'

/** What stopped a removal: a Channel that can't be ended now. Nothing of it was erased. */
export interface Stopped {
  /** SocialHub's id of the Channel. */
  readonly channelId: string
  readonly removal: Removal
}

export type RemovalOutcome =
  | { readonly record: RemovalRecord }
  | { readonly stopped: Stopped }
  /** How many of its Channels are left. */
  | { readonly left: number }

/** The record of an Account that was removed, and that has not come back since. */
export async function recordOfRemoved(
  db: Db,
  accountId: string,
): Promise<RemovalRecord | undefined> {
  if (await isAnythingLeft(db, accountId)) return undefined
  const record = await findRecord(db, accountId)
  return Value.Check(RemovalRecord, record) ? record : undefined
}

/**
 * Removes an Account: its Channels one after the other, each as `removeChannel` does, then what is left
 * of it, and its keys. Every step is committed with a note of it, so what was interrupted, at any point,
 * is simply begun again and ends with the same record. So do two that remove it at once.
 *
 * @param force erases also where the Network or SocialHub could not be reached.
 * @param signal has it end after the Channel that it is at.
 * @returns the record to hand over; or where it stopped; or how many Channels are left.
 * @throws StillBusy
 */
export async function removeAccount(
  context: RemovalContext,
  accountId: string,
  options: { readonly force: boolean; readonly signal?: AbortSignal },
): Promise<RemovalOutcome> {
  const { db, sealer, config } = context
  const { force, signal } = options
  const begun = await db.transaction().execute(async (trx) => {
    await oneRemovalAtATime(trx, accountId)
    const record = await recordOfRemoved(trx, accountId)
    return record ? { record } : { removal: await beginRemoval(trx, accountId) }
  })
  if (begun.record) return { record: begun.record }
  const { removal } = begun
  for (;;) {
    for (const manifest of await unconnectedOfAccount(db, accountId)) {
      await endUnconnected(context, removal.id, manifest)
    }
    const stopped = await removeEach(context, removal, force, signal)
    if (stopped) return { stopped }
    const { length: left } = await channelsOfAccount(db, accountId)
    if (left > 0 && signal?.aborted) return { left }
    let record: RemovalRecord | undefined
    const outcome = await db.transaction().execute((trx) =>
      finishRemoval(trx, sealer, removal, (erased, { channels, unconnected }, endedAt) => {
        record = {
          accountId,
          operator: config.operator.name,
          begunTime: removal.begunAt.toISOString(),
          endedTime: endedAt.toISOString(),
          channels: channels.filter((one) => Value.Check(RemovedChannel, one)),
          unconnected,
          erased,
        }
        return record
      }),
    )
    if (outcome === 'finished' && record) return { record }
    // Its record is there, unless the Account has come back since.
    if (outcome === 'finished by somebody else') {
      return await removeAccount(context, accountId, options)
    }
    // Somebody has added a Channel in this moment: it goes, too.
  }
}

async function removeEach(
  context: RemovalContext,
  { id: removalId, accountId }: OpenRemoval,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<Stopped | undefined> {
  const { db, sealer } = context
  for (const id of await channelsOfAccount(db, accountId)) {
    const channel = await loadCallChannel(db, sealer, id)
    if (!channel) continue
    const { socialhubChannelId: channelId, integration } = channel
    const removal = await removeChannel(context, id, {
      force,
      onErased: (trx, { network, socialhub, erased }) =>
        noteRemoved(trx, removalId, {
          channelId,
          integration,
          network: noted(network),
          socialhub: noted(socialhub),
          interactions: erased.interactions,
          ticketActions: erased.ticketActions,
          files: erased.files,
        }),
    })
    if (removal && !removal.erased) return { channelId, removal }
    if (signal?.aborted) return undefined
  }
  return undefined
}

/** What the record keeps: nobody's words. */
function noted(ending: Ending): RemovedChannel['network'] {
  return { outcome: ending.outcome, ...('code' in ending && { code: ending.code }) }
}

/** SocialHub forgets the webhook of a Custom Channel that nobody connected; if it can't, it stays. */
async function endUnconnected(
  { db, sealer, config }: RemovalContext,
  removalId: string,
  manifest: string,
): Promise<void> {
  const waiting = await findUnconnected(db, sealer, { manifest })
  if (waiting) {
    await socialhubClient(config, waiting.accessToken)
      .updateManifest({ webhook: null })
      .catch((error: unknown) => {
        // An address that leads nowhere harms nobody: SocialHub drops it by itself.
        if (!(error instanceof SocialHubError)) throw error
      })
  }
  await db.transaction().execute((trx) => eraseUnconnected(trx, removalId, manifest))
}
