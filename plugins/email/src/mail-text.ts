import { isVisible } from '@hubward/plugin'
import { withoutHistory } from './history.ts'
import { htmlToNewText, htmlToText, tidied } from './html-text.ts'
import { type Mail, readableTexts, type TextPart } from './parse-mail.ts'

/** The text of a mail, as people read it. */
export interface MailText {
  readonly text: string
  /** True where what was written before was left out. */
  readonly historyCut: boolean
}

const FORWARDED = /^\s*(fwd?|wg|tr|i|vs|doorst)\s*:/i

/** What its writer has written anew. What is forwarded is what they want to be read: it stays. */
export function newText(mail: Mail): MailText {
  const whole = wholeText(mail)
  if (FORWARDED.test(mail.subject)) return { text: whole, historyCut: false }
  const isAnswer = mail.inReplyTo !== undefined || mail.references.length > 0
  const marked = joined(mail, ({ kind, text }) => (kind === 'html' ? htmlToNewText(text) : text))
  const text = withoutHistory(isVisible(marked) ? marked : whole, { isAnswer })
  return { text, historyCut: text !== whole }
}

/** All of it, history included. */
export function wholeText(mail: Pick<Mail, 'texts'>): string {
  return joined(mail, ({ kind, text }) => (kind === 'html' ? htmlToText(text) : text))
}

function joined(mail: Pick<Mail, 'texts'>, textOf: (part: TextPart) => string): string {
  return readableTexts(mail)
    .map((part) => tidied(textOf(part)))
    .filter((text) => isVisible(text))
    .join('\n\n')
}
