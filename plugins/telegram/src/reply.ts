import {
  defined,
  type FormFile,
  multipart,
  networkItemId,
  openAttachment,
  type PerformedAction,
  PluginError,
  type PublishedReply,
  type Reply,
  readEpoch,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, Moved } from './api.ts'
import { FILE_LIMIT_BYTES, PICTURE_LIMIT_BYTES } from './declaration.ts'
import { itemId, Place } from './message.ts'
import { SENTENCES } from './sentences.ts'
import type { Context } from './settings.ts'

const Sent = Type.Object({
  message_id: Type.Integer(),
  date: Type.Integer(),
  chat: Type.Object({ id: Type.Integer() }),
})

/** By which method a kind of file is sent, so that Telegram shows it; all others are documents. */
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^image\/(jpeg|png|webp)$/, 'photo'],
  [/^image\/gif$/, 'animation'],
  [/^video\/mp4$/, 'video'],
  [/^audio\/(mpeg|mp4|x-m4a)$/, 'audio'],
]

/**
 * Publishes once and tries nothing twice: Telegram knows no key by which it would recognise a reply, and
 * bots can't read what they have sent. Only a group that moved is tried again, since there Telegram says
 * itself that nothing was sent.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const place = placeOf(wanted.inReplyTo)
  try {
    return await send(context, wanted, place, true)
  } catch (thrown) {
    if (!(thrown instanceof Moved)) throw thrown
    // In the supergroup messages count anew: the old one can't be pointed at.
    return await send(context, wanted, { ...place, chat: thrown.chatId }, false)
  }
}

async function send(
  context: Context,
  { text, attachments: [attachment], idempotencyKey }: Reply,
  { chat, message, topic, connection }: Place,
  pointed: boolean,
): Promise<PublishedReply> {
  const { token } = context.credentials
  const where = {
    chat_id: chat,
    message_thread_id: topic,
    business_connection_id: connection,
  }
  const replied = pointed ? { message_id: message } : undefined
  let sent: Type.Static<typeof Sent>
  if (attachment === undefined) {
    // No parse_mode: the text stands there as it was written, and Telegram marks addresses, mentions and
    // hashtags by itself.
    sent = await ask(context, token, 'sendMessage', Sent, {
      ...where,
      text,
      ...(replied && { reply_parameters: replied }),
    })
  } else {
    const opened = await openAttachment(context, attachment, {
      limitBytes: FILE_LIMIT_BYTES,
      tooLarge: SENTENCES.fileTooLarge,
    })
    const [, method] = METHODS.find(([type]) => type.test(opened.mimeType)) ?? [null, 'document']
    if (method === 'photo' && (opened.sizeBytes ?? 0) > PICTURE_LIMIT_BYTES) {
      opened.stream.destroy()
      throw new PluginError('invalid', { sentence: SENTENCES.fileTooLarge })
    }
    const name = `send${method.charAt(0).toUpperCase()}${method.slice(1)}`
    const fields: Record<string, string | number | FormFile | undefined> = {
      ...where,
      caption: text === '' ? undefined : text,
      ...(replied && { reply_parameters: JSON.stringify(replied) }),
      [method]: opened,
    }
    sent = await ask(context, token, name, Sent, multipart(fields))
  }
  const published: Place = defined({
    chat: sent.chat.id,
    message: sent.message_id,
    topic,
    connection,
  })
  return defined({
    // "The server might automatically schedule a message instead of sending it immediately": a video to a
    // large chat. Then it has no id yet, and none is ever told.
    networkItemId:
      sent.message_id === 0 ? networkItemId(idempotencyKey, 'tg:scheduled/') : itemId(published),
    reference: published,
    createdTime: readEpoch(sent.date, 'seconds'),
  })
}

/** A Root-Ticket that nobody has written has no reference, but its id says where it is. */
function placeOf({ networkItemId: id, reference }: Reply['inReplyTo']): Place {
  if (Value.Check(Place, reference)) return reference
  const [, connection, chat, message] =
    /^tg:(?:business\/([\w-]+)\/)?(-?\d+)\/(\d+)$/.exec(id) ?? []
  if (chat === undefined || message === undefined) {
    throw new PluginError('not-found', { message: 'the Ticket doesn’t say which message it is of' })
  }
  return defined({ chat: Number(chat), message: Number(message), connection })
}

/** Deletes a reply of the bot's own; one that is gone already stays gone. */
export async function deleteMessage(context: Context, { actedOn }: PerformedAction): Promise<void> {
  const { chat, message, connection } = placeOf(actedOn)
  const { token } = context.credentials
  try {
    if (connection === undefined) {
      const which = { chat_id: chat, message_id: message }
      await ask(context, token, 'deleteMessage', Type.Literal(true), which)
    } else {
      const which = { business_connection_id: connection, message_ids: [message] }
      await ask(context, token, 'deleteBusinessMessages', Type.Literal(true), which)
    }
  } catch (thrown) {
    const isGone =
      thrown instanceof PluginError && /message to delete not found/.test(thrown.message)
    if (!isGone) throw thrown
  }
}
