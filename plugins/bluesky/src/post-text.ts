import { httpUrl } from '@hubward/plugin'
import Value from 'typebox/value'
import { Facet, Link, type PostRecord } from './post.ts'

/** The protocol allows 3,000 bytes; text beyond this is not looked at. */
export const TEXT_READ_CHARACTERS = 10_000
/** No post has more links. */
const MOST_FACETS = 1_000

/**
 * The text of a post with its links written out: people see "example.org/a-long-…", and where it leads
 * stands beside the text only.
 */
export function textWithLinks({ text, facets }: PostRecord): string {
  const bytes = Buffer.from(text.slice(0, TEXT_READ_CHARACTERS), 'utf8')
  const links = (Array.isArray(facets) ? facets.slice(0, MOST_FACETS) : []).flatMap(
    (facet: unknown) => linkOf(facet, bytes),
  )
  links.sort((one, other) => one.start - other.start)
  let read = 0
  let result = ''
  for (const { start, end, uri } of links) {
    if (start < read) continue
    const shown = bytes.subarray(start, end).toString('utf8')
    result += bytes.subarray(read, start).toString('utf8') + written(shown, uri)
    read = end
  }
  return result + bytes.subarray(read).toString('utf8')
}

/** Whoever wrote the post wrote the offsets too: they may lie anywhere, within a character as well. */
function linkOf(facet: unknown, bytes: Buffer): { start: number; end: number; uri: string }[] {
  if (!Value.Check(Facet, facet)) return []
  const { byteStart: start, byteEnd: end } = facet.index
  const link = facet.features.slice(0, 10).find((feature) => Value.Check(Link, feature))
  const uri = httpUrl(link?.uri)
  if (uri === undefined || start < 0 || end <= start || end > bytes.length) return []
  return isWithin(bytes, start) || isWithin(bytes, end) ? [] : [{ start, end, uri }]
}

/** Whether a character goes on at this byte. */
function isWithin(bytes: Buffer, offset: number): boolean {
  return ((bytes[offset] ?? 0) & 0b1100_0000) === 0b1000_0000
}

function written(shown: string, uri: string): string {
  const visible = shown.replace(/(…|\.\.\.)$/, '')
  return visible !== '' && uri.includes(visible) ? uri : `${shown} (${uri})`
}
