import type { ChannelContext, Message, PublishedReply, Reply } from '@hubward/plugin'
import { cutText, isVisible, networkItemId, readName, readTime } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization, type Credentials, type Settings } from './access.ts'

export type Context = ChannelContext<Settings, unknown, Credentials>

/** A message as the Network shows it. Parsed at the edge, so that the rest can trust it. */
export const NetworkMessage = Type.Object({
  id: Type.Integer(),
  threadId: Type.Integer(),
  author: Type.Object({ id: Type.String(), name: Type.String() }),
  text: Type.String(),
  writtenAt: Type.String(),
})

const itemId = (id: number) => networkItemId(String(id), 'message-')

/** What becomes a Ticket. `reference` comes back with the reply. */
export function toMessage(
  { id, threadId, author, text, writtenAt }: Type.Static<typeof NetworkMessage>,
  networkId: string,
): Message {
  const createdTime = readTime(writtenAt)
  return {
    interaction: {
      networkItemId: itemId(id),
      // SocialHub takes no more characters, and people want to see something.
      message: isVisible(text) ? cutText(text, 10_000) : '(a message without words)',
      ...(createdTime !== undefined && { createdTime }),
      interactor: { interactorId: author.id, name: readName(author.name, author.id) },
      ...(threadId !== id && { root: { rootId: itemId(threadId) } }),
    },
    reference: id,
    own: author.id === networkId,
  }
}

export async function reply(
  { channel, credentials, http, settings }: Context,
  { idempotencyKey, inReplyTo, text }: Reply,
): Promise<PublishedReply> {
  const answer = http.post(new URL('/api/messages', settings.server), {
    headers: { ...authorization(credentials), 'idempotency-key': idempotencyKey },
    json: { account: channel.networkId, text, inReplyTo: inReplyTo.reference },
  })
  const { id, writtenAt } = Value.Parse(NetworkMessage, await answer.json())
  return { networkItemId: itemId(id), createdTime: writtenAt }
}
