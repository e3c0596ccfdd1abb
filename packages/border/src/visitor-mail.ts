import { noteProblem, VisitorMail } from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import { blame, type Call } from './call.ts'
import type { CopiedAnswer } from './copied-answer.ts'
import { isRecord } from './is-record.ts'

/** What keeps a mail from being sent. Its link leads to a page of the plugin's, and nowhere else. */
export function mailProblems({ known }: Pick<Call, 'known'>, mail: unknown): readonly Problem[] {
  const checked = check(VisitorMail, mail)
  if (!checked.ok) return checked.problems
  const note = noteProblem(checked.value)
  if (note !== undefined) return [{ field: 'note', rule: note }]
  const own = `${known.publicUrl}/p/${known.integration}/`
  // As a browser reads it: ".." leads out of what it seems to begin with.
  if (!URL.parse(checked.value.url)?.href.startsWith(new URL(own).href)) {
    return [{ field: 'url', rule: 'This must begin with what context.publicUrl("/") answers.' }]
  }
  return []
}

/**
 * An answer about a reply that is public already. A mail that can't be sent is left out and the plugin
 * blamed, so that nobody takes the reply for lost and sends it again.
 */
export function withoutBadMail(call: Call, answer: CopiedAnswer): CopiedAnswer {
  if (!('plain' in answer) || !isRecord(answer.plain)) return answer
  const { mail, ...rest } = answer.plain
  if (mail === undefined) return answer
  const [problem] = mailProblems(call, mail)
  if (problem === undefined) return answer
  const field = problem.field === '' ? 'mail' : `mail.${problem.field}`
  blame(call, 'a mail of a plugin can’t be sent', { field, reason: problem.rule }, {})
  return { plain: rest }
}
