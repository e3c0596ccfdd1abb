import { httpUrl } from '@hubward/plugin'
import { compile, type FormatCallback } from 'html-to-text'

/** HTML beyond this is not looked at. */
const HTML_LIMIT_CHARACTERS = 400_000
/** Nor beyond so many tags: for each that closes what was never opened, the parser looks at all open ones. */
const TAGS_LIMIT = 20_000
/** Elements within elements: tables within tables are how mail is laid out. */
const DEPTH_LIMIT = 200
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/

/** A picture's own words, where its sender gave it some. */
const alt: FormatCallback = (element, _walk, builder) => {
  const text: unknown = element.attribs.alt
  if (typeof text === 'string' && text.trim() !== '') builder.addInline(`[${text.slice(0, 200)}]`)
}

const skipped = (selector: string) => ({ selector, format: 'skip' })

/** Where programs put what was written before; the rest of an answer stands above. */
const HISTORY = [
  '.gmail_quote',
  'blockquote[type=cite]',
  '.moz-cite-prefix',
  '.yahoo_quoted',
  '.protonmail_quote',
  '#mail-editor-reference-message-container',
]
/** What Outlook writes before it: everything behind it is history, though nothing encloses it. */
const HISTORY_BEGINS = ['#appendonsend', '#divRplyFwdMsg']
/** A sign for private use: nobody's text has it for a reason. */
const MARK = '\ue0f1'
const mark: FormatCallback = (_element, _walk, builder) => builder.addInline(MARK)

function converter(leftOut: readonly string[], marked: readonly string[]) {
  return compile({
    wordwrap: false,
    limits: { maxDepth: DEPTH_LIMIT, ellipsis: '…', maxInputLength: HTML_LIMIT_CHARACTERS },
    formatters: { alt, mark },
    selectors: [
      ...leftOut.map(skipped),
      ...marked.map((selector) => ({ selector, format: 'mark' })),
      ...['title', 'style', 'script', 'head'].map(skipped),
      {
        selector: 'a',
        format: 'anchor',
        options: {
          hideLinkHrefIfSameAsText: true,
          linkBrackets: ['(', ')'],
          pathRewrite: (href: string) => httpUrl(href) ?? (MAIL.test(href) ? href : ''),
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

const whole = converter([], [])
const withoutHistory = converter(HISTORY, HISTORY_BEGINS)

/** HTML as plain text, as far as it is looked at. */
export function htmlToText(html: string): string {
  return tidied(whole(lookedAt(html)))
}

/** The same without what the writer's program marked as written before. */
export function htmlToNewText(html: string): string {
  const [written = ''] = withoutHistory(lookedAt(html)).split(MARK)
  return tidied(written)
}

/** As much of it as is looked at. */
function lookedAt(html: string): string {
  const beginning = html.slice(0, HTML_LIMIT_CHARACTERS)
  let tags = 0
  for (let at = beginning.indexOf('<'); at >= 0; at = beginning.indexOf('<', at + 1)) {
    if (++tags > TAGS_LIMIT) return beginning.slice(0, at)
  }
  return beginning
}

const BLANK_LINES = /\n{3,}/g

/** No blanks at the ends of lines, and no more than one empty line in a row. */
export function tidied(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .replace(BLANK_LINES, '\n\n')
    .trim()
}
