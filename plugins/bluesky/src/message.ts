import {
  cutText,
  defined,
  httpsUrl,
  isVisible,
  type Language,
  type Marks,
  MESSAGE_LIMIT_CHARACTERS,
  networkItemId,
  readName,
  readTime,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { type Embedded, readEmbed } from './embed.ts'
import { type PostView, pageOf, replyOf, webUrl } from './post.ts'
import { TEXT_READ_CHARACTERS, textWithLinks } from './post-text.ts'
import { WORDS } from './words.ts'

/** A post, named so that it can't be mistaken for another version of it. */
const StrongReference = Type.Object({ uri: Type.String(), cid: Type.String() })

/** What an answer needs to know: both ends of the thread, and the languages of the post. */
export const Reference = Type.Object({
  root: StrongReference,
  parent: StrongReference,
  langs: Type.Array(Type.String()),
})
export type Reference = Type.Static<typeof Reference>

/** The longest name that a mark takes. */
const HANDLE_LIMIT = 320
/** Moderators mark a post with a few words. */
const MOST_LABELS = 20
const Label = Type.Object({ val: Type.String({ maxLength: 128 }) })

export interface Reader {
  /** The Channel's own account. */
  readonly did: string
  readonly language: Language
  /** Where links to posts lead. */
  readonly website: string
  /** Why the network told us of this post, where it did. */
  readonly reason: string | undefined
}

/** A post as a Ticket is made from it. */
export function asMessage(post: PostView, reader: Reader): WrittenMessage {
  const { uri, cid, author, record } = post
  const embedded = readEmbed(post.embed)
  const { pictures, video, link } = embedded
  const root = replyOf(record)?.root ?? { uri, cid }
  return writtenMessage({
    interaction: {
      networkItemId: networkItemId(uri),
      createdTime: timeOf(post),
      type: typeOf(post, reader.reason),
      interactor: {
        interactorId: author.did,
        name: readName(author.displayName, author.handle),
        url: new URL(`/profile/${author.did}`, reader.website).href,
        picture: httpsUrl(author.avatar),
      },
      message: textOf(post, embedded, reader),
      pictures,
      attachments: video && [attachmentOf(video.playlist)],
      link,
      url: webUrl(reader.website, uri),
      root: root.uri === uri ? undefined : { rootId: networkItemId(root.uri) },
    },
    reference: {
      root: { uri: root.uri, cid: root.cid },
      parent: { uri, cid },
      langs: langsOf(post),
    },
    own: author.did === reader.did,
    marks: { quoted: quotedIn(embedded, reader) },
  })
}

function typeOf({ record }: PostView, reason: string | undefined): 'MENTION' | 'COMMENT' | 'POST' {
  if (replyOf(record) !== undefined) return 'COMMENT'
  return reason === 'mention' ? 'MENTION' : 'POST'
}

/** The author's own time, but never later than when the network first saw the post. */
function timeOf({ record, indexedAt }: PostView): string {
  const created = readTime(record.createdAt)
  const indexed = readTime(indexedAt)
  if (indexed === undefined) throw new Error('/indexedAt is no time')
  return created !== undefined && created < indexed ? created : indexed
}

/** At most the three that a post may name. */
function langsOf({ record }: PostView): string[] {
  const tags: unknown[] = Array.isArray(record.langs) ? record.langs.slice(0, 3) : []
  return tags.flatMap((tag) => (typeof tag === 'string' && tag.length <= 35 ? [tag] : []))
}

/** The stream of a video: Safari and video players show it, and the post itself everybody else. */
function attachmentOf(playlist: string) {
  return { url: playlist, name: 'video.m3u8', mimeType: 'application/vnd.apple.mpegurl' }
}

function textOf({ record, labels }: PostView, embedded: Embedded, reader: Reader): string {
  const words = WORDS[reader.language]
  const { quote, named, video, alts } = embedded
  const marks = marksOf(labels, words)
  const shown = embedded.pictures.length > 0 || embedded.link !== undefined
  const text = textWithLinks(record).trim()
  const parts = [
    isVisible(text) ? text : shown || video || quote || named ? '' : words.withoutText,
    ...alts.map((alt) => `${words.picture} ${alt}`),
    video && video.alt.trim() !== '' ? `${words.video} ${video.alt.trim()}` : '',
    quote === undefined ? '' : hiddenText(quote, reader),
    named === undefined ? '' : namedText(named, reader),
    embedded.isUnknown && isVisible(text) ? words.unknown : '',
    marks,
  ]
  const whole = parts.filter((part) => part !== '').join('\n\n')
  const end = record.text.length > TEXT_READ_CHARACTERS ? '…' : ''
  return cutText(whole + end, MESSAGE_LIMIT_CHARACTERS)
}

/** What the post quotes, as far as it can be shown. */
function quotedIn({ quote }: Embedded, reader: Reader): Marks['quoted'] {
  if (!quote?.shown) return undefined
  const words = WORDS[reader.language]
  const { handle, text, pictures, alts, video, link, labels } = quote.shown
  const said = [
    text.trim(),
    ...pictures.map(({ large }) => `${words.picture} ${large}`),
    ...alts.map((alt) => `${words.picture} ${alt}`),
    video ? `${words.video} ${video.playlist}` : '',
    link ?? '',
    marksOf(labels, words),
  ]
  return defined({
    from: cutText(`@${handle}`, HANDLE_LIMIT),
    text: said.filter((line) => isVisible(line)).join('\n'),
    url: webUrl(reader.website, quote.uri),
  })
}

function hiddenText({ uri, shown }: NonNullable<Embedded['quote']>, reader: Reader): string {
  if (shown) return ''
  const address = webUrl(reader.website, uri) ?? ''
  return [WORDS[reader.language].quotedHidden, address].filter((line) => line !== '').join('\n')
}

function namedText({ kind, name, uri }: NonNullable<Embedded['named']>, reader: Reader): string {
  const called = `${WORDS[reader.language].named[kind]} ${name}`.trim()
  return [called, pageOf(reader.website, kind, uri) ?? ''].filter((line) => line !== '').join('\n')
}

/** What moderators and authors mark a post with, as a line; empty where there is nothing. */
function marksOf(labels: unknown, { label, labels: said }: (typeof WORDS)[Language]): string {
  const marks = labelsOf(labels).map((val) => (Object.hasOwn(label, val) ? label[val] : val))
  return marks.length === 0 ? '' : said([...new Set(marks)].join(', '))
}

function labelsOf(labels: unknown): string[] {
  const first: unknown[] = Array.isArray(labels) ? labels.slice(0, MOST_LABELS) : []
  return first.flatMap((label) => (Value.Check(Label, label) ? [label.val] : []))
}
