import type { HostContext } from '../host-context.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import { doubtAccess } from '../store/channel-state.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { ring } from '../store/turns.ts'

/**
 * Notes that SocialHub called a Channel disabled, and rings it: its turn asks SocialHub whether that
 * is still so. A Channel that is not known yet is asked about by its first delivery anyway.
 *
 * @returns false when the Channel belongs to another Manifest.
 */
export async function askAboutAccess(
  context: HostContext,
  manifest: string,
  socialhubChannelId: SocialHubChannelId,
): Promise<boolean> {
  return await context.db.transaction().execute(async (trx) => {
    const channel = await channelAtSocialHub(trx, socialhubChannelId)
    if (!channel) return true
    if (channel.manifest !== manifest) return false
    await ring(trx, channel.id, 'action')
    await doubtAccess(trx, channel.id)
    return true
  })
}
