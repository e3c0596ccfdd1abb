import {
  defined,
  type Marks,
  type Message,
  networkItemId,
  readEpoch,
  readName,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import { contentOf } from './content.ts'
import type { Context } from './settings.ts'
import type { TelegramMessage, Update } from './wire.ts'

/** Where a message stands: enough to answer it, or to delete it. */
export const Place = Type.Object({
  chat: Type.Integer(),
  message: Type.Integer(),
  /** Of a forum, or of a private chat with topics. */
  topic: Type.Optional(Type.Integer()),
  /** Of the business account whose chat it is. */
  connection: Type.Optional(Type.String()),
})
export type Place = Type.Static<typeof Place>

/**
 * Message ids count up within each chat. A chat of a business account "is independent from any potential
 * bot chat which might share the same identifier", so its connection belongs to the id.
 */
export function itemId({ message, ...place }: Place): string {
  return networkItemId(`${chatKey(place)}/${message}`, 'tg:')
}

function chatKey({ chat, connection }: Pick<Place, 'chat' | 'connection'>): string {
  return connection === undefined ? String(chat) : `business/${connection}/${chat}`
}

/** In which thread a message stands. */
export interface Thread {
  /** The id of the message that its thread began with, where Telegram says so. */
  readonly rootId?: string
  /** Of a chat that is one conversation from beginning to end, whoever answers what. */
  readonly conversation?: string
  /** Whose conversation with the bot it is: what is kept of it goes with what else is kept of them. */
  readonly about?: string
  /** Only a conversation where this supergroup was one as a group. */
  readonly ifKnown?: boolean
}

/** What an update means: messages and their threads, or that a group goes on under another id. */
export type News =
  | { readonly kind: 'message'; readonly message: WrittenMessage; readonly thread: Thread }
  | { readonly kind: 'deleted'; readonly message: Message }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string }

/** What of an update concerns the Inbox. Pure: the same update says the same again. */
export function newsOf(
  context: Context,
  update: Update,
  { since, receivedTime }: { readonly since: string; readonly receivedTime: string },
): News[] {
  const { business } = context.channelSettings
  const { deleted_business_messages: deleted } = update
  if (deleted !== undefined) {
    if (business !== 'follow') return []
    const { business_connection_id: connection, chat, message_ids } = deleted
    return message_ids.map((message) => ({
      kind: 'deleted',
      message: {
        networkItemId: itemId({ chat: chat.id, message, connection }),
        deletedTime: receivedTime,
      },
    }))
  }
  const { message, edited_message, business_message, edited_business_message } = update
  const told = message ?? edited_message ?? business_message ?? edited_business_message
  if (told === undefined) return []
  if (told.business_connection_id !== undefined && business === 'off') return []
  // A live location is edited every few seconds, for hours, and has no words.
  if ((edited_message ?? edited_business_message)?.location !== undefined) return []
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = told
  if (to !== undefined) return [{ kind: 'moved', from: String(told.chat.id), to: String(to) }]
  if (from !== undefined) return [{ kind: 'moved', from: String(from), to: String(told.chat.id) }]
  // Ids of 0 can't be answered: scheduled or only for one person (https://core.telegram.org/bots/api#message).
  if (isService(told) || told.message_id === 0) return []
  // Telegram counts seconds.
  if (told.date < Math.floor(Date.parse(since) / 1_000)) return []
  return [{ kind: 'message', message: messageOf(context, told), thread: threadOf(told) }]
}

/** What happens to a group, and nobody says: "Service message" in Telegram's own list. */
const SERVICE =
  /^(new_chat_|left_chat_|delete_chat_|group_chat_c|supergroup_chat_c|channel_chat_c|message_auto_delete|pinned_message|forum_topic_|general_forum_|video_chat_|write_access|boost_added|chat_background|checklist_tasks|suggested_post_[adpr]|chat_owner_|community_chat_|managed_bot_|poll_option_|proximity_alert|connected_website|users_shared|chat_shared|giveaway_c|paid_message_price|direct_message_price|chat_member|successful_payment|refunded_payment)/

function isService(message: TelegramMessage): boolean {
  return Object.keys(message).some((name) => SERVICE.test(name))
}

function placeOf(message: TelegramMessage): Place {
  const { chat, message_id, message_thread_id: topic, business_connection_id: connection } = message
  return defined({
    chat: chat.id,
    message: message_id,
    topic: message.is_topic_message === true ? topic : undefined,
    connection,
  })
}

function messageOf(context: Context, message: TelegramMessage): WrittenMessage {
  const place = placeOf(message)
  const { chat, media_group_id: album, edit_date } = message
  const own = isOwn(context, message)
  return writtenMessage({
    interaction: {
      networkItemId: itemId(place),
      createdTime: readEpoch(message.date, 'seconds'),
      ...contentOf(context, message),
      interactor: own
        ? { interactorId: context.channel.networkId, name: context.channel.name }
        : writerOf(message),
      url: linkOf(message),
      type: chat.type === 'private' ? 'DM' : 'MESSAGE',
    },
    reference: place,
    own,
    updatedTime: readEpoch(edit_date, 'seconds'),
    marks: marksOf(message),
    group: album === undefined ? undefined : { id: `${chatKey(place)}/${album}`, waitMs: 3_000 },
  })
}

/**
 * What the bot wrote, and what the owner of a business account writes there: in such a private chat the
 * chat's id is the other one's. The post of a channel that is commented on is not own: anybody may add
 * the bot to a group of theirs.
 */
function isOwn({ channel }: Context, message: TelegramMessage): boolean {
  const { from, chat, business_connection_id: connection } = message
  return (
    String(from?.id) === channel.networkId || (connection !== undefined && from?.id !== chat.id)
  )
}

/** Who wrote it; a group's anonymous administrator, or a channel, writes as a chat. */
function writerOf({ from, sender_chat, chat }: TelegramMessage) {
  const { username, ...writer } = sender_chat ?? from ?? chat
  const interactorId = sender_chat || !from ? `chat/${writer.id}` : `user/${writer.id}`
  const name =
    'first_name' in writer ? `${writer.first_name} ${writer.last_name ?? ''}` : writer.title
  const isPublic = username !== undefined && /^\w{1,64}$/.test(username)
  return {
    interactorId,
    name: readName(name, username ?? interactorId),
    url: isPublic ? `https://t.me/${username}` : undefined,
  }
}

/** Where members find it. Private chats and groups without a public name have no addresses for messages. */
function linkOf({ chat: { id, type, username }, message_id }: TelegramMessage): string | undefined {
  if (type !== 'supergroup') return undefined
  if (username !== undefined && /^\w{1,64}$/.test(username))
    return `https://t.me/${username}/${message_id}`
  const [, inner] = /^-100(\d+)$/.exec(String(id)) ?? []
  return inner === undefined ? undefined : `https://t.me/c/${inner}/${message_id}`
}

/** What was picked out to be answered; in a chat of two also the whole message, since there one thread is all. */
function marksOf({ quote, reply_to_message: replied, chat }: TelegramMessage): Marks | undefined {
  const whole = chat.type === 'private' ? (replied?.text ?? replied?.caption) : undefined
  const text = quote?.text ?? whole
  if (text === undefined) return undefined
  const from = replied?.from && readName(replied.from.first_name, '')
  return { quoted: { ...(from && { from }), text } }
}

function threadOf(message: TelegramMessage): Thread {
  const { chat, message_id, message_thread_id: thread } = message
  const place = placeOf(message)
  const conversation = chatKey(place)
  if (place.topic !== undefined) return { rootId: itemId({ ...place, message: place.topic }) }
  if (chat.type === 'private') return { conversation, about: `user/${chat.id}` }
  if (chat.type !== 'supergroup') return { conversation }
  // Comments name the post, and answers the message that was answered first; that one names nobody.
  const rooted = thread !== undefined && thread !== message_id
  return {
    conversation,
    ifKnown: true,
    ...(rooted && { rootId: itemId({ ...place, message: thread }) }),
  }
}
