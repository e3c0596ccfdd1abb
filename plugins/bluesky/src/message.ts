import { type Language, networkItemId, type WrittenMessage } from '@hubward/plugin'
import Type from 'typebox'
import { type Embedded, readEmbed } from './embed.ts'
import { type PostView, webUrl } from './post.ts'
import { textWithLinks } from './post-text.ts'
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

/** SocialHub's limit for the text of one Ticket. */
const TEXT_LIMIT = 10_000

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
  const message = textOf(post, embedded, reader)
  const root = record.reply?.root ?? { uri, cid }
  const url = webUrl(reader.website, uri)
  return {
    interaction: {
      networkItemId: networkItemId(uri),
      createdTime: timeOf(post),
      type: typeOf(post, reader.reason),
      interactor: {
        interactorId: author.did,
        name: author.displayName?.trim() || author.handle,
        url: new URL(`/profile/${author.did}`, reader.website).href,
        ...(author.avatar?.startsWith('https://') && { picture: author.avatar }),
      },
      ...(message !== '' && { message }),
      ...(pictures.length > 0 && { pictures: [...pictures] }),
      ...(video && { attachments: [attachmentOf(video.playlist)] }),
      ...(link !== undefined && { link }),
      ...(url !== undefined && { url }),
      ...(root.uri !== uri && { root: { rootId: networkItemId(root.uri) } }),
    },
    reference: {
      root: { uri: root.uri, cid: root.cid },
      parent: { uri, cid },
      langs: langsOf(post),
    },
    own: author.did === reader.did,
  }
}

function typeOf({ record }: PostView, reason: string | undefined): 'MENTION' | 'COMMENT' | 'POST' {
  if (record.reply !== undefined) return 'COMMENT'
  return reason === 'mention' ? 'MENTION' : 'POST'
}

/** The author's own time, but never later than when the network first saw the post. */
function timeOf({ record, indexedAt }: PostView): string {
  const created = Date.parse(record.createdAt ?? '')
  const indexed = Date.parse(indexedAt)
  return new Date(Number.isNaN(created) ? indexed : Math.min(created, indexed)).toISOString()
}

/** At most the three that a post may name. */
function langsOf({ record }: PostView): string[] {
  return (record.langs ?? []).filter((tag) => tag.length <= 35).slice(0, 3)
}

/** The stream of a video: Safari and video players show it, and the post itself everybody else. */
function attachmentOf(playlist: string) {
  return { url: playlist, name: 'video.m3u8', mimeType: 'application/vnd.apple.mpegurl' }
}

function textOf({ record, labels = [] }: PostView, embedded: Embedded, reader: Reader): string {
  const words = WORDS[reader.language]
  const { quote, video, alts } = embedded
  const marks = [...new Set(labels.map(({ val }) => words.label[val] ?? val))]
  const empty = embedded.pictures.length === 0 && !video && embedded.link === undefined && !quote
  const parts = [
    textWithLinks(record).trim() || (empty ? words.withoutText : ''),
    ...alts.map((alt) => `${words.picture} ${alt}`),
    video && video.alt.trim() !== '' ? `${words.video} ${video.alt.trim()}` : '',
    quote === undefined
      ? ''
      : [words.quoted(quote.handle), quote.text.trim(), webUrl(reader.website, quote.uri) ?? '']
          .filter((line) => line !== '')
          .join('\n'),
    marks.length === 0 ? '' : words.labels(marks.join(', ')),
  ]
  return shortened(parts.filter((part) => part !== '').join('\n\n'))
}

function shortened(text: string): string {
  return text.length <= TEXT_LIMIT ? text : `${text.slice(0, TEXT_LIMIT - 1)}…`
}
