import {
  attachmentFailure,
  type ChannelContext,
  defined,
  type FoundReply,
  fileNameOf,
  hasFeature,
  type LocalizedText,
  PluginError,
  type PublishedReply,
  type Reply,
  readReference,
} from '@hubward/plugin'
import Type from 'typebox'
import type { ChannelSettings } from './channel-settings.ts'
import {
  Conversations,
  type Entry,
  itemIdOf,
  type KeptFile,
  type Opening,
  topicOf,
} from './conversation.ts'
import { ATTACHMENT_LIMIT_BYTES } from './declaration.ts'
import { mailFor } from './mail.ts'
import { integrationKey, shortHash } from './secrets.ts'
import type { Settings } from './settings.ts'
import { wordsFor } from './words/words.ts'

type Context = ChannelContext<Settings, ChannelSettings>

const Reference = Type.Object({ conversation: Type.String() })

/**
 * Writes the reply into the conversation, under an id made from the idempotency key: however often
 * it is called, and by however many hosts at once, the visitor reads it once.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const conversations = new Conversations(context.channelStore)
  const conversation = conversationOf(wanted)
  const entryId = entryIdOf(wanted)
  const { entry: known, opening } = await lookUp(conversations, conversation, entryId)
  if (opening === undefined) throw conversationGone()
  if (known !== undefined) return published(context, conversation, entryId, known, opening)
  const files: KeptFile[] = []
  for (const attachment of wanted.attachments) files.push(await copy(context, attachment))
  const written: Entry = {
    from: 'agent',
    text: wanted.text.trim(),
    files,
    time: context.now().toISOString(),
  }
  const entry = await conversations.add(conversation, entryId, written, opening.interactorId)
  const still = await lookUp(conversations, conversation, entryId)
  if (still.opening === undefined) throw conversationGone()
  await tellOpenPages(context, conversation)
  return published(context, conversation, entryId, entry, opening)
}

/**
 * A reply, and the conversation that it stands in. One that was written while the visitor erased the
 * conversation goes, too.
 */
async function lookUp(
  conversations: Conversations,
  conversation: string,
  entryId: string,
): Promise<{ readonly entry?: Entry; readonly opening?: Opening }> {
  const entry = await conversations.entry(conversation, entryId)
  const opening = await conversations.opening(conversation)
  if (opening !== undefined) return defined({ opening, entry })
  if (entry !== undefined) await conversations.remove(conversation, entryId)
  return {}
}

function conversationGone(): PluginError {
  return new PluginError('not-found', { message: 'the conversation is gone' })
}

/** Whoever looks at the conversation now sees it at once; otherwise the page looks by itself. */
async function tellOpenPages(context: Context, conversation: string): Promise<void> {
  if (!hasFeature(context, 'live-pages')) return
  try {
    await context.notify(topicOf(conversation))
  } catch (error) {
    // What counts is written: it must not look as if the reply had failed.
    context.log.warn('open pages could not be told of a reply', { reason: String(error) })
  }
}

/** Certain either way: the entry is the publication. */
export async function findReply(context: Context, wanted: Reply): Promise<FoundReply> {
  const conversation = conversationOf(wanted)
  const entryId = entryIdOf(wanted)
  const conversations = new Conversations(context.channelStore)
  const { entry, opening } = await lookUp(conversations, conversation, entryId)
  if (entry === undefined || opening === undefined) return { outcome: 'absent' }
  const reply = await published(context, conversation, entryId, entry, opening)
  return { outcome: 'found', reply }
}

/** The page has the answer; the mail about it is the host's to send, once for each answer. */
async function published(
  context: Context,
  conversation: string,
  entryId: string,
  { time, text }: Entry,
  opening: Opening,
): Promise<PublishedReply> {
  const reply = { networkItemId: itemIdOf(conversation, entryId), createdTime: time }
  const { channel, channelSettings: settings } = context
  if (!hasFeature(context, 'visitor-mail') || !settings.answersByMail) return reply
  const key = await integrationKey(context.store)
  const { networkId } = channel
  const parts = { key, networkId, settings, conversation, opening, context }
  const mail = mailFor(parts, {
    key: entryId,
    text: text === '' ? wordsFor(settings.language).attachmentOnly : text,
    note: { conversation },
  })
  return defined({ ...reply, mail })
}

function entryIdOf({ idempotencyKey }: Reply): string {
  return shortHash('reply', idempotencyKey)
}

function conversationOf({ inReplyTo }: Reply): string {
  return readReference(Reference, inReplyTo).conversation
}

/** Copies an attachment here, since nobody knows how long it stays where SocialHub keeps it. */
async function copy(context: Context, attachment: Reply['attachments'][number]): Promise<KeptFile> {
  const { url, mimeType = 'application/octet-stream' } = attachment
  const name = attachment.name?.slice(0, 200) || fileNameOf(url, 'attachment')
  try {
    const content = context.http.stream(url, { retry: { limit: 0 }, signal: context.signal })
    const stored = await context.files.put(content, {
      name,
      mimeType,
      limitBytes: ATTACHMENT_LIMIT_BYTES,
    })
    return { ...stored, name }
  } catch (thrown) {
    throw attachmentFailure(thrown, context.now(), TOO_LARGE)
  }
}

const TOO_LARGE: LocalizedText = {
  en: 'The attachment is too large: at most 20 MB can be sent. Choose a smaller one, then try again.',
  de: 'Der Anhang ist zu groß: Höchstens 20 MB lassen sich senden. Wählen Sie einen kleineren und versuchen Sie es noch einmal.',
  fr: 'La pièce jointe est trop volumineuse : 20 Mo au maximum. Choisissez-en une plus petite, puis réessayez.',
}
