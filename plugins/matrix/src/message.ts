import {
  cutText,
  defined,
  isVisible,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  networkItemId,
  readEpoch,
  readName,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { encoded } from './api.ts'
import { mediaReference } from './media.ts'
import type { RoomFacts } from './rooms.ts'
import type { Context } from './settings.ts'
import { Content, type Event, isEventId, Relation } from './wire.ts'
import { WORDS } from './words.ts'

/** Where a message stands: enough to answer it, or to delete it. */
export const Place = Type.Object({
  room: Type.String(),
  event: Type.String(),
  /** The event that its thread began with, where it stands in one. */
  thread: Type.Optional(Type.String()),
  sender: Type.Optional(Type.String()),
  /** The note that a room is encrypted: nothing is answered there. */
  encrypted: Type.Optional(Type.Literal(true)),
})
export type Place = Type.Static<typeof Place>

/** Event ids lead nowhere without their room. */
export const itemId = (room: string, event: string) => networkItemId(`${room}/${event}`, 'mx:')

/** Who is who in a room, as its member events say. */
export type Members = ReadonlyMap<string, { readonly name?: string; readonly avatar?: string }>

/** What is said of a message: its content as it stands now, and since when. */
export interface Said {
  readonly event: Event
  readonly content: Content
  readonly updatedTime?: string
}

export const timeOf = ({ origin_server_ts }: Event): string => {
  const time = readEpoch(origin_server_ts, 'milliseconds')
  if (time === undefined) throw new Error('origin_server_ts is no time')
  return time
}

/** What an event relates to: a root, what it answers, what it replaces. */
export const relationOf = ({ content }: Event): Relation => {
  const relation = content['m.relates_to']
  return Value.Check(Relation, relation) ? relation : {}
}

/** Messages, stickers among them, that nobody has redacted and that replace no other. */
export function isMessage(event: Event): boolean {
  return (
    (event.type === 'm.room.message' || event.type === 'm.sticker') &&
    event.state_key === undefined &&
    redactionOf(event) === undefined &&
    relationOf(event).rel_type !== 'm.replace'
  )
}

const Unsigned = Type.Object({
  redacted_because: Type.Object({ origin_server_ts: Type.Integer() }),
})

/** Since when an event is redacted, as it says itself. */
export function redactionOf({ unsigned }: Event): string | undefined {
  if (!Value.Check(Unsigned, unsigned)) return undefined
  return readEpoch(unsigned.redacted_because.origin_server_ts, 'milliseconds')
}

/** The message itself, with the last edit that its server tells beside it. */
export function saidBy(event: Event, edit = bundledEdit(event)): Said {
  const replaced = edit && newContent(event, edit)
  const content = replaced ?? event.content
  if (!Value.Check(Content, content)) throw new Error('the content is no message')
  return defined({ event, content, updatedTime: edit && replaced && timeOf(edit) })
}

const Bundled = Type.Object({ 'm.relations': Type.Object({ 'm.replace': Type.Unknown() }) })

function bundledEdit({ unsigned }: Event): Event | undefined {
  if (!Value.Check(Bundled, unsigned)) return undefined
  const edit: unknown = unsigned['m.relations']['m.replace']
  return isEvent(edit) ? edit : undefined
}

const isEvent = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && 'content' in value && 'sender' in value

/** https://spec.matrix.org/latest/client-server-api/#validity-of-replacement-events */
function newContent(original: Event, edit: Event): object | undefined {
  const content = edit.content['m.new_content']
  const isValid = edit.sender === original.sender && edit.type === original.type
  return isValid && typeof content === 'object' && content !== null ? content : undefined
}

export interface Surroundings {
  readonly room: RoomFacts
  readonly members: Members
  /** The event that its thread began with; absent: it begins one itself. */
  readonly root?: string
}

/** As a Ticket shows it. Pure: the same message is the same again. */
export function messageOf(
  context: Context,
  { event, content, updatedTime }: Said,
  { room, members, root }: Surroundings,
): WrittenMessage {
  const { channel, credentials } = context
  const { sender, event_id } = event
  const own = sender === credentials.userId
  const { rel_type, event_id: related } = relationOf(event)
  const { name, avatar } = members.get(sender) ?? {}
  const picture = avatar && mediaUrl(context, avatar, 'image/*', 'avatar')
  const inThread = rel_type === 'm.thread' && related && isEventId(related)
  return writtenMessage({
    interaction: {
      networkItemId: itemId(room.id, event_id),
      createdTime: timeOf(event),
      ...shown(context, event, content),
      interactor: own
        ? { interactorId: channel.networkId, name: channel.name }
        : {
            interactorId: sender,
            name: readName(name, sender),
            url: `https://matrix.to/#/${encoded(sender)}`,
            picture,
          },
      root: root === undefined ? undefined : { rootId: itemId(room.id, root) },
      url: `https://matrix.to/#/${encoded(room.id)}/${encoded(event_id)}`,
      type: 'MESSAGE',
    },
    reference: defined({
      room: room.id,
      event: event_id,
      sender,
      thread: inThread ? related : undefined,
    }) satisfies Place,
    own,
    updatedTime,
    marks: marksOf(content, room),
  })
}

function marksOf({ msgtype }: Content, { name }: RoomFacts) {
  const to = readName(name, '')
  return {
    to: to === '' ? undefined : [to],
    // https://spec.matrix.org/latest/client-server-api/#mnotice: what programs write.
    automatic: msgtype === 'm.notice' || undefined,
  }
}

const FILES = ['m.image', 'm.file', 'm.audio', 'm.video']
const Info = Type.Object({
  mimetype: Type.Optional(Type.String({ pattern: '^[\\w.+-]{1,100}/[\\w.+-]{1,100}$' })),
  size: Type.Optional(Type.Integer({ minimum: 0 })),
})

/** Words, pictures and files of a message. */
function shown(context: Context, event: Event, content: Content) {
  const words = WORDS[context.channel.language]
  const { msgtype, filename, url, geo_uri } = content
  const body = cutText(content.body, MESSAGE_LIMIT_CHARACTERS)
  const isFile = FILES.includes(msgtype ?? '') || event.type === 'm.sticker'
  if (!isFile) {
    const answer = relationOf(event)['m.in_reply_to'] === undefined ? body : withoutFallback(body)
    const said =
      msgtype === 'm.emote'
        ? `* ${answer}`
        : geo_uri
          ? `${words.place} ${answer}\n${geo_uri}`
          : answer
    return { message: isVisible(said) ? cutText(said, MESSAGE_LIMIT_CHARACTERS) : words.wordless }
  }
  // Before 1.10 `body` was the name; since then it is a caption where `filename` differs from it.
  const name = readName(filename ?? body, 'file')
  const isCaption = filename !== undefined && filename !== body && isVisible(body)
  const caption = isCaption || event.type === 'm.sticker' ? { message: body } : {}
  const given = Reflect.get(content, 'info')
  const info = Value.Check(Info, given) ? given : {}
  const mimeType = info.mimetype ?? 'application/octet-stream'
  const address = url && mediaUrl(context, url, mimeType, name)
  if (!address) {
    return { message: isCaption ? `${body}\n${words.encryptedFile}` : words.encryptedFile }
  }
  if (msgtype === 'm.image' || event.type === 'm.sticker') {
    return { ...caption, pictures: [{ small: address, large: address }] }
  }
  return { ...caption, attachments: [{ url: address, name, mimeType, size: info.size }] }
}

function mediaUrl(context: Context, mxc: string, mimeType: string, name: string) {
  const reference = mediaReference({ mxc, mimeType, name })
  return reference === undefined ? undefined : context.channelMediaUrl(reference)
}

/** Older programs repeat what they answer: https://spec.matrix.org/latest/client-server-api/#rich-replies */
function withoutFallback(body: string): string {
  const lines = body.split('\n')
  const first = lines.findIndex((line) => !line.startsWith('> '))
  return first > 0 ? lines.slice(first).join('\n').replace(/^\n/, '') : body
}

/** The one Ticket that says of a room what it is. */
export function encryptedNote(context: Context, room: RoomFacts, event: Event): Message {
  const name = room.name === undefined ? room.id : readName(room.name, room.id)
  return {
    interaction: {
      networkItemId: itemId(room.id, 'encrypted'),
      createdTime: timeOf(event),
      message: WORDS[context.channel.language].encrypted,
      interactor: { interactorId: room.id, name },
      url: `https://matrix.to/#/${encoded(room.id)}`,
      type: 'MESSAGE',
    },
    reference: { room: room.id, event: event.event_id, encrypted: true } satisfies Place,
    marks: { automatic: true },
  }
}
