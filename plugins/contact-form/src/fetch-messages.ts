import type { ChannelContext, FetchRequest, FetchResult, WrittenMessage } from '@hubward/plugin'
import Type from 'typebox'
import type { ChannelSettings } from './channel-settings.ts'
import { Conversations, type Entry, itemIdOf, type Opening } from './conversation.ts'
import { type Pointer, readPointer } from './push.ts'
import type { Settings } from './settings.ts'
import { type Words, wordsFor } from './words/words.ts'

/** The last entry of the push log that was read. */
export const Position = Type.Object({ number: Type.Integer({ minimum: 0 }) })
export type Position = Type.Static<typeof Position>

/** Reads the push log: the one way in. What was pushed twice is named once. */
export async function fetchMessages(
  context: ChannelContext<Settings, ChannelSettings>,
  { position, limit }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const after = position?.number ?? 0
  const pushed = await context.received.read(after, limit)
  const conversations = new Conversations(context.channelStore)
  const words = wordsFor(context.channelSettings.language)
  const messages = new Map<string, WrittenMessage>()

  for (const { entry, number } of pushed) {
    context.signal.throwIfAborted()
    const pointer = readPointer(entry)
    if (pointer === undefined) {
      context.log.warn('an entry of the push log is no pointer to a message', { number })
      continue
    }
    const opening = await conversations.opening(pointer.conversation)
    const written = await conversations.entry(pointer.conversation, pointer.entry)
    if (opening === undefined || written === undefined) {
      context.log.warn('a pushed message is not in the store', { number })
      continue
    }
    const message = asMessage(pointer, opening, written, words, (reference) =>
      context.mediaUrl(reference),
    )
    messages.set(message.interaction.networkItemId, message)
  }
  return {
    messages: [...messages.values()],
    position: { number: pushed.at(-1)?.number ?? after },
    more: pushed.length === limit,
  }
}

/** A visitor's message as a Ticket is made from it. */
function asMessage(
  { conversation, entry: entryId }: Pointer,
  opening: Opening,
  entry: Entry,
  words: Words,
  mediaUrl: (reference: string) => string,
): WrittenMessage {
  const root = opening.rootEntry === entryId
  const pictures = entry.files.map(({ reference }) => ({
    small: mediaUrl(reference),
    large: mediaUrl(reference),
  }))
  const message = root ? withFields(opening, entry.text, words) : entry.text
  return {
    interaction: {
      networkItemId: itemIdOf(conversation, entryId),
      createdTime: entry.time,
      interactor: {
        interactorId: opening.interactorId,
        name: opening.name || opening.email || words.visitor,
      },
      ...(message !== '' && { message }),
      ...(pictures.length > 0 && { pictures }),
      ...(!root && { root: { rootId: itemIdOf(conversation, opening.rootEntry) } }),
    },
    reference: { conversation },
    ...(root && opening.subject !== '' && { marks: { subject: opening.subject } }),
  }
}

/** A Ticket has one text: the address that somebody left goes below it. */
function withFields({ email }: Opening, text: string, words: Words): string {
  return [
    ...(text === '' ? [] : [text]),
    ...(email === '' ? [] : [`${words.ticketEmail}: ${email}`]),
  ].join('\n\n')
}
