import {
  cutText,
  isVisible,
  MESSAGE_LIMIT_CHARACTERS,
  readName,
  type WrittenMessage,
} from '@hubward/plugin'
import { mediaReference } from './media.ts'
import type { Context } from './settings.ts'
import type { Entity, File, TelegramMessage } from './wire.ts'
import { WORDS } from './words.ts'

/** "For the moment, bots can download files of up to 20MB in size": https://core.telegram.org/bots/api#getfile */
const DOWNLOAD_LIMIT_BYTES = 20 * 1_024 * 1_024
/** More entities than a message has. */
const ENTITIES_LIMIT = 200
/** A thumbnail that is at least this wide. */
const SMALL_PIXELS = 320

type Interaction = WrittenMessage['interaction']
export type Content = Pick<Interaction, 'message' | 'pictures' | 'attachments'>

/** What a message shows, as a Ticket can say it. */
export function contentOf(context: Context, message: TelegramMessage): Content {
  const words = WORDS[context.channel.language]
  const lines: string[] = []
  const pictures: NonNullable<Interaction['pictures']> = []
  const attachments: NonNullable<Interaction['attachments']> = []
  const open = (file: File, mimeType: string, name: string) =>
    context.channelMediaUrl(mediaReference({ id: file.file_id, mimeType, name }))

  function attach(file: File | undefined, usualType: string, usualName: string): void {
    if (file === undefined) return
    const name = readName(file.file_name, usualName)
    const { file_size: size = 0 } = file
    if (size > DOWNLOAD_LIMIT_BYTES) lines.push(`${words.tooLarge}: ${name}`)
    else {
      const mimeType = typeOf(file, usualType)
      const url = open(file, mimeType, name)
      attachments.push({ url, name, mimeType, ...(size > 0 && { size }) })
    }
  }

  const { photo, sticker, voice, video_note: note, audio, venue, location, contact, poll } = message
  const largest = photo?.at(-1)
  if (photo && largest) {
    const small = photo.find(({ width }) => width >= SMALL_PIXELS) ?? largest
    const show = (file: File) => open(file, 'image/jpeg', 'photo.jpg')
    pictures.push({ small: show(small), large: show(largest) })
  }
  if (sticker) {
    lines.push(`${words.sticker}${sticker.emoji === undefined ? '' : ` ${sticker.emoji}`}`)
    const moves = sticker.is_animated || sticker.is_video
    const still = moves ? sticker.thumbnail : sticker
    if (still) pictures.push({ small: open(still, 'image/webp', 'sticker.webp') })
  }
  if (voice) lines.push(`${words.voice}${lengthOf(voice)}`)
  if (note) lines.push(`${words.videoNote}${lengthOf(note)}`)
  if (audio) {
    const title = [audio.performer, audio.title]
      .filter((part) => part && isVisible(part))
      .join(' – ')
    lines.push(`${words.audio}${title && `: ${cutText(title, 200)}`}${lengthOf(audio)}`)
  }
  attach(voice, 'audio/ogg', 'voice.ogg')
  attach(note, 'video/mp4', 'video.mp4')
  attach(audio, 'audio/mpeg', 'audio.mp3')
  attach(message.video, 'video/mp4', 'video.mp4')
  attach(message.animation, 'video/mp4', 'animation.mp4')
  // "For backward compatibility, when animation is set, the document field will also be set."
  if (!message.animation) attach(message.document, 'application/octet-stream', 'file')
  if (location) {
    const { latitude, longitude } = location
    const place = `mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
    const name = venue && [venue.title, venue.address].map((part) => cutText(part, 500)).join(', ')
    lines.push(
      `${words.location}: ${name ? `${name}\n` : ''}https://www.openstreetmap.org/?${place}`,
    )
  }
  if (contact) {
    const name = readName(`${contact.first_name} ${contact.last_name ?? ''}`, words.contact)
    lines.push(`${words.contact}: ${name}, ${readName(contact.phone_number, '', 60)}`)
  }
  if (poll) lines.push(listed(words.poll, poll.question, poll.options))
  if (message.checklist) {
    lines.push(listed(words.checklist, message.checklist.title, message.checklist.tasks))
  }
  if (message.dice) lines.push(`${message.dice.emoji} ${message.dice.value}`)

  const said = written(
    message.text ?? message.caption ?? '',
    message.entities ?? message.caption_entities,
  )
  const forwarded = originOf(message)
  const parts = [
    forwarded === undefined ? '' : `${words.forwarded} ${forwarded}:`,
    isVisible(said) ? said : '',
    ...lines,
  ].filter((part) => part !== '')
  const shows = isVisible(said) || lines.length + pictures.length + attachments.length > 0
  if (!shows) parts.push(words.notShown)
  const text = cutText(parts.join('\n'), MESSAGE_LIMIT_CHARACTERS)
  return { message: text, pictures, attachments }
}

/** A longer one is left out: its words stay. */
const LINK_LIMIT = 2_048

/** A link behind words is written out: a Ticket is plain text. */
function written(text: string, entities: readonly Entity[] = []): string {
  const links = entities
    .slice(0, ENTITIES_LIMIT)
    .flatMap(({ type, offset, length, url }) => {
      const end = offset + length
      // Counted in units of UTF-16; nobody promises that a program counted well.
      const fits = Number.isInteger(end) && offset >= 0 && length > 0 && end <= text.length
      if (type !== 'text_link' || url === undefined || !fits) return []
      if (url.length > LINK_LIMIT) return []
      const inside = /[\ud800-\udbff]/.test(text.charAt(end - 1))
      return inside || text.slice(offset, end) === url ? [] : [{ end, url }]
    })
    .sort((one, other) => other.end - one.end)
  return links.reduce(
    (rest, { end, url }) => `${rest.slice(0, end)} (${url})${rest.slice(end)}`,
    text,
  )
}

function originOf({ forward_origin: origin, is_automatic_forward: automatic }: TelegramMessage) {
  if (origin === undefined || automatic) return undefined
  const { sender_user: user, sender_user_name: hidden, sender_chat, chat = sender_chat } = origin
  const name = user ? `${user.first_name} ${user.last_name ?? ''}` : (hidden ?? chat?.title)
  return readName(name, '…')
}

function typeOf({ mime_type: said }: File, usual: string): string {
  return said !== undefined && /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(said) ? said : usual
}

function lengthOf({ duration }: File): string {
  if (duration === undefined || !(duration >= 0 && duration < 1e6)) return ''
  const seconds = Math.round(duration)
  return `, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function listed(what: string, title: string, items: readonly { readonly text: string }[]): string {
  const lines = items.slice(0, 100).map(({ text }) => `– ${cutText(text, 300)}`)
  return [`${what}: ${cutText(title, 1_000)}`, ...lines].join('\n')
}
