import { appendFileSync, mkdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** What a Network may offer, in the order in which people ask for it. */
export const CAPABILITIES = [
  'connect',
  'read',
  'edits',
  'deletions',
  'threads',
  'media',
  'reply',
  'attachment',
  'actions',
  'limits',
  'refresh',
  'revoke',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/**
 * Against what a test ran, the strongest first: a real server; recorded answers of one; a stub whose every
 * request and answer is checked, while it runs, against the vendor's own machine-readable description; a
 * stub that follows the vendor's pages.
 */
export const PROOFS = ['live', 'recorded', 'description', 'documentation'] as const
export type Proof = (typeof PROOFS)[number]

/** What a test says that it proves. */
export interface Proved {
  /** The plugin's id. */
  readonly network: string
  readonly capabilities: readonly Capability[]
  readonly by: Proof
  /** The server, where it is a real one: `snac2`. */
  readonly against?: string
}

/** A line of evidence: what a test proved, and which file it is in. */
export interface Evidence extends Proved {
  /** From the folder in which the tests were started, with slashes. */
  readonly file: string
}

/** What of a test must be known: tap's has both. */
export interface EndingTest {
  passing(): boolean
  teardown(run: () => void): void
}

/**
 * Says what this test proves once it has passed. A test that fails, or is skipped, proves nothing. Nothing
 * is written unless HUBWARD_EVIDENCE names a folder: there each test file gets one, a line of JSON
 * (`Evidence`) for each call.
 */
export function proves(test: EndingTest, proved: Proved): void {
  const folder = process.env.HUBWARD_EVIDENCE
  if (!folder) return
  const file = relative(process.cwd(), process.argv[1] ?? '')
    .split(sep)
    .join('/')
  const evidence: Evidence = { ...proved, file }
  test.teardown(() => {
    if (!test.passing()) return
    mkdirSync(folder, { recursive: true })
    appendFileSync(
      join(folder, `${file.replaceAll('/', '+')}.jsonl`),
      `${JSON.stringify(evidence)}\n`,
    )
  })
}
