import { type Message, networkItemId } from '@hubward/plugin'
import Type from 'typebox'
import { plainText } from './text.ts'
import type { Account, Media, Status } from './wire.ts'
import type { Words } from './words.ts'

/** The longest text of a Ticket. */
const MESSAGE_LIMIT = 10_000

/** What is kept of a status for whoever answers it. */
export const Reference = Type.Object({
  id: Type.String(),
  /** Whom an answer mentions: handles as this server writes them. */
  mention: Type.Array(Type.String()),
  visibility: Type.String(),
  contentWarning: Type.Optional(Type.String()),
  language: Type.Optional(Type.String()),
})
export type Reference = Type.Static<typeof Reference>

/** The account whose Channel it is, as far as reading statuses needs it. */
export interface Self {
  readonly accountId: string
  /** `name@server` */
  readonly handle: string
  /** Of the server: that of handles which lack one. */
  readonly domain: string
}

/** A status as the host takes it. `rootUri`: of the first status of its thread, unless that is itself. */
export function messageOf(
  status: Status,
  rootUri: string | undefined,
  self: Self,
  words: Words,
): Message {
  const { account, edited_at: editedAt } = status
  const own = isOwn(status, self)
  const media = status.media_attachments ?? []
  const pictures = media.flatMap(pictureOf)
  const attachments = media.flatMap(attachmentOf)
  const message = textOf(status, words, self)
  return {
    interaction: {
      networkItemId: itemIdOf(status.uri),
      createdTime: isoTime(status.created_at),
      ...(message !== '' && { message }),
      ...(pictures.length > 0 && { pictures }),
      ...(attachments.length > 0 && { attachments }),
      url: status.url || status.uri,
      type: typeOf(status, own),
      interactor: interactorOf(account, self),
      ...(rootUri !== undefined && { root: { rootId: itemIdOf(rootUri) } }),
    },
    reference: referenceOf(status, self),
    ...(own && { own }),
    ...(editedAt && { updatedTime: isoTime(editedAt) }),
  }
}

/**
 * The id of a status that holds on every server and for ever: its URI. A server's own id is good for
 * asking that server only; snac's even changes when a status is edited.
 */
export function itemIdOf(uri: string): string {
  return networkItemId(uri)
}

export function isOwn(status: Pick<Status, 'account'>, self: Self): boolean {
  return status.account.id === self.accountId || handleOf(status.account.acct, self) === self.handle
}

/** `name@server`, also for accounts of this server, whose handles come without one. */
export function handleOf(acct: string, self: Pick<Self, 'domain'>): string {
  return acct.includes('@') ? acct : `${acct}@${self.domain}`
}

export function isoTime(time: string): string {
  return new Date(time).toISOString()
}

function interactorOf(account: Account, self: Self) {
  const picture = account.avatar_static || account.avatar
  return {
    interactorId: handleOf(account.acct, self),
    name: account.display_name?.trim() || account.username,
    ...(account.url && { url: account.url }),
    ...(isHttps(picture) && { picture }),
  }
}

function referenceOf(status: Status, self: Self): Reference {
  const others = (status.mentions ?? []).filter(({ acct }) => handleOf(acct, self) !== self.handle)
  // Whoever answers the own post goes on speaking to those whom it spoke to.
  const mention = isOwn(status, self)
    ? others.map(({ acct }) => written(acct, self))
    : [written(status.account.acct, self)]
  return {
    id: status.id,
    mention: [...new Set(mention)].slice(0, 20),
    visibility: status.visibility,
    ...(status.spoiler_text && { contentWarning: status.spoiler_text.slice(0, 1_000) }),
    ...(status.language && { language: status.language }),
  }
}

/** A handle as it is written to this server: without a domain for its own accounts. */
function written(acct: string, { domain }: Self): string {
  return acct.endsWith(`@${domain}`) ? acct.slice(0, -domain.length - 1) : acct
}

function typeOf(status: Status, own: boolean) {
  if (status.visibility === 'direct') return 'DM'
  if (own) return status.in_reply_to_id ? 'COMMENT' : 'POST'
  return status.in_reply_to_id ? 'COMMENT' : 'MENTION'
}

/** All that a status says, in the order in which people see it. */
function textOf(status: Status, words: Words, self: Self): string {
  const { spoiler_text: warning, poll, quote } = status
  const quoted = quote?.quoted_status
  const parts = [
    warning ? `[${words.contentWarning}: ${warning}]` : '',
    plainText(status.content),
    poll ? pollText(poll, words) : '',
    (status.media_attachments ?? []).map((media) => mediaText(media, words)).join('\n'),
    quoted
      ? `${words.quoted} @${handleOf(quoted.account.acct, self)}:\n${indented(plainText(quoted.content))}\n${quoted.url ?? quoted.uri}`
      : '',
  ]
  return shortened(parts.filter((part) => part.trim() !== '').join('\n\n'), words)
}

function pollText(poll: NonNullable<Status['poll']>, words: Words): string {
  const kind = poll.multiple ? ` (${words.multipleChoice})` : ''
  return [`${words.poll}${kind}:`, ...poll.options.map(({ title }) => `○ ${title}`)].join('\n')
}

function mediaText(media: Media, words: Words): string {
  const url = media.url ?? media.remote_url
  const lines = []
  if (media.description) {
    const label = media.type === 'image' ? words.imageDescription : words.mediaDescription
    lines.push(`[${label}: ${media.description}]`)
  }
  if (url && !isHttps(url)) lines.push(`${words.notShown}: ${url}`)
  return lines.join('\n')
}

function pictureOf({ type, url, preview_url: preview }: Media) {
  if (type !== 'image' || !isHttps(url)) return []
  return [{ small: isHttps(preview) ? preview : url, large: url }]
}

function attachmentOf({ type, url, remote_url: remote }: Media) {
  const address = isHttps(url) ? url : remote
  if (type === 'image' || !isHttps(address)) return []
  return [{ url: address, name: URL.parse(address)?.pathname.split('/').at(-1) || 'media' }]
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function shortened(text: string, words: Words): string {
  if (text.length <= MESSAGE_LIMIT) return text
  const note = `…\n\n[${words.shortened}]`
  return text.slice(0, MESSAGE_LIMIT - note.length).replace(/[\ud800-\udbff]$/, '') + note
}

function isHttps(url: string | null | undefined): url is string {
  return url?.startsWith('https://') === true && URL.canParse(url)
}
