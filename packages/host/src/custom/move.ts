import type { DescribedPlugin } from '@hubward/border'
import { SocialHubError } from '@hubward/socialhub'
import { CHANNEL_STATES } from '../channel.ts'
import { channelLog } from '../channel-log.ts'
import { ErrorForPeople } from '../error-for-people.ts'
import type { HostContext } from '../host-context.ts'
import type { Lease } from '../lease.ts'
import type { Mailbox } from '../mailbox.ts'
import { lookUpManifest } from '../manifests/manifest-at-socialhub.ts'
import { askSocialHub, waitForSocialHub } from '../socialhub.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { channelAt } from '../store/channel-finding.ts'
import { setUniqueName } from '../store/channel-settings.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import type { ChannelId } from '../store/ids.ts'
import { beginMove, carryOver, markMove, storeWebhookRemoved, unmarkMove } from '../store/moves.ts'

/** Why a Channel can't be moved; the message says what to do. */
class NotMovable extends ErrorForPeople {
  override readonly name = 'NotMovable'
}

/** What SocialHub calls the former Channel from now on, since unique names must be unique. */
const SUFFIX = ' (Custom Channel)'

/** How long an event may still be on its way after SocialHub knows of no webhook. */
const SETTLE_MS = 5_000

/**
 * Marks a Custom Channel for the Reusable Manifest. It goes on working until its Customer adds the
 * Channel there: then it settles what it has begun, hands over, and ends here. Has the Customer done
 * so already, the hand-over begins at once. Harmless to repeat.
 *
 * @param channelId our id.
 * @returns SocialHub's id of the Channel that takes over, where there is one already; and whether
 *   SocialHub would not free the unique name.
 * @throws NotMovable
 */
export async function moveChannel(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  channelId: ChannelId,
): Promise<{ readonly to: string | null; readonly nameKept?: string }> {
  const { db, sealer } = context
  const channel = await loadCallChannel(db, sealer, channelId)
  if (channel?.manifestKind !== 'custom') {
    throw new NotMovable('This Channel uses the Reusable Manifest already.')
  }
  if (channel.state === 'ended') {
    throw new NotMovable(`This Channel has ended: ${CHANNEL_STATES.ended.meaning}`)
  }
  const { publication, atSocialHub } = await lookUpManifest(context, channel.integration)
  const reusable = publication?.manifest
  if (!reusable || (reusable.promotedAt === null && atSocialHub.kind !== 'reusable')) {
    throw new NotMovable(
      `The Manifest of "${channel.integration}" is not promoted yet: there is nowhere to move to.`,
    )
  }
  const nameKept = await freeUniqueName(context, channel)
  const successor = await db.transaction().execute(async (trx) => {
    await markMove(trx, channelId)
    const { networkId } = channel.channel
    const { accountId } = channel
    const found = await channelAt(trx, { manifest: reusable.id, networkId, accountId })
    if (found) await beginMove(trx, channelId, found.id)
    return found
  })
  return { to: successor?.socialhubChannelId ?? null, ...(nameKept !== undefined && { nameKept }) }
}

/**
 * Whether signing in again can lead to the same account. Where a plugin keeps no credentials there is
 * nobody to sign in with: it makes a new account for each Channel, as the contact form does.
 */
export function makesAccounts({ credentials }: Pick<DescribedPlugin, 'credentials'>): boolean {
  const { properties } = credentials as { readonly properties?: object }
  return properties !== undefined && Object.keys(properties).length === 0
}

/**
 * Calls a move off: the Custom Channel goes on as if it had never been marked, under its former name.
 *
 * @returns why SocialHub kept the name, where it did.
 * @throws NotMovable where nothing was marked, or another Channel takes over already.
 */
export async function callOffMove(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  channelId: ChannelId,
): Promise<{ readonly nameKept?: string }> {
  const { db, sealer } = context
  const outcome = await unmarkMove(db, channelId)
  if (outcome === 'begun') {
    throw new NotMovable(
      'Another Channel takes over already: its Customer has added it. Pause that one, or let it finish.',
    )
  }
  const channel = await loadCallChannel(db, sealer, channelId)
  const { uniqueName = '' } = channel?.channel ?? {}
  // Called off before, and SocialHub kept the name then: it is asked once more.
  const isRenamed = uniqueName.endsWith(SUFFIX)
  if (outcome === 'not-marked' && !isRenamed) {
    throw new NotMovable('This Channel is not marked to be moved.')
  }
  if (!channel || !isRenamed) return {}
  const nameKept = await rename(context, channel, uniqueName.slice(0, -SUFFIX.length))
  return nameKept === undefined ? {} : { nameKept }
}

/** @returns why SocialHub kept it, where it did. */
async function freeUniqueName(
  context: Pick<HostContext, 'config' | 'db'>,
  channel: Named,
): Promise<string | undefined> {
  const { uniqueName } = channel.channel
  if (uniqueName.endsWith(SUFFIX)) return undefined
  return await rename(context, channel, `${uniqueName}${SUFFIX}`)
}

interface Named {
  readonly id: string
  readonly accessToken: string
  readonly channel: { readonly uniqueName: string }
}

async function rename(
  { config, db }: Pick<HostContext, 'config' | 'db'>,
  channel: Named,
  uniqueName: string,
): Promise<string | undefined> {
  try {
    const client = socialhubClient(config, channel.accessToken)
    await client.updateChannel({ uniqueName })
  } catch (error) {
    if (error instanceof SocialHubError) return error.message
    throw error
  }
  await setUniqueName(db, channel.id, uniqueName)
  return undefined
}

/** Undefined: the Channel goes nowhere. Infinity: what it has begun is not settled yet. */
export function handOverInMs({ channel, actions, waiting, times }: Mailbox): number | undefined {
  const { movesTo, withoutWebhookSince, now } = channel
  if (movesTo === null) return undefined
  if (actions.length > 0 || waiting) return Number.POSITIVE_INFINITY
  if (withoutWebhookSince !== null) {
    return withoutWebhookSince.getTime() + SETTLE_MS - now.getTime()
  }
  return hasToken(channel) ? times.socialhubInMs : 0
}

/**
 * Hands a Custom Channel over to the one of the Reusable Manifest that takes its place. It fetches no
 * more, but first settles what it has begun, so that nothing is left uncertain:
 *
 *   Ticket Actions settled, Tickets delivered → webhook removed → no event on its way → handed over
 *
 * Each step can be repeated after a crash; the last one is a single transaction.
 */
export async function handOver(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  const { movesTo: to, withoutWebhookSince } = channel
  if (to === null) return
  if (withoutWebhookSince === null) return await removeWebhook(context, lease, channel)
  const done = await lease.transaction((trx) =>
    carryOver(trx, context.sealer, channel, to, hasToken(channel)),
  )
  if (done) {
    channelLog(context, channel).info({ to }, 'a Custom Channel was handed over, and ended here')
  }
}

async function removeWebhook(
  context: HostContext,
  lease: Lease,
  channel: LoadedChannel,
): Promise<void> {
  if (hasToken(channel)) {
    const answer = await askSocialHub(context, lease, channel, 1, (client) =>
      client.updateManifest({ webhook: null }),
    )
    if (answer.kind === 'later') return await waitForSocialHub(lease, channel, answer.inMs)
    if (answer.kind === 'refused') {
      channelLog(context, channel).warn(
        `SocialHub keeps the webhook of a Custom Channel that moves: ${answer.reason}`,
      )
    }
  }
  await lease.transaction((trx) => storeWebhookRemoved(trx, channel.id))
}

/** Whether SocialHub takes anything for this Channel. */
function hasToken({ state, toldAt }: LoadedChannel): boolean {
  return CHANNEL_STATES[state].tokenLives && toldAt === null
}
