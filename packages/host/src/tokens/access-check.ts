import type { PluginCalls } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import { SocialHubError } from '@hubward/socialhub'
import type { Config } from '../config.ts'
import { socialhubClient } from '../socialhub-client.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { SocialHubChannelId } from '../store/ids.ts'

/** A Channel that can't go on as it is. */
export interface LostAccess {
  /** SocialHub's id. */
  readonly channelId: SocialHubChannelId
  readonly name: string
  readonly integration: string
  readonly cause: string
}

/**
 * Whether SocialHub still takes a Channel's token, and the Network its grant. Asks for one message,
 * which is stored nowhere: nothing changes, here or there. What can't be reached is not lost.
 */
export async function accessProblem(
  { config, plugins }: { readonly config: Config; readonly plugins: PluginCalls },
  channel: LoadedChannel,
): Promise<string | undefined> {
  const { accessToken, position, fetchSince, grant } = channel
  try {
    await socialhubClient(config, accessToken).getChannel()
  } catch (error) {
    const ended =
      error instanceof SocialHubError &&
      (error.action === 'stop-token' || error.action === 'stop-channel')
    if (ended) return `SocialHub refuses its Access Token: ${error.message}`
  }
  const request = { position: position ?? null, limit: 1, since: fetchSince.toISOString() }
  try {
    await plugins.fetchMessages(channel, request, new AbortController().signal)
  } catch (error) {
    if (error instanceof PluginError && error.code === 'authentication') {
      const ranOut = grant.expireAt !== null && grant.expireAt <= channel.now
      return ranOut
        ? `Its access ran out ${grant.expireAt?.toISOString()}; where it was refreshed since the copy, the refresh fails.`
        : `The Network refuses its grant: ${error.message}`
    }
  }
  return undefined
}
