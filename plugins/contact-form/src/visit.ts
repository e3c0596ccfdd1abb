import type { ReceiveContext, ReceivedRequest } from '@hubward/plugin'
import type { ChannelSettings } from './channel-settings.ts'
import { Conversations } from './conversation.ts'
import { type Mailing, mailingOf } from './mail.ts'
import { takeFromAllowance } from './rate-limit.ts'
import { integrationKey } from './secrets.ts'
import type { Settings } from './settings.ts'
import { type PageWords, wordsFor } from './words/words.ts'

/** One request to one form. */
export interface Visit extends Mailing {
  readonly context: ReceiveContext<Settings, ChannelSettings>
  readonly request: ReceivedRequest
  readonly networkId: string
  readonly settings: ChannelSettings
  readonly words: PageWords
  readonly conversations: Conversations
  /** See `integrationKey`. */
  readonly key: string
}

/** Finds the form that an address names; undefined where there is none (any more). */
export async function visitOf(
  context: ReceiveContext<Settings, ChannelSettings>,
  request: ReceivedRequest,
  networkId: string,
): Promise<Visit | undefined> {
  const channel = await context.channelOf(networkId)
  if (channel === undefined) return undefined
  const { channelSettings: settings, channelStore } = channel
  return {
    context,
    request,
    networkId,
    settings,
    words: wordsFor(settings.language),
    conversations: new Conversations(channelStore),
    key: await integrationKey(context.store),
    ...mailingOf(settings, channel),
  }
}

/** Whether whoever asks may still send something this hour; it counts. */
export function mayWrite({ context, key, request }: Visit): Promise<boolean> {
  const { messagesPerHour } = context.settings
  const now = context.now()
  return takeFromAllowance(context.store, key, request.remoteAddress, now, messagesPerHour)
}
