import { compile } from 'html-to-text'

/**
 * A status as plain text. A link stays as it reads where that is its address, as Mastodon shows it;
 * otherwise the address follows in brackets. A mention or a hashtag is its text alone.
 */
export const plainText: (html: string) => string = trimmed(
  compile({
    wordwrap: false,
    selectors: [
      // Written for servers that know no quotes; the quote itself follows the text.
      { selector: '.quote-inline', format: 'skip' },
      { selector: 'a.mention', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a.hashtag', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a[rel=tag]', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a', format: 'anchor', options: { hideLinkHrefIfSameAsText: true } },
      { selector: 'img', format: 'skip' },
    ],
  }),
)

function trimmed(convert: (html: string) => string): (html: string) => string {
  return (html) =>
    convert(html)
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim()
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' })
const URLS = /https?:\/\/[^\s<>"]*[^\s<>".,:;!?)\]'’”]/g
const MENTIONS = /(^|[^\w/])@([\w.-]*\w)@[\w.-]*\w(:\d+)?/g

/**
 * The length of a text as Mastodon counts it: what people see as one character, a fixed number for
 * each address, and of a mention the name without the server.
 */
export function countedLength(text: string, charactersPerUrl: number): number {
  const counted = text.replace(URLS, 'x'.repeat(charactersPerUrl)).replace(MENTIONS, '$1@$2')
  return [...SEGMENTER.segment(counted)].length
}

/** What is left of a text whatever a server makes of it: letters and digits, no mentions or links. */
export function essence(text: string): string {
  return text
    .replace(URLS, ' ')
    .replace(/@[\w.@:-]+/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
}
