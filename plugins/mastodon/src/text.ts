import { httpUrl, isVisible } from '@hubward/plugin'
import { compile, type FormatCallback } from 'html-to-text'

/** HTML beyond this is not looked at: a Ticket holds 10,000 characters of text. */
export const HTML_LIMIT = 40_000
/** Elements within elements; what lies deeper is left out. Pages that people write have a dozen. */
const DEPTH_LIMIT = 100
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/

/** What a text is read with. */
export interface Reading {
  /** Addresses of those whom it mentions: some servers mark their links in no way. */
  readonly mentioned?: ReadonlySet<string>
  /** Whether the quoted post follows: then the line written for servers without quotes is left out. */
  readonly quoteFollows?: boolean
}

/** What a picture stands for: mostly an emoji. */
const alt: FormatCallback = (element, _walk, builder) => {
  const text: unknown = element.attribs.alt
  if (typeof text === 'string') builder.addInline(text)
}

const isMention = (href: string, reading: Reading | undefined) => reading?.mentioned?.has(href)

function converter(quoteLine: 'skip' | 'block') {
  return compile({
    wordwrap: false,
    limits: { maxDepth: DEPTH_LIMIT, ellipsis: '…' },
    formatters: { alt },
    selectors: [
      { selector: '.quote-inline', format: quoteLine },
      { selector: 'a.mention', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a.hashtag', format: 'anchor', options: { ignoreHref: true } },
      { selector: 'a[rel=tag]', format: 'anchor', options: { ignoreHref: true } },
      {
        selector: 'a',
        format: 'anchor',
        options: {
          hideLinkHrefIfSameAsText: true,
          pathRewrite: (href: string, reading?: Reading) => {
            if (isMention(href, reading)) return ''
            return httpUrl(href) ?? (MAIL.test(href) ? href : '')
          },
        },
      },
      { selector: 'img', format: 'alt' },
      // By default the converter shouts them, and makes SS of ß.
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        format: 'heading',
        options: { uppercase: false },
      })),
    ],
  })
}

type Convert = (html: string, reading: Reading) => string
const convert: Readonly<Record<'skip' | 'block', Convert>> = {
  skip: converter('skip'),
  block: converter('block'),
}

/**
 * A status as plain text, as far as {@link HTML_LIMIT}. A link stays as it reads where that is its
 * address, as Mastodon shows it; otherwise the address follows in brackets. A mention or a hashtag is
 * its text alone.
 */
export function plainText(html: string, reading: Reading = {}): string {
  const text = convert[reading.quoteFollows ? 'skip' : 'block'](html.slice(0, HTML_LIMIT), reading)
  return text
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

/** The beginning of a text, of so many characters as people see them; it ends with … where it was cut. */
export function beginning(text: string, characters: number): string {
  const signs = [...SEGMENTER.segment(text)]
  if (signs.length <= characters) return text
  const kept = signs.slice(0, Math.max(0, characters - 1)).map(({ segment }) => segment)
  return `${kept.join('')}…`
}

/** Longer texts are compared as far as this. */
const COMPARED = 100_000
/** What people write has two or three signs on a letter; sorting a thousand of them takes seconds. */
const TOWERS = /[\p{M}\uff9e\uff9f]{31,}/gu
/** Signs that servers write in their own way, each with what it is compared as. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/\p{Pd}/gu, '-'],
  [/[\u2018-\u201b\u2032`´]/g, "'"],
  [/[\u201c-\u201f\u2033«»]/g, '"'],
]
/** Signs that some servers take for a way of writing. */
const MARKUP = /[*_~>#'-]/g

/**
 * Whether a server shows what was sent. Compared is what is left whatever a server makes of a text: no
 * mentions, addresses or white space. Letters, digits and signs count; only signs that some servers
 * take for a way of writing don't, unless a text has nothing else.
 */
export function sameText(sent: string, shown: string): boolean {
  const [one, other] = [essence(sent), essence(shown)]
  const [bare, otherBare] = [one.replace(MARKUP, ''), other.replace(MARKUP, '')]
  return bare === '' && otherBare === '' ? one === other : bare === otherBare
}

export function essence(text: string): string {
  let left = text
    .slice(0, COMPARED)
    .replace(URLS, ' ')
    .replace(/@[\w.@:-]+/g, ' ')
    .replace(TOWERS, '')
    .normalize('NFKC')
    .toLowerCase()
  for (const [signs, as] of ALIKE) left = left.replace(signs, as)
  // An address that stood in brackets behind its link leaves them.
  left = left.replace(/\s+/g, '').replace(/\[\]|\(\)|<>/g, '')
  return [...left].filter((sign) => isVisible(sign) || /\p{M}/u.test(sign)).join('')
}
