import {
  isVisible,
  type ReceivedFile,
  type ReceivedRequest,
  readName,
  readPasted,
} from '@hubward/plugin'
import Value from 'typebox/value'
import type { ChannelSettings } from './channel-settings.ts'
import { KeptFile } from './conversation.ts'
import { PICTURE_LIMIT_BYTES, TEXT_LIMIT } from './declaration.ts'
import type { Errors } from './pages/fields.ts'
import { sign, verify } from './secrets.ts'
import type { Words } from './words/words.ts'

/** Characters of an address before the @ (RFC 5321). */
const LONGEST_LOCAL_PART = 64

/** The most characters in each field. */
export const LIMITS = { name: 100, email: 254, subject: 200, message: TEXT_LIMIT } as const

/** What a visitor typed, cleaned; empty where nothing was. */
export type Typed = Readonly<Record<keyof typeof LIMITS, string>>

const FIELDS = ['name', 'email', 'subject', 'message'] as const

export const NOTHING_TYPED: Typed = { name: '', email: '', subject: '', message: '' }

/** What browsers show as an image. SVG is none of them here: it can carry scripts. */
const PICTURE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export function isPicture(mimeType: string): boolean {
  return PICTURE_TYPES.has(mimeType)
}

/** One value of a form; the first where a name was repeated. */
export function fieldOf(request: ReceivedRequest, name: string): string {
  const value = request.fields[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** A text that is longer than this is not shown again as a whole: no page grows without end. */
const SHOWN = { name: 2_000, email: 2_000, subject: 2_000, message: 20 * TEXT_LIMIT } as const

/**
 * What was typed, without what no keyboard types: control characters, line ends of Windows, signs that
 * nobody sees in a name or an address. Where there is nothing to see, nothing was typed.
 */
export function readTyped(request: ReceivedRequest): Typed {
  const lines = (name: keyof Typed) => cleaned(fieldOf(request, name), name)
  const line = (name: keyof Typed) => readName(lines(name), '', SHOWN[name])
  const email = lines('email')
  return {
    name: line('name'),
    // What is too long is refused, and shown as it was sent.
    email: email.length > LIMITS.email ? email : readPasted(email, LIMITS.email),
    subject: line('subject'),
    message: lines('message'),
  }
}

/** More marks on one letter than any script has; Unicode's stream-safe texts end at 30. */
const MANY_MARKS = /\p{M}{31}/u

/** The length is looked at before anything else: a stranger may send megabytes. */
function cleaned(sent: string, name: keyof Typed): string {
  const text = sent
    .slice(0, SHOWN[name])
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
  if (!isVisible(text)) return ''
  // NFC takes time that grows with the square of a run of marks. What is too long is refused anyhow.
  const composable = text.length <= 2 * LIMITS[name] && !MANY_MARKS.test(text)
  return composable ? text.normalize('NFC') : text
}

/** Fields of which only the beginning is shown again. */
export function cutFields(request: ReceivedRequest): readonly (keyof Typed)[] {
  return FIELDS.filter((name) => fieldOf(request, name).length > SHOWN[name])
}

/** The picture that came with this try, or that came with an earlier one and is to be kept. */
export function readPicture(
  request: ReceivedRequest,
  key: string,
  place: string,
): KeptFile | undefined {
  // Browsers send an empty file where none was chosen.
  const sent = request.files.find(({ field, sizeBytes }) => field === 'picture' && sizeBytes > 0)
  if (sent !== undefined) return keptFile(sent)
  const text = verify(key, `picture ${place}`, fieldOf(request, 'kept-picture'))
  const kept: unknown = text === undefined ? undefined : JSON.parse(text)
  return Value.Check(KeptFile, kept) ? kept : undefined
}

/** A picture of an earlier try, and what the browser sends to keep it. */
export interface SignedPicture {
  readonly name: string
  readonly reference: string
  readonly signed: string
}

/** Lets a picture survive an error page: the browser hands it back, and can't name another file. */
export function signPicture(
  picture: KeptFile | undefined,
  key: string,
  place: string,
): SignedPicture | undefined {
  if (picture === undefined || pictureError(picture) !== undefined) return undefined
  const { name, reference } = picture
  return { name, reference, signed: sign(key, `picture ${place}`, JSON.stringify(picture)) }
}

function keptFile({ reference, name, mimeType, sizeBytes }: ReceivedFile): KeptFile {
  return { reference, name: name.slice(0, 200), mimeType, sizeBytes }
}

function pictureError(picture: KeptFile): 'notAPicture' | 'pictureTooLarge' | undefined {
  if (!isPicture(picture.mimeType)) return 'notAPicture'
  return picture.sizeBytes > PICTURE_LIMIT_BYTES ? 'pictureTooLarge' : undefined
}

/** The fields that a page asks for. */
export type Asked = Pick<
  ChannelSettings,
  'askName' | 'askEmail' | 'askSubject' | 'askMessage' | 'askPicture'
>

/** Forgets what was sent in fields that the form does not have. */
export function onlyAsked(typed: Typed, asked: Asked): Typed {
  return {
    name: asked.askName === 'hidden' ? '' : typed.name,
    email: asked.askEmail === 'hidden' ? '' : typed.email,
    subject: asked.askSubject === 'hidden' ? '' : typed.subject,
    message: typed.message,
  }
}

/**
 * What is wrong with a message, by field. Empty: it can be taken.
 *
 * @param cut fields of which `typed` holds the beginning only.
 */
export function findErrors(
  typed: Typed,
  cut: readonly (keyof Typed)[],
  picture: KeptFile | undefined,
  asked: Asked,
  words: Words,
): Errors {
  const errors: Errors = {}
  const required = {
    name: asked.askName,
    email: asked.askEmail,
    subject: asked.askSubject,
    message: asked.askMessage,
  }
  for (const name of FIELDS) {
    const limit = LIMITS[name]
    if (typed[name] === '' && required[name] === 'required') errors[name] = words.missing
    if (typed[name].length > limit) {
      errors[name] = cut.includes(name) ? words.cut(limit, SHOWN[name]) : words.tooLong(limit)
    }
  }
  if (errors.email === undefined && typed.email !== '' && !looksLikeEmail(typed.email)) {
    errors.email = words.notAnEmail
  }

  const wrongPicture = picture === undefined ? undefined : pictureError(picture)
  if (wrongPicture !== undefined) errors.picture = words[wrongPicture]
  if (picture === undefined && asked.askPicture === 'required')
    errors.picture = words.missingPicture

  const empty = typed.message === '' && picture === undefined
  if (empty && Object.keys(errors).length === 0) errors.message = words.nothingToSend
  return errors
}

/** As browsers judge `type=email`, with a dot in the domain, and no longer than mail servers take. */
export function looksLikeEmail(text: string): boolean {
  if (text.lastIndexOf('@') > LONGEST_LOCAL_PART) return false
  return /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\./?#%]+(\.[^\s@<>"(),:;[\]\\./?#%]+)+$/.test(text)
}
