import { cutText, httpsUrl, httpUrl, MESSAGE_LIMIT_CHARACTERS } from '@hubward/plugin'
import Value from 'typebox/value'
import {
  External,
  Gallery,
  GalleryImage,
  HiddenQuote,
  Images,
  ImageView,
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
    readonly shown?: { readonly handle: string; readonly text: string }
  }
  /** Descriptions of the pictures, for those who can't see them. */
  readonly alts: readonly string[]
}

const NOTHING: Embedded = { pictures: [], alts: [] }
/** A post has a few pictures; what is beyond is not looked at. */
const MOST = 20

/** Kinds that are not known yet are nothing: the post's text and address still become a Ticket. */
export function readEmbed(embed: unknown): Embedded {
  if (Value.Check(QuoteWithMedia, embed)) {
    const { quote } = readQuote({
      $type: 'app.bsky.embed.record#view',
      record: embed.record.record,
    })
    return { ...readMedia(embed.media), ...(quote && { quote }) }
  }
  const { quote } = readQuote(embed)
  return quote ? { ...NOTHING, quote } : readMedia(embed)
}

/** Of a post that quotes a post that quotes a post, the first is read and no more. */
function readQuote(embed: unknown): Pick<Embedded, 'quote'> {
  if (Value.Check(Quote, embed)) {
    const { uri, author, value } = embed.record
    const text = cutText(value.text, MESSAGE_LIMIT_CHARACTERS)
    return { quote: { uri, shown: { handle: author.handle, text } } }
  }
  return Value.Check(HiddenQuote, embed) ? { quote: { uri: embed.record.uri } } : {}
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
    const small = httpsUrl(thumbnail)
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
