import { SocialHubClient, SocialHubError } from '@hubward/socialhub'
import { CHANNEL_STATES } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import { lookUpManifest } from '../manifests/manifest-at-socialhub.ts'
import { channelAt } from '../store/channel-finding.ts'
import { setUniqueName } from '../store/channel-settings.ts'
import { loadCallChannel } from '../store/channels.ts'
import { beginMove, markMove } from '../store/moves.ts'

/** Why a Channel can't be moved; the message says what to do. */
export class NotMovable extends Error {
  override readonly name = 'NotMovable'
}

/** What SocialHub calls the former Channel from now on, since unique names must be unique. */
const SUFFIX = ' (Custom Channel)'

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
  channelId: string,
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

/** @returns why SocialHub kept it, where it did. */
async function freeUniqueName(
  { config, db }: Pick<HostContext, 'config' | 'db'>,
  channel: {
    readonly id: string
    readonly accessToken: string
    readonly channel: { readonly uniqueName: string }
  },
): Promise<string | undefined> {
  const { uniqueName } = channel.channel
  if (uniqueName.endsWith(SUFFIX)) return undefined
  const freed = `${uniqueName}${SUFFIX}`
  const { apiUrl } = config.socialhub
  try {
    const client = new SocialHubClient({ apiUrl, accessToken: channel.accessToken })
    await client.updateChannel({ uniqueName: freed })
  } catch (error) {
    if (error instanceof SocialHubError) return error.message
    throw error
  }
  await setUniqueName(db, channel.id, freed)
  return undefined
}
