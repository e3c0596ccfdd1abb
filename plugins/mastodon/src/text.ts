import { httpUrl } from '@hubward/plugin'
import { compile } from 'html-to-text'

/** HTML beyond this is not looked at: a Ticket holds 10,000 characters of text. */
export const HTML_LIMIT = 40_000
/** Elements within elements; what lies deeper is left out. Pages that people write have a dozen. */
const DEPTH_LIMIT = 100
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/

/**
 * A status as plain text, as far as {@link HTML_LIMIT}. A link stays as it reads where that is its address, as Mastodon shows it;
 * otherwise the address follows in brackets. A mention or a hashtag is its text alone.
 */
export const plainText: (html: string) => string = trimmed(
  compile({
    wordwrap: false,
    limits: { maxDepth: DEPTH_LIMIT, ellipsis: '…' },
    selectors: [
      // Written for servers that know no quotes; the quote itself follows the text.
      { selector: '.quote-inline', format: 'skip' },
      { selector: 'a.mention', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a.hashtag', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a[rel=tag]', format: 'anchor', options: { ignoreHref: true } },
      {
        selector: 'a',
        format: 'anchor',
        options: {
          hideLinkHrefIfSameAsText: true,
          pathRewrite: (href: string) => httpUrl(href) ?? (MAIL.test(href) ? href : ''),
        },
      },
      { selector: 'img', format: 'skip' },
    ],
  }),
)

function trimmed(convert: (html: string) => string): (html: string) => string {
  return (html) =>
    convert(html.slice(0, HTML_LIMIT))
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

/** Longer texts are compared as far as this. */
const COMPARED = 100_000
/** What people write has two or three signs on a letter; sorting a thousand of them takes seconds. */
const TOWERS = /[\p{M}\uff9e\uff9f]{31,}/gu

/**
 * Whether a server shows what was sent. Compared is what is left whatever a server makes of a text:
 * letters and digits, no mentions or links; where there are none, the signs.
 */
export function sameText(sent: string, shown: string): boolean {
  const [one, other] = [essence(sent), essence(shown)]
  if (one !== '' || other !== '') return one === other
  return signs(sent) === signs(shown)
}

export function essence(text: string): string {
  return text
    .slice(0, COMPARED)
    .replace(URLS, ' ')
    .replace(/@[\w.@:-]+/g, ' ')
    .replace(TOWERS, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
}

function signs(text: string): string {
  return text
    .slice(0, COMPARED)
    .replace(/@[\w.@:-]+/g, '')
    .replace(/\s+/g, '')
}
