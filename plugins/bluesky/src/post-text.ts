import Value from 'typebox/value'
import { Facet, type PostRecord } from './post.ts'

/**
 * The text of a post with its links written out: people see "example.org/a-long-…", and where it leads
 * stands beside the text only.
 */
export function textWithLinks({ text, facets = [] }: PostRecord): string {
  const bytes = Buffer.from(text, 'utf8')
  const links = facets.flatMap((facet) => linkOf(facet, bytes.length))
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

function linkOf(facet: unknown, length: number): { start: number; end: number; uri: string }[] {
  if (!Value.Check(Facet, facet)) return []
  const { byteStart: start, byteEnd: end } = facet.index
  const uri = facet.features.find(({ $type }) => $type === 'app.bsky.richtext.facet#link')?.uri
  // Whoever wrote the post wrote the offsets too.
  if (uri === undefined || start < 0 || end <= start || end > length) return []
  return [{ start, end, uri }]
}

function written(shown: string, uri: string): string {
  const visible = shown.replace(/(…|\.\.\.)$/, '')
  return visible !== '' && uri.includes(visible) ? uri : `${shown} (${uri})`
}
