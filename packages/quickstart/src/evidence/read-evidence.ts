import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CAPABILITIES, PROOFS } from '@hubward/testkit'
import Type from 'typebox'
import Value from 'typebox/value'
import { ROOT } from '../repository-folders.ts'

/** What `pnpm evidence` writes, and the table in the documentation is made from. */
export const EVIDENCE_FILE = join(ROOT, 'docs/networks/evidence.json')

const Entry = Type.Object(
  {
    network: Type.String(),
    capability: Type.Enum(CAPABILITIES),
    by: Type.Enum(PROOFS),
    /** The server, where it is a real one. */
    against: Type.Optional(Type.String()),
    /** The test file, from the repository's root. */
    file: Type.String(),
    /** When it last passed: the day, as in 2026-11-30. */
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  },
  { additionalProperties: false },
)
export type EvidenceEntry = Type.Static<typeof Entry>

/** @throws when the file is none of this command's. */
export async function readEvidence(): Promise<EvidenceEntry[]> {
  return Value.Parse(Type.Array(Entry), JSON.parse(await readFile(EVIDENCE_FILE, 'utf8')))
}
