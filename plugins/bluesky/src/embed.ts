import Value from 'typebox/value'
import { External, Gallery, Images, Quote, QuoteWithMedia, Video } from './post.ts'

/** What hangs on a post, of whatever kind: nothing of it may be there. */
export interface Embedded {
  readonly pictures: readonly { readonly small: string; readonly large: string }[]
  readonly video?: { readonly playlist: string; readonly alt: string }
  readonly link?: string
  readonly quote?: { readonly uri: string; readonly handle: string; readonly text: string }
  /** Descriptions of the pictures, for those who can't see them. */
  readonly alts: readonly string[]
}

const NOTHING: Embedded = { pictures: [], alts: [] }

/** Kinds that are not known yet are nothing: the post's text and address still become a Ticket. */
export function readEmbed(embed: unknown): Embedded {
  if (Value.Check(Images, embed)) {
    return pictures(embed.images.map(({ thumb, ...image }) => ({ ...image, thumbnail: thumb })))
  }
  if (Value.Check(Gallery, embed)) return pictures(embed.items)
  if (Value.Check(Video, embed)) {
    const { playlist, thumbnail, alt = '' } = embed
    const shown = thumbnail === undefined ? NOTHING : pictures([{ thumbnail, alt: '' }])
    return isHttps(playlist) ? { ...shown, video: { playlist, alt } } : shown
  }
  if (Value.Check(External, embed)) {
    return URL.canParse(embed.external.uri) ? { ...NOTHING, link: embed.external.uri } : NOTHING
  }
  if (Value.Check(Quote, embed)) {
    const { uri, author, value } = embed.record
    return { ...NOTHING, quote: { uri, handle: author.handle, text: value.text } }
  }
  if (Value.Check(QuoteWithMedia, embed)) {
    const record = { $type: 'app.bsky.embed.record#view', record: embed.record.record }
    return { ...readEmbed(embed.media), ...quoteOf(record) }
  }
  return NOTHING
}

function quoteOf(record: unknown): Pick<Embedded, 'quote'> {
  const { quote } = readEmbed(record)
  return quote === undefined ? {} : { quote }
}

function pictures(
  images: readonly { thumbnail: string; fullsize?: string; alt: string }[],
): Embedded {
  const shown = images.filter(({ thumbnail }) => isHttps(thumbnail))
  return {
    pictures: shown.map(({ thumbnail, fullsize }) => ({
      small: thumbnail,
      large: fullsize !== undefined && isHttps(fullsize) ? fullsize : thumbnail,
    })),
    alts: shown.flatMap(({ alt }) => (alt.trim() === '' ? [] : [alt.trim()])),
  }
}

/** SocialHub shows nothing else. */
function isHttps(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:'
}
