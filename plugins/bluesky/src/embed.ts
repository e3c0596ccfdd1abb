import {
  cutText,
  defined,
  httpsUrl,
  httpUrl,
  MESSAGE_LIMIT_CHARACTERS,
  readName,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import {
  External,
  Gallery,
  GalleryImage,
  HiddenQuote,
  Images,
  ImageView,
  kindOf,
  type NamedKind,
  NamedRecord,
  Quote,
  QuoteWithMedia,
  Video,
} from './post.ts'

/** What hangs on a post, of whatever kind: nothing of it may be there. */
export interface Embedded {
  readonly pictures: readonly { readonly small: string; readonly large: string }[]
  readonly video?: { readonly playlist: string; readonly alt: string }
  readonly link?: string
  readonly quote?: {
    readonly uri: string
    /** Absent: the post can't be shown, because it is gone, or by somebody who blocks or is blocked. */
    readonly shown?: QuotedPost
  }
  /** A feed, a list and the like, in place of a post. */
  readonly named?: { readonly kind: NamedKind; readonly name: string; readonly uri: string }
  /** It is of no kind that is known here. */
  readonly isUnknown?: boolean
  /** Descriptions of the pictures, for those who can't see them. */
  readonly alts: readonly string[]
}

/** A quoted post, with what hangs on it: the Ticket names that. */
export interface QuotedPost extends Pick<Embedded, 'pictures' | 'video' | 'link' | 'alts'> {
  readonly handle: string
  readonly text: string
  readonly labels: unknown
}

const NOTHING: Embedded = { pictures: [], alts: [] }
/** A post has a few pictures; what is beyond is not looked at. */
const MOST = 20

/** Kinds that are not known yet are nothing: the post's text and address still become a Ticket. */
export function readEmbed(embed: unknown): Embedded {
  if (Value.Check(QuoteWithMedia, embed)) {
    const record = { $type: 'app.bsky.embed.record#view', record: embed.record.record }
    return { ...readMedia(embed.media), ...readRecord(record) }
  }
  return { ...readMedia(embed), ...readRecord(embed) }
}

/** Of a post that quotes a post that quotes a post, the first is read and no more. */
function readRecord(embed: unknown): Partial<Embedded> {
  if (Value.Check(Quote, embed)) {
    const { uri, author, value, embeds, labels } = embed.record
    // Whom the account blocks or mutes it doesn't want to read, in another's post neither.
    const { muted, mutedByList, blocking, blockingByList, blockedBy } = author.viewer ?? {}
    if (muted || mutedByList || blocking || blockingByList || blockedBy) return { quote: { uri } }
    const first: unknown = Array.isArray(embeds) ? embeds[0] : undefined
    const media = Value.Check(QuoteWithMedia, first) ? first.media : first
    const { pictures: shown, video, link, alts } = readMedia(media)
    const text = cutText(value.text, MESSAGE_LIMIT_CHARACTERS)
    const { handle } = author
    const beside = defined({ video, link })
    return { quote: { uri, shown: { handle, text, pictures: shown, alts, labels, ...beside } } }
  }
  if (Value.Check(HiddenQuote, embed)) return { quote: { uri: embed.record.uri } }
  if (Value.Check(NamedRecord, embed)) {
    const { uri, displayName, name, record, creator } = embed.record
    const inner = Value.Check(Named, record) ? record.name : undefined
    const by = Value.Check(Creator, creator) ? `@${creator.handle}` : ''
    return { named: { kind: kindOf(embed), name: readName(displayName ?? name ?? inner, by), uri } }
  }
  return isKnown(embed) ? {} : { isUnknown: true }
}

const Named = Type.Object({ name: Type.String() })
const Creator = Type.Object({ handle: Type.String({ maxLength: 500 }) })
const Typed = Type.Object({ $type: Type.String() })

/** Kinds that this plugin reads; one of them that can't be read is not another kind. */
const KNOWN = /^app\.bsky\.embed\.(images|gallery|video|external|recordWithMedia)(#|$)/

function isKnown(embed: unknown): boolean {
  return !Value.Check(Typed, embed) || KNOWN.test(embed.$type)
}

/** What can hang on a post beside a quote. */
function readMedia(embed: unknown): Embedded {
  if (Value.Check(Images, embed)) {
    const images = embed.images.slice(0, MOST).filter((image) => Value.Check(ImageView, image))
    return pictures(images.map(({ thumb, ...image }) => ({ ...image, thumbnail: thumb })))
  }
  if (Value.Check(Gallery, embed)) {
    return pictures(embed.items.slice(0, MOST).filter((item) => Value.Check(GalleryImage, item)))
  }
  if (Value.Check(Video, embed)) {
    const { thumbnail, alt = '' } = embed
    const playlist = httpsUrl(embed.playlist)
    const shown = thumbnail === undefined ? NOTHING : pictures([{ thumbnail, alt: '' }])
    return playlist === undefined ? shown : { ...shown, video: { playlist, alt: described(alt) } }
  }
  if (Value.Check(External, embed)) {
    const link = httpUrl(embed.external.uri)
    return link === undefined ? NOTHING : { ...NOTHING, link }
  }
  return NOTHING
}

function pictures(
  images: readonly { thumbnail: string; fullsize?: string; alt: string }[],
): Embedded {
  const shown = images.flatMap(({ thumbnail, fullsize, alt }) => {
    const small = httpsUrl(thumbnail) ?? httpsUrl(fullsize)
    return small === undefined ? [] : [{ small, large: httpsUrl(fullsize) ?? small, alt }]
  })
  return {
    pictures: shown.map(({ small, large }) => ({ small, large })),
    alts: shown.map(({ alt }) => described(alt)).filter((alt) => alt !== ''),
  }
}

function described(alt: string): string {
  return cutText(alt, MESSAGE_LIMIT_CHARACTERS).trim()
}
