import { type FetchRequest, type FetchResult, readEach } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization } from './access.ts'
import { type Context, NetworkMessage, toMessage } from './messages.ts'

const Page = Type.Object({ messages: Type.Array(Type.Unknown()) })
const Placed = Type.Object({ id: Type.Integer() })

/** From the Network: asked again and again, for what came after the position. */
export const inbound = { position: Type.Integer(), fetchMessages }

/** Oldest first, without side effects: the same position yields the same messages. */
async function fetchMessages(
  context: Context,
  { position, limit, since }: FetchRequest<number>,
): Promise<FetchResult<number>> {
  const { channel, credentials, http, settings } = context
  const { networkId } = channel
  const answer = http(new URL('/api/messages', settings.server), {
    headers: authorization(credentials),
    searchParams: { account: networkId, limit, ...(position ? { after: position } : { since }) },
  })
  const { messages } = Value.Parse(Page, await answer.json())
  // Each by itself: one that can't be read keeps no other away.
  const { items } = readEach(NetworkMessage, messages, (message) => message, context)
  // The position passes those, too.
  const ids = messages.flatMap((message) => (Value.Check(Placed, message) ? message.id : []))
  return {
    messages: items.map((message) => toMessage(message, networkId)),
    position: ids.at(-1) ?? position ?? 0,
    more: messages.length === limit && ids.length > 0,
  }
}
