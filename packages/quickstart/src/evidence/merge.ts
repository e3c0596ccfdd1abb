import { CAPABILITIES, type Evidence, PROOFS } from '@hubward/testkit'
import type { ProvesCall } from './calls.ts'
import type { EvidenceEntry } from './read-evidence.ts'

/**
 * The entries after a run: what it proved, with its day; and of what it did not prove (a real server was
 * not there, say) what was proved earlier, as long as the test still says so.
 *
 * @param calls what each test file says that it proves.
 */
export function mergeEvidence(
  earlier: readonly EvidenceEntry[],
  proved: readonly Evidence[],
  calls: ReadonlyMap<string, readonly ProvesCall[]>,
  date: string,
): EvidenceEntry[] {
  const merged = new Map<string, EvidenceEntry>()
  const key = ({ network, capability, by, file }: EvidenceEntry) =>
    `${network} ${capability} ${by} ${file}`
  for (const entry of earlier) {
    if (isSaid(entry, calls.get(entry.file) ?? [])) merged.set(key(entry), entry)
  }
  for (const { capabilities, ...rest } of proved) {
    for (const capability of capabilities) {
      const entry = { ...rest, capability, date }
      merged.set(key(entry), entry)
    }
  }
  return [...merged.values()].toSorted(
    (one, other) =>
      one.network.localeCompare(other.network) ||
      CAPABILITIES.indexOf(one.capability) - CAPABILITIES.indexOf(other.capability) ||
      PROOFS.indexOf(one.by) - PROOFS.indexOf(other.by) ||
      one.file.localeCompare(other.file),
  )
}

/** Whether a test still says what an entry claims. */
export function isSaid(entry: EvidenceEntry, calls: readonly ProvesCall[]): boolean {
  return calls.some(
    ({ network, capabilities, by }) =>
      network === entry.network && by === entry.by && capabilities.includes(entry.capability),
  )
}
