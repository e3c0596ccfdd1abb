import { isVisible } from '@hubward/plugin'

/** Longer texts are not looked through: a Ticket shows their beginning. */
const LIMIT_CHARACTERS = 200_000

/** "On Monday, Ada wrote:", as programs write it above what they quote. */
const ATTRIBUTION =
  /^[>\s]{0,20}(on|am|le|il giorno|el|op|den|dne|w dniu)\s.{5,250}\s(wrote|schrieb|a écrit|ha scritto|escribió|schreef|skrev|napsal\(a\)|napisał\(a\)).{0,120}:\s*$/i
/** "Ada Lovelace <ada@example.org> schrieb am 3. Mai:" */
const ATTRIBUTION_BY_NAME = /^.{1,150}\b(schrieb am|wrote on|a écrit le)\b.{3,100}:\s*$/i
const SEPARATOR =
  /^-{2,}\s*(original message|ursprüngliche nachricht|originalnachricht|message d.origine|message original|antwort an|original-nachricht)\s*-{2,}\s*$/i
const FROM = /^\*?(from|von|de|da|van)\*?\s?:\*?\s/i
const SENT = /^\*?(sent|date|gesendet|datum|envoyé|inviato|verzonden)\*?\s?:\*?\s/i
const SUBJECT = /^\*?(subject|betreff|objet|oggetto|onderwerp)\*?\s?:\*?\s?/i
const QUOTED = /^\s*>/
/** A header block of an old mail has so many lines at most. */
const BLOCK_LINES = 8

/**
 * A text without what was written before: the quotation that programs put below an answer. Answers that
 * stand between quoted lines stay as they are, and so does a text of which nothing would be left.
 *
 * @param options.isAnswer false: quoted lines at the end, of which no program says what they are, stay.
 */
export function withoutHistory(
  text: string,
  { isAnswer }: { readonly isAnswer: boolean } = { isAnswer: true },
): string {
  if (text.length > LIMIT_CHARACTERS) return text
  const lines = text.split('\n')
  const at = beginningOfHistory(lines) ?? (isAnswer ? trailingQuotation(lines) : undefined)
  if (at === undefined) return text
  const rest = lines.slice(0, at).join('\n').trimEnd()
  return isVisible(rest) ? rest : text
}

/** Where a program says that it quotes what was written before. */
function beginningOfHistory(lines: readonly string[]): number | undefined {
  const ends = endsOf(lines)
  for (const [index, line] of lines.entries()) {
    if (SEPARATOR.test(line) || isHeaderBlock(lines, index)) return withRule(lines, index)
    if (isAttribution(lines, index) && isQuotedToTheEnd(ends, index)) return index
  }
  return undefined
}

/** An attribution may be broken into two lines, as mail is at 76 characters. */
function isAttribution(lines: readonly string[], index: number): boolean {
  const line = (lines[index] ?? '').slice(0, 500)
  const two = `${line.trimEnd()} ${(lines[index + 1] ?? '').slice(0, 300).trim()}`
  return [line, two].some((one) => ATTRIBUTION.test(one) || ATTRIBUTION_BY_NAME.test(one))
}

/** Nothing of the writer's own follows; where nothing is marked as quoted, all of it is. */
function isQuotedToTheEnd({ lastQuoted, lastOwn }: Ends, index: number): boolean {
  // The line behind may be the second one of the attribution itself.
  return lastQuoted <= index || lastOwn <= index + 1
}

/** Where the last line of each kind stands; -1 where there is none. */
interface Ends {
  readonly lastQuoted: number
  /** Neither quoted nor empty. */
  readonly lastOwn: number
}

/** Found once: a text may consist of attributions. */
function endsOf(lines: readonly string[]): Ends {
  return {
    lastQuoted: lines.findLastIndex((line) => QUOTED.test(line)),
    lastOwn: lines.findLastIndex((line) => line.trim() !== '' && !QUOTED.test(line)),
  }
}

/** From, date and subject of an old mail, one below the other, as Outlook writes them. */
function isHeaderBlock(lines: readonly string[], index: number): boolean {
  if (!FROM.test(lines[index] ?? '')) return false
  const block = lines.slice(index + 1, index + BLOCK_LINES)
  return block.some((line) => SENT.test(line)) && block.some((line) => SUBJECT.test(line))
}

/** The line that Outlook draws above belongs to it. */
function withRule(lines: readonly string[], index: number): number {
  let at = index
  while (at > 0 && /^[\s_-]*$/.test(lines[at - 1] ?? '')) at--
  return at
}

/** Quoted lines below all that the writer says. */
function trailingQuotation(lines: readonly string[]): number | undefined {
  let at = lines.length
  while (at > 0 && ((lines[at - 1] ?? '').trim() === '' || QUOTED.test(lines[at - 1] ?? ''))) at--
  return lines.slice(at).some((line) => QUOTED.test(line)) ? at : undefined
}
