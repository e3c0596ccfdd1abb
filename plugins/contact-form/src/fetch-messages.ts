import {
  type ChannelContext,
  type FetchRequest,
  type FetchResult,
  MailTrouble,
  type Message,
  type WrittenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import type { ChannelSettings } from './channel-settings.ts'
import { Conversations, type Entry, itemIdOf, type Opening } from './conversation.ts'
import { type Pointer, readPointer } from './push.ts'
import { integrationKey, shortHash } from './secrets.ts'
import type { Settings } from './settings.ts'
import { confirmedVisitor } from './visitor-id.ts'
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
  const messages = new Map<string, Message>()

  const key = await integrationKey(context.store)

  for (const { entry, number, receivedTime } of pushed) {
    context.signal.throwIfAborted()
    if (Value.Check(MailTrouble, entry)) {
      const told = await troubleMessage(conversations, entry, receivedTime, words)
      if (told !== undefined) messages.set(told.interaction.networkItemId, told)
      continue
    }
    const pointer = readPointer(entry)
    if (pointer === undefined) {
      context.log.warn('an entry of the push log is no pointer to a message', { number })
      continue
    }
    if (pointer.erased !== undefined) {
      const networkItemId = itemIdOf(pointer.conversation, pointer.entry)
      messages.set(networkItemId, { networkItemId, deletedTime: pointer.erased })
      continue
    }
    const opening = await conversations.opening(pointer.conversation)
    const written = await conversations.entry(pointer.conversation, pointer.entry)
    if (opening === undefined || written === undefined) {
      context.log.warn('a pushed message is not in the store', { number })
      continue
    }
    const message = asMessage(key, pointer, opening, written, words, (reference) =>
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
  key: string,
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
  const marks = {
    ...(root && opening.subject !== '' && { subject: opening.subject }),
    // The host that said so knows the mark.
    ...(entry.address === 'unconfirmed' && { unconfirmed: true }),
  }
  return {
    interaction: {
      networkItemId: itemIdOf(conversation, entryId),
      createdTime: entry.time,
      interactor: {
        interactorId:
          entry.address === 'confirmed'
            ? confirmedVisitor(key, opening.email)
            : opening.interactorId,
        name: opening.name || opening.email || words.visitor,
      },
      ...(message !== '' && { message }),
      ...(pictures.length > 0 && { pictures }),
      ...(!root && { root: { rootId: itemIdOf(conversation, opening.rootEntry) } }),
    },
    reference: { conversation },
    ...(Object.keys(marks).length > 0 && { marks }),
  }
}

/** What a mail was about: see `reply.ts`. */
const Note = Type.Object({ conversation: Type.String() })

/** That a visitor was not told of an answer: a Ticket of its own in the thread, for the agent to see. */
async function troubleMessage(
  conversations: Conversations,
  { mailTrouble, key, reason, note }: MailTrouble,
  receivedTime: string,
  words: Words,
): Promise<WrittenMessage | undefined> {
  if (!Value.Check(Note, note)) return undefined
  const { conversation } = note
  const opening = await conversations.opening(conversation)
  if (opening === undefined) return undefined
  const said = reason === '' ? '' : `\n\n${reason}`
  return {
    interaction: {
      networkItemId: itemIdOf(conversation, shortHash('mail', key, mailTrouble)),
      createdTime: receivedTime,
      interactor: { interactorId: 'mail-delivery', name: words.mailDelivery },
      message: `${words.mailTrouble[mailTrouble]}${said}`,
      root: { rootId: itemIdOf(conversation, opening.rootEntry) },
    },
    reference: { conversation },
    marks: { automatic: true },
  }
}

/** A Ticket has one text: the address that somebody left goes below it. */
function withFields({ email }: Opening, text: string, words: Words): string {
  return [
    ...(text === '' ? [] : [text]),
    ...(email === '' ? [] : [`${words.ticketEmail}: ${email}`]),
  ].join('\n\n')
}
