import { CHANNEL_STATES, isChannelState } from '../channel.ts'
import type { HostContext } from '../host-context.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { createConnectLink, createSettingsLink, type LinkPurpose } from '../store/links.ts'
import { unknownChannel } from './channel-work.ts'
import { Refused } from './refused.ts'

const DAY_MS = 86_400_000

type LinkContext = Pick<HostContext, 'config' | 'db' | 'sealer'>

/**
 * Makes a link by which the Customer of a Custom Channel authenticates again, once.
 *
 * @param channelId SocialHub's id.
 * @throws Refused where no link helps.
 */
export async function reconnectLink(
  context: LinkContext,
  channelId: SocialHubChannelId,
  days: number,
): Promise<string> {
  const channel = await named(context, channelId)
  if (channel.kind !== 'custom') {
    throw new Refused(
      'reusable',
      'This Channel uses a Reusable Manifest. Its Customer reconnects it on the Channels Settings Page.',
    )
  }
  if (channel.state === 'ended') {
    throw new Refused('wrong-state', `This Channel has ended: ${CHANNEL_STATES.ended.meaning}`)
  }
  if (isChannelState(channel.state) && !CHANNEL_STATES[channel.state].tokenLives) {
    throw new Refused(
      'dead-token',
      `This Channel is ${channel.state}: SocialHub doesn’t accept its Access Token. Give the present one first: "hubward channel token ${channelId}".`,
    )
  }
  return await connectLink(context, { manifest: channel.manifest, channelId: channel.id }, days)
}

/** Makes a link by which a Customer connects or reconnects a Custom Channel, once. */
export async function connectLink(
  { config, db, sealer }: LinkContext,
  purpose: LinkPurpose,
  days: number,
): Promise<string> {
  const token = await createConnectLink(db, sealer, purpose, days * DAY_MS)
  return `${config.publicUrl}/link/${token}`
}

/**
 * Makes a link by which a Customer changes a Channel's settings, once.
 *
 * @param channelId SocialHub's id.
 * @throws Refused where there is no such Channel.
 */
export async function settingsLink(
  context: LinkContext,
  channelId: SocialHubChannelId,
  days: number,
): Promise<string> {
  const { id } = await named(context, channelId)
  const token = await createSettingsLink(context.db, context.sealer, id, days * DAY_MS)
  return `${context.config.publicUrl}/settings/${token}`
}

async function named({ db }: LinkContext, channelId: SocialHubChannelId) {
  const channel = await channelAtSocialHub(db, channelId)
  if (channel) return channel
  throw unknownChannel(channelId)
}
