import { readName, type WrittenMessage } from '@hubward/plugin'
import type { FilePart, Mail } from './parse-mail.ts'
import type { Words } from './words.ts'

type Interaction = WrittenMessage['interaction']

/** What of a mail's files a Ticket shows, and how many more there are. */
export interface MailFiles {
  readonly pictures: NonNullable<Interaction['pictures']>
  readonly attachments: NonNullable<Interaction['attachments']>
  readonly more: number
}

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
const PICTURES_LIMIT = 10
const ATTACHMENTS_LIMIT = 20
const TYPE = /^[A-Za-z0-9!#$&^_.+'*-]{1,100}\/[A-Za-z0-9!#$&^_.+'*-]{1,100}$/

/** Pictures and files, each under an address of the host's that opens the mail again. */
export function mailFiles(mail: Mail, words: Words, mediaUrl: (part: string) => string): MailFiles {
  const shown = mail.files.filter(({ sizeBytes }) => sizeBytes > 0)
  const pictures = shown.filter(({ mimeType }) => PICTURES.has(mimeType))
  const files = shown.filter(({ mimeType }) => !PICTURES.has(mimeType))
  const attached = files.slice(0, ATTACHMENTS_LIMIT).map((file) => ({
    url: mediaUrl(String(file.place)),
    name: nameOf(file, words),
    size: file.sizeBytes,
    ...(TYPE.test(file.mimeType) && { mimeType: file.mimeType }),
  }))
  return {
    pictures: pictures.slice(0, PICTURES_LIMIT).map(({ place }) => {
      const url = mediaUrl(String(place))
      return { small: url, large: url }
    }),
    attachments: attached,
    more:
      Math.max(0, pictures.length - PICTURES_LIMIT) + Math.max(0, files.length - ATTACHMENTS_LIMIT),
  }
}

const USUAL_NAMES: Readonly<Record<string, string>> = {
  'text/calendar': 'invitation.ics',
  'text/vcard': 'contact.vcf',
  'text/x-vcard': 'contact.vcf',
  'application/ms-tnef': 'winmail.dat',
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
}

/** As its sender called it, as far as that is a name and no path. */
export function nameOf({ name, mimeType }: Pick<FilePart, 'name' | 'mimeType'>, words: Words) {
  if (mimeType === 'message/rfc822' && name === '') return words.attachedMail
  const plain = name.replace(/[/\\:*?"<>|]+/g, '-')
  return readName(plain, USUAL_NAMES[mimeType] ?? words.file, 150)
}
