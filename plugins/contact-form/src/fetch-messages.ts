import {
  type ChannelContext,
  type FetchRequest,
  type FetchResult,
  MailTrouble,
  type Message,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import type { ChannelSettings } from './channel-settings.ts'
import { Conversations, type Entry, itemIdOf, type Opening } from './conversation.ts'
import { Pointer } from './push.ts'
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
    if (!Value.Check(Pointer, entry)) {
      context.log.warn('an entry of the push log is no pointer to a message', { number })
      continue
    }
    if (entry.erased !== undefined) {
      const networkItemId = itemIdOf(entry.conversation, entry.entry)
      messages.set(networkItemId, { networkItemId, deletedTime: entry.erased })
      continue
    }
    const opening = await conversations.opening(entry.conversation)
    const written = await conversations.entry(entry.conversation, entry.entry)
    if (opening === undefined || written === undefined) {
      context.log.warn('a pushed message is not in the store', { number })
      continue
    }
    const message = asMessage(key, entry, opening, written, words, (reference) =>
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
  return writtenMessage({
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
      message: root ? withFields(opening, entry.text, words) : entry.text,
      pictures,
      root: root ? undefined : { rootId: itemIdOf(conversation, opening.rootEntry) },
    },
    reference: { conversation },
    marks: {
      subject: (root && opening.subject) || undefined,
      // The host that said so knows the mark.
      unconfirmed: entry.address === 'unconfirmed' || undefined,
    },
  })
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
