import Type from 'typebox'

/**
 * Of an update what the plugin reads (https://core.telegram.org/bots/api#update). The page is followed
 * closely: what it calls optional may be missing, and more may come.
 */

const Id = Type.Integer()
const Text = Type.String()
const Maybe = Type.Optional
const url = Type.String()

const User = Type.Object({
  id: Id,
  first_name: Text,
  last_name: Maybe(Text),
  username: Maybe(Text),
})

const Chat = Type.Object({ id: Id, type: Text, title: Maybe(Text), username: Maybe(Text) })

const Entity = Type.Object({
  type: Text,
  offset: Type.Number(),
  length: Type.Number(),
  url: Maybe(url),
})
export type Entity = Type.Static<typeof Entity>

/** Anything that getFile opens. */
const File = Type.Object({
  file_id: Type.String({ minLength: 1, maxLength: 1_000 }),
  file_size: Maybe(Type.Number({ minimum: 0 })),
  file_name: Maybe(Text),
  mime_type: Maybe(Text),
  duration: Maybe(Type.Number()),
  thumbnail: Maybe(Type.Object({ file_id: Type.String({ minLength: 1, maxLength: 1_000 }) })),
})
export type File = Type.Static<typeof File>
const Photo = Type.Array(
  Type.Object({ ...File.properties, width: Type.Number(), height: Type.Number() }),
)

const Place = Type.Object({ latitude: Type.Number(), longitude: Type.Number() })

const Said = {
  text: Maybe(Text),
  entities: Maybe(Type.Array(Entity)),
  caption: Maybe(Text),
  caption_entities: Maybe(Type.Array(Entity)),
}

export const TelegramMessage = Type.Object({
  message_id: Id,
  message_thread_id: Maybe(Id),
  is_topic_message: Maybe(Type.Boolean()),
  is_automatic_forward: Maybe(Type.Boolean()),
  business_connection_id: Maybe(Type.String({ minLength: 1, maxLength: 200 })),
  media_group_id: Maybe(Type.String({ minLength: 1, maxLength: 200 })),
  from: Maybe(User),
  sender_chat: Maybe(Chat),
  chat: Chat,
  date: Type.Integer(),
  edit_date: Maybe(Type.Integer()),
  ...Said,
  reply_to_message: Maybe(
    Type.Object({ message_id: Id, from: Maybe(User), text: Maybe(Text), caption: Maybe(Text) }),
  ),
  quote: Maybe(Type.Object({ text: Text })),
  forward_origin: Maybe(
    Type.Object({
      sender_user: Maybe(User),
      sender_user_name: Maybe(Text),
      sender_chat: Maybe(Chat),
      chat: Maybe(Chat),
    }),
  ),
  migrate_to_chat_id: Maybe(Id),
  migrate_from_chat_id: Maybe(Id),
  photo: Maybe(Photo),
  video: Maybe(File),
  animation: Maybe(File),
  audio: Maybe(Type.Object({ ...File.properties, performer: Maybe(Text), title: Maybe(Text) })),
  voice: Maybe(File),
  video_note: Maybe(File),
  document: Maybe(File),
  sticker: Maybe(
    Type.Object({
      ...File.properties,
      emoji: Maybe(Text),
      is_animated: Type.Boolean(),
      is_video: Type.Boolean(),
    }),
  ),
  location: Maybe(Place),
  venue: Maybe(Type.Object({ title: Text, address: Text })),
  contact: Maybe(Type.Object({ phone_number: Text, first_name: Text, last_name: Maybe(Text) })),
  poll: Maybe(Type.Object({ question: Text, options: Type.Array(Type.Object({ text: Text })) })),
  checklist: Maybe(Type.Object({ title: Text, tasks: Type.Array(Type.Object({ text: Text })) })),
  dice: Maybe(Type.Object({ emoji: Text, value: Type.Number() })),
})
export type TelegramMessage = Type.Static<typeof TelegramMessage>

const Deleted = Type.Object({
  business_connection_id: Type.String({ minLength: 1, maxLength: 200 }),
  chat: Type.Object({ id: Id }),
  message_ids: Type.Array(Id),
})

export const Update = Type.Object({
  update_id: Id,
  message: Maybe(TelegramMessage),
  edited_message: Maybe(TelegramMessage),
  business_message: Maybe(TelegramMessage),
  edited_business_message: Maybe(TelegramMessage),
  deleted_business_messages: Maybe(Deleted),
})
export type Update = Type.Static<typeof Update>
