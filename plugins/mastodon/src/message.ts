import {
  cutText,
  fileNameOf,
  httpsUrl,
  httpUrl,
  isVisible,
  type Marks,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  networkItemId,
  readName,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import type { Quote, Status } from './status.ts'
import { HTML_LIMIT, plainText } from './text.ts'
import type { Account, Media } from './wire.ts'
import type { Words } from './words.ts'

/** So much is looked at of what stands beside a text; the Ticket has no room for more. */
const PART_LIMIT = MESSAGE_LIMIT_CHARACTERS
/** The longest name that a mark takes. */
const HANDLE_LIMIT = 320

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
  const { account, createdAt, editedAt, media } = status
  const own = isOwn(status, self)
  const pictures = media.flatMap(shownPicture)
  const attachments = media.flatMap(attachmentOf)
  const isEmpty = pictures.length === 0 && attachments.length === 0 && !status.quote?.status
  const text = textOf(status, words)
  return writtenMessage({
    interaction: {
      networkItemId: itemIdOf(status.uri),
      createdTime: createdAt,
      message: isVisible(text) ? text : isEmpty ? words.withoutText : '',
      pictures,
      attachments,
      url: addressOf(status),
      type: typeOf(status, own),
      interactor: interactorOf(account, self),
      root: rootUri === undefined ? undefined : { rootId: itemIdOf(rootUri) },
    },
    reference: referenceTo(status, self),
    own,
    marks: marksOf(status, words, self),
    updatedTime: editedAt,
  })
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

/** Where people read a status. */
export function addressOf({ url, uri }: Pick<Status, 'url' | 'uri'>): string | undefined {
  return httpUrl(url) ?? httpUrl(uri)
}

function interactorOf(account: Account, self: Self) {
  return {
    interactorId: handleOf(account.acct, self),
    name: nameOf(account),
    url: httpUrl(account.url),
    picture: pictureOf(account),
  }
}

/** One that stands still, where the account has one. */
export function pictureOf({ avatar, avatar_static: still }: Account): string | undefined {
  return httpsUrl(still) ?? httpsUrl(avatar)
}

/** As people call themselves; as the server calls them where they don't. */
export function nameOf({ display_name: name, username }: Account): string {
  return readName(name, username)
}

export function referenceTo(status: Status, self: Self): Reference {
  const others = status.mentions.filter(({ acct }) => handleOf(acct, self) !== self.handle)
  // Whoever answers the own post goes on speaking to those whom it spoke to.
  const mention = isOwn(status, self)
    ? others.map(({ acct }) => written(acct, self))
    : [written(status.account.acct, self)]
  return {
    id: status.id,
    mention: [...new Set(mention)].slice(0, 20),
    visibility: status.visibility,
    ...(status.warning && { contentWarning: cutText(status.warning, 1_000) }),
    ...(status.language && status.language.length <= 35 && { language: status.language }),
  }
}

/** A handle as it is written to this server: without a domain for its own accounts. */
function written(acct: string, { domain }: Self): string {
  return acct.endsWith(`@${domain}`) ? acct.slice(0, -domain.length - 1) : acct
}

function typeOf(status: Status, own: boolean) {
  if (status.visibility === 'direct') return 'DM'
  if (own) return status.inReplyToId ? 'COMMENT' : 'POST'
  return status.inReplyToId ? 'COMMENT' : 'MENTION'
}

/** All that a status says, in the order in which people see it. */
function textOf(status: Status, words: Words): string {
  const { quote, content } = status
  const parts = [...partsOf(status, words, false), quote ? hiddenQuote(quote, words) : '']
  return shortened(joined(parts), content.length > HTML_LIMIT, words)
}

/** @param isQuoted pictures and files of what is quoted are no part of the Ticket: they are named. */
function partsOf(status: Status, words: Words, isQuoted: boolean): string[] {
  const { warning, poll, content, media, mentions, quote } = status
  const mentioned = new Set(mentions.flatMap(({ url }) => (url ? [url] : [])))
  return [
    warning ? `[${words.contentWarning}: ${cutText(warning, PART_LIMIT)}]` : '',
    plainText(content, { mentioned, quoteFollows: quote?.status !== undefined }),
    poll ? pollText(poll, words) : '',
    media
      .map((one) => mediaText(one, words, isQuoted))
      .filter((text) => text !== '')
      .join('\n'),
  ]
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n\n')
}

/** What a status is, beside its words. */
function marksOf({ quote, visibility }: Status, words: Words, self: Self) {
  const quoted = quote?.status
  return {
    visibility: visibilityMark(visibility),
    quoted: quoted && {
      from: cutText(`@${handleOf(quoted.account.acct, self)}`, HANDLE_LIMIT),
      text: joined(partsOf(quoted, words, true).filter(isVisible)),
      url: quote.url || undefined,
    },
  }
}

function visibilityMark(visibility: string): Marks['visibility'] {
  if (visibility === 'private') return 'followers'
  return visibility === 'direct' ? 'named' : undefined
}

/** The line that a status has for servers without quotes stays where the quote isn't shown. */
function hiddenQuote({ status, url = '' }: Quote, words: Words): string {
  if (status) return ''
  return `[${words.quotedHidden}]${url === '' ? '' : `\n${url}`}`
}

function pollText(poll: NonNullable<Status['poll']>, words: Words): string {
  const kind = poll.multiple ? ` (${words.multipleChoice})` : ''
  return [
    `${words.poll}${kind}:`,
    ...poll.options.map((option) => `○ ${cutText(option, PART_LIMIT)}`),
  ].join('\n')
}

function mediaText(media: Media, words: Words, isQuoted: boolean): string {
  const isImage = media.type === 'image'
  const lines = []
  if (media.description) {
    const label = isImage ? words.imageDescription : words.mediaDescription
    lines.push(`[${label}: ${cutText(media.description, PART_LIMIT)}]`)
  }
  const url = httpUrl(media.url ?? media.remote_url ?? media.preview_url)
  if (isQuoted) {
    if (url !== undefined) lines.push(`${isImage ? words.image : words.media}: ${url}`)
  } else if (shownPicture(media).length + attachmentOf(media).length === 0) {
    const nowhere = !media.url && !media.remote_url && !media.preview_url
    if (url !== undefined) lines.push(`${words.notShown}: ${url}`)
    else if (nowhere) lines.push(`[${words.notShown}]`)
  }
  return lines.join('\n')
}

/** A server that keeps no copy of a picture says only where it came from. */
function shownPicture({ type, url, remote_url: remote, preview_url: preview }: Media) {
  if (type !== 'image') return []
  const large = httpsUrl(url) ?? httpsUrl(remote) ?? httpsUrl(preview)
  return large === undefined ? [] : [{ small: httpsUrl(preview) ?? large, large }]
}

function attachmentOf({ type, url, remote_url: remote }: Media) {
  const address = httpsUrl(url) ?? httpsUrl(remote)
  if (type === 'image' || address === undefined) return []
  return [{ url: address, name: fileNameOf(address, 'media') }]
}

function shortened(text: string, wasCut: boolean, words: Words): string {
  if (text.length <= MESSAGE_LIMIT_CHARACTERS && !wasCut) return text
  const note = `…\n\n[${words.shortened}]`
  return cutText(`${text}${note}`, MESSAGE_LIMIT_CHARACTERS, note)
}
