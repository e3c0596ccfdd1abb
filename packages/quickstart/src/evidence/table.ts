import { CAPABILITIES, type Capability, PROOFS } from '@hubward/testkit'
import type { RepositoryNetwork } from './networks.ts'
import { NOT_OFFERED } from './not-offered.ts'
import type { EvidenceEntry } from './read-evidence.ts'

/** Above `evidenceRows`. */
export const EVIDENCE_HEAD = ['Network', ...CAPABILITIES, 'latest'] as const

/** The strongest proof of each capability of each Network; empty where no test shows it. */
export function evidenceRows(
  networks: readonly RepositoryNetwork[],
  entries: readonly EvidenceEntry[],
): string[][] {
  return networks.map(({ id, name }) => {
    const own = entries.filter(({ network }) => network === id)
    const latest =
      own
        .map(({ date }) => date)
        .toSorted()
        .at(-1) ?? ''
    return [name, ...CAPABILITIES.map((capability) => cell(id, capability, own)), latest]
  })
}

function cell(id: string, capability: Capability, own: readonly EvidenceEntry[]): string {
  const found = own.filter((entry) => entry.capability === capability)
  const by = PROOFS.find((proof) => found.some((entry) => entry.by === proof))
  if (by !== undefined) return by === 'live' ? `**${by}**` : by
  return NOT_OFFERED[id]?.[capability] === undefined ? '' : '–'
}

/** Which real servers stand behind "live", and when each was last seen to work. */
export function liveRows(
  networks: readonly RepositoryNetwork[],
  entries: readonly EvidenceEntry[],
): string[][] {
  return networks.flatMap(({ id, name }) => {
    const live = entries.filter(({ network, by }) => network === id && by === 'live')
    return [...new Set(live.map(({ against = '' }) => against))].map((against) => {
      const ofServer = live.filter((entry) => (entry.against ?? '') === against)
      const files = [...new Set(ofServer.map(({ file }) => `\`${file}\``))]
      return [name, against, files.join(', '), ofServer.map(({ date }) => date).toSorted()[0] ?? '']
    })
  })
}

/** Why there is a dash. */
export function notOfferedRows(networks: readonly RepositoryNetwork[]): string[][] {
  return networks.flatMap(({ id, name }) =>
    Object.entries(NOT_OFFERED[id] ?? {}).map(([capability, reason]) => [name, capability, reason]),
  )
}
