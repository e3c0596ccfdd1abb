import { ASSUMPTIONS } from './assumptions.ts'
import type { Finding } from './rehearsal.ts'

const OUTCOMES = {
  same: 'as assumed',
  other: 'differs: the simulator does otherwise',
  open: 'seen, but not decided',
} as const

/** What a rehearsal came to, for people: every assumption, answered or not. */
export function reportOf(findings: readonly Finding[], about: { readonly apiUrl: string }): string {
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  const entries = ASSUMPTIONS.map(({ id, question, assumed }) => {
    const finding = byId.get(id)
    return [
      `## ${question}`,
      `Assumed: ${assumed}`,
      finding
        ? `Seen: ${finding.seen}\n\n**${outcomeOf(finding)}** (\`${id}\`)`
        : `**not answered** (\`${id}\`)`,
    ].join('\n\n')
  })
  return `${[
    '# Rehearsal with SocialHub',
    `At ${about.apiUrl}, on ${new Date().toISOString()}. ${countsOf(findings)}`,
    ...entries,
  ].join('\n\n')}\n`
}

/** The same in a sentence. */
export function countsOf(findings: readonly Finding[]): string {
  const differ = findings.filter(({ asAssumed }) => asAssumed === false)
  const differing =
    differ.length === 0
      ? 'The simulator differs in none.'
      : `The simulator differs in ${differ.length}: ${differ.map(({ id }) => id).join(', ')}.`
  return `${findings.length} of ${ASSUMPTIONS.length} assumptions were answered. ${differing}`
}

export function outcomeOf({ asAssumed }: Finding): string {
  if (asAssumed === null) return OUTCOMES.open
  return asAssumed ? OUTCOMES.same : OUTCOMES.other
}
