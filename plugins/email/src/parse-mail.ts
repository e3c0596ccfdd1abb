import { readTime } from '@hubward/plugin'
import type { MimeNode } from '@zone-eu/mailsplit'
import libmime from 'libmime'
import { decoded, type Person, readPeople } from './addresses.ts'
import { decodeText } from './charset.ts'
import { digest, readMessageId, readReferences } from './ids.ts'
import { decodedContent, headerOf, type RawMail, walkMail } from './mime.ts'

/** A part that is a text for people, decoded. */
export interface TextPart {
  readonly kind: 'plain' | 'html'
  /** The alternatives that it is one of: by the place of what holds them. */
  readonly alternativesOf: number | undefined
  readonly text: string
}

/** A part that is a file. */
export interface FilePart {
  readonly place: number
  readonly mimeType: string
  /** As its sender called it; empty where they did not. */
  readonly name: string
  readonly sizeBytes: number
}

/** What a mail says, whoever it is for. */
export interface Mail {
  readonly head: MimeNode
  /** Without brackets; undefined where its sender gave none. */
  readonly messageId: string | undefined
  /** The id that we gave to a reply, where a provider wrote another one over it (Outlook.com does). */
  readonly formerId: string | undefined
  /** Of the mail's own headers, which no server changes once it has it. */
  readonly fingerprint: string
  readonly inReplyTo: string | undefined
  readonly references: readonly string[]
  readonly subject: string
  readonly sentTime: string | undefined
  readonly from: Person | undefined
  readonly replyTo: readonly Person[]
  readonly to: readonly Person[]
  readonly cc: readonly Person[]
  readonly texts: readonly TextPart[]
  readonly files: readonly FilePart[]
  /** Parts that tell of a delivery (RFC 3464), the headers of what was not delivered, calendars. */
  readonly reports: readonly { readonly mimeType: string; readonly text: string }[]
  /** MIME types of parts that hold others, and of all others. */
  readonly types: ReadonlySet<string>
  /** True where it had more parts, or longer ones, than are looked at. */
  readonly cut: boolean
}

/** So much of the texts of a mail is kept, as it came: a Ticket holds 10,000 characters. */
const TEXTS_LIMIT_BYTES = 2_000_000
const REPORT_LIMIT_BYTES = 64_000
const SUBJECT_LIMIT_CHARACTERS = 500
const NAME_LIMIT_CHARACTERS = 150

/** Reads a mail as far as limits allow; undefined where there is nothing to read. */
export async function parseMail(raw: RawMail): Promise<Mail | undefined> {
  const mail = await tryMail(raw)
  return typeof mail === 'string' ? undefined : mail
}

/** The same, with the reason where there is nothing to read. */
export async function tryMail(raw: RawMail): Promise<Mail | string> {
  const kept = new Map<number, { readonly pieces: Uint8Array[]; bytes: number }>()
  const sizes = new Map<number, number>()
  let left = TEXTS_LIMIT_BYTES
  let cut = false
  const { nodes, beyondLimits } = await walkMail(raw, (node, place, content) => {
    sizes.set(place, (sizes.get(place) ?? 0) + decodedLength(node, content))
    if (!isText(node) && !isReport(node)) return
    const part = kept.get(place) ?? { pieces: [], bytes: 0 }
    const room = isReport(node) ? Math.min(left, REPORT_LIMIT_BYTES - part.bytes) : left
    if (content.length > room) cut = true
    if (room <= 0) return
    // A copy: a view would hold all of the mail that it is a piece of.
    const piece = Buffer.from(content.subarray(0, room))
    part.pieces.push(piece)
    part.bytes += piece.length
    left -= piece.length
    kept.set(place, part)
  })
  const [head] = nodes
  if (!head?.headers || (sizes.size === 0 && String(head.getHeaders()).trim() === '')) {
    return beyondLimits ? 'its headers are longer than are read' : 'there is nothing in it'
  }
  const texts: TextPart[] = []
  const reports: { mimeType: string; text: string }[] = []
  for (const [place, { pieces }] of kept) {
    const node = nodes[place]
    if (!node) continue
    const text = decodeText(await decodedContent(node, pieces), node.charset || undefined)
    if (isReport(node)) reports.push({ mimeType: node.contentType || '', text })
    else texts.push(textPart(node, text, nodes))
  }
  const files = nodes.flatMap((node, place) =>
    node.multipart || isText(node) || isNoFile(node)
      ? []
      : [filePart(node, place, sizes.get(place) ?? 0)],
  )
  const first = (name: string) => headerOf(head, name)
  return {
    head,
    messageId: readMessageId(first('message-id')),
    formerId: readMessageId(first('x-microsoft-original-message-id')),
    fingerprint: digest(head.getHeaders()),
    inReplyTo: readMessageId(first('in-reply-to')),
    references: readReferences(first('references')),
    subject: decoded(first('subject').slice(0, 4_000)).slice(0, SUBJECT_LIMIT_CHARACTERS),
    sentTime: readTime(first('date').slice(0, 60)),
    from: readPeople(first('from'))[0] ?? readPeople(first('sender'))[0],
    replyTo: readPeople(first('reply-to')),
    to: readPeople(first('to')),
    cc: readPeople(first('cc')),
    texts,
    files,
    reports,
    types: new Set(nodes.map(({ contentType }) => contentType || '')),
    cut: cut || beyondLimits,
  }
}

/** The parts that people read: of alternatives the plain one, where it says anything. */
export function readableTexts(mail: Pick<Mail, 'texts'>): readonly TextPart[] {
  const alternatives = new Map<number, TextPart[]>()
  for (const part of mail.texts) {
    if (part.alternativesOf === undefined) continue
    const others = alternatives.get(part.alternativesOf) ?? []
    alternatives.set(part.alternativesOf, [...others, part])
  }
  return mail.texts.filter((part) => {
    if (part.alternativesOf === undefined) return true
    const others = alternatives.get(part.alternativesOf) ?? []
    const hasPlain = others.some(({ kind, text }) => kind === 'plain' && text.trim() !== '')
    return hasPlain ? part.kind === 'plain' : part.kind === 'html'
  })
}

function textPart(node: MimeNode, text: string, nodes: readonly MimeNode[]): TextPart {
  let above = node.parentNode
  while (above && above.multipart !== 'alternative') above = above.parentNode
  const unfolded = node.flowed ? libmime.decodeFlowed(text, node.delSp) : text
  return {
    kind: node.contentType === 'text/html' ? 'html' : 'plain',
    alternativesOf: above ? nodes.indexOf(above) : undefined,
    text: unfolded,
  }
}

function filePart(node: MimeNode, place: number, sizeBytes: number): FilePart {
  return {
    place,
    mimeType: node.contentType || 'application/octet-stream',
    name: (node.filename || '').slice(0, NAME_LIMIT_CHARACTERS),
    sizeBytes,
  }
}

/** What people read; a text that has a name is a file. */
function isText({ contentType, disposition, filename }: MimeNode): boolean {
  const readable = contentType === 'text/plain' || contentType === 'text/html' || !contentType
  return readable && disposition !== 'attachment' && !filename
}

const REPORTS = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'text/rfc822-headers',
  'message/global-headers',
  'text/calendar',
])

/** What is read for what it says, or says nothing to people. */
const NO_FILES = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'text/rfc822-headers',
  'message/global-headers',
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
])

function isNoFile({ contentType }: MimeNode): boolean {
  return contentType !== false && NO_FILES.has(contentType)
}

function isReport({ contentType, parentNode }: MimeNode): boolean {
  if (!contentType) return false
  // What came back whole: its headers tell which mail it was.
  const returned = contentType === 'message/rfc822' || contentType === 'message/global'
  const isReturned = returned && parentNode && parentNode.multipart === 'report'
  return REPORTS.has(contentType) || isReturned
}

/** How many bytes are left when the wrapping of a part is taken off. */
function decodedLength({ encoding }: MimeNode, content: Uint8Array): number {
  if (encoding !== 'base64') return content.length
  let signs = 0
  for (const byte of content) if (byte > 0x20 && byte !== 0x3d) signs++
  return Math.floor((signs * 3) / 4)
}
