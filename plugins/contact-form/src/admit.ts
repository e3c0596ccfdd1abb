import type { Admission, ArrivingRequest, ReceiveContext } from '@hubward/plugin'
import { type Address, isInBubble, isPostable, readAddress } from './addresses.ts'
import { framedGonePage } from './bubble/requests.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { Conversations, conversationIdOf } from './conversation.ts'
import { TEXTS_LIMIT_BYTES } from './declaration.ts'
import { gonePage } from './pages/gone-page.ts'
import { notAllowed } from './receive.ts'
import type { Settings } from './settings.ts'

/** One address, or nothing but a button. */
const SMALL_FORM_BYTES = 4_096
const SMALL_FORMS: ReadonlySet<Address['kind']> = new Set(['lost-link', 'erase', 'bubble-leave'])

/** Turns a stranger away before anything of what they send is read: nothing else is for them to fill. */
export async function admit(
  context: ReceiveContext<Settings, ChannelSettings>,
  { method, path, language }: ArrivingRequest,
): Promise<Admission> {
  if (method !== 'POST') return { response: notAllowed(language) }
  const address = readAddress(path)
  const inBubble = address !== undefined && isInBubble(address)
  const gone = { response: inBubble ? framedGonePage(language) : gonePage(language) }
  if (address === undefined || !isPostable(address) || !('networkId' in address)) return gone
  const { networkId } = address
  const channel = await context.channelOf(networkId)
  if (channel === undefined) return gone
  // Who leaves a conversation that is gone is led back to the beginning all the same.
  if ('token' in address && address.kind !== 'bubble-leave') {
    const conversations = new Conversations(channel.channelStore)
    const id = conversationIdOf(address.token)
    // Whoever erases a second time, since the first answer was lost, shall hear that it is done.
    const known =
      address.kind === 'erase'
        ? await conversations.isKnown(id)
        : (await conversations.opening(id)) !== undefined
    if (!known) return gone
  }
  if (SMALL_FORMS.has(address.kind)) {
    return { networkId, limitBytes: SMALL_FORM_BYTES, files: 0 }
  }
  return channel.channelSettings.askPicture === 'hidden'
    ? { networkId, limitBytes: TEXTS_LIMIT_BYTES, files: 0 }
    : { networkId, files: 1 }
}
