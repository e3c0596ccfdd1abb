import type { Sealer } from '../sealing/sealer.ts'
import { canonicalEntry, linkHash, sha256 } from '../store/audit-entry.ts'
import {
  type ChainLink,
  chainHeads,
  entriesOfChain,
  entriesWithoutPlace,
  linksOfChain,
  removedChains,
  type StoredEntry,
} from '../store/audit-reading.ts'
import { type Db, databaseTime } from '../store/database.ts'
import type { Head } from './heads.ts'

/** Entries that are compared at once. */
const BATCH = 1_000

/** What does not fit, and where. */
export interface AuditProblem {
  /** SocialHub's id of the Account; empty: of none. */
  readonly chain: string
  /** The place in the chain; null: it has none. */
  readonly seq: number | null
  /** What was found, in a sentence. */
  readonly found: string
}

export interface Verified {
  readonly chains: number
  readonly entries: number
  readonly problems: readonly AuditProblem[]
}

/**
 * Proves the audit log: every place of every chain follows from the one before, every entry has what its
 * hash says and was written with the keys of these hosts, nothing is missing. Changes nothing.
 *
 * The links alone prove nothing against somebody who has the database: they have no key, and are made
 * anew by SQL. But each entry's keyed hash covers what the chain had come to when it was written. So what
 * was removed, moved or put in before it shows, even when all was linked anew.
 *
 * What that can't show is that the end was cut off (every entry that saw what is missing), or all of it
 * written anew by somebody who has the keys: for that it is laid beside heads that were exported before.
 *
 * @param heads of earlier exports, whose signatures were checked.
 * @param signal ends it, by throwing its reason.
 */
export async function verifyAudit(
  db: Db,
  sealer: Sealer,
  heads: readonly Head[] = [],
  signal?: AbortSignal,
): Promise<Verified> {
  const now = await databaseTime(db)
  const removed = await removedChains(db)
  const present = await chainHeads(db)
  const problems: AuditProblem[] = []
  let entries = 0
  for (const { chain } of present) {
    const wanted = heads.filter((head) => head.chain === chain)
    const look = { sealer, chain, now, removedUpTo: removed.get(chain) ?? 0, heads: wanted }
    const checked = await verifyChain(db, look, signal)
    entries += checked.entries
    problems.push(...checked.problems)
  }
  for (const { chain, seq, at } of heads) {
    if (present.some((one) => one.chain === chain)) continue
    const found = `The chain is gone; on ${at.toISOString()} it had ${seq} entries.`
    problems.push({ chain, seq, found })
  }
  for (const { chain, id } of await entriesWithoutPlace(db, BATCH)) {
    problems.push({ chain, seq: null, found: `The entry ${id} has no place in its chain.` })
  }
  return { chains: present.length, entries, problems }
}

interface Look {
  readonly sealer: Sealer
  readonly chain: string
  readonly now: Date
  /** Up to this place the Account was removed, with all details. */
  readonly removedUpTo: number
  readonly heads: readonly Head[]
}

async function verifyChain(db: Db, look: Look, signal: AbortSignal | undefined) {
  const { chain, heads } = look
  const problems: AuditProblem[] = []
  const report = (seq: number, found: string) => problems.push({ chain, seq, found })
  let previous: Buffer = Buffer.alloc(0)
  let last = 0
  let entries = 0
  for (;;) {
    signal?.throwIfAborted()
    const links = await linksOfChain(db, chain, last, BATCH)
    const end = links.at(-1)
    if (!end) break
    const stored = new Map(
      (await entriesOfChain(db, chain, last, BATCH)).map((entry) => [entry.id, entry]),
    )
    for (const link of links) {
      const { seq } = link
      if (seq !== last + 1) report(seq, missing(last + 1, seq - 1))
      const entry = stored.get(link.entryId)
      for (const found of await faultsAsOfNow(db, look, link, entry, previous)) report(seq, found)
      for (const head of heads.filter((one) => one.seq === seq && !one.hash.equals(link.hash))) {
        report(seq, `It is not what was exported on ${head.at.toISOString()}.`)
      }
      previous = link.hash
      last = seq
      entries += 1
    }
  }
  for (const { seq, at } of heads.filter((head) => head.seq > last)) {
    report(last, `The end was cut off: on ${at.toISOString()} there were ${seq} entries.`)
  }
  return { entries, problems }
}

function missing(from: number, to: number): string {
  return from === to ? `The entry ${from} is missing.` : `The entries ${from} to ${to} are missing.`
}

/**
 * What is wrong with one place. Hosts erase beside us: what is missing may have gone rightly since we
 * asked what may be gone, so that is asked again.
 */
async function faultsAsOfNow(
  db: Db,
  look: Look,
  link: ChainLink,
  entry: StoredEntry | undefined,
  previous: Buffer,
): Promise<string[]> {
  const faults = faultsOf(look, link, entry, previous)
  if (faults.length === 0) return faults
  const now = await databaseTime(db)
  const removedUpTo = (await removedChains(db)).get(look.chain) ?? 0
  return faultsOf({ ...look, now, removedUpTo }, link, entry, previous)
}

/** What is wrong with one place, each in a sentence. */
function faultsOf(
  { sealer, chain, now, removedUpTo }: Look,
  { seq, hash }: ChainLink,
  entry: StoredEntry | undefined,
  previous: Buffer,
): string[] {
  if (!entry) return ['Its entry is missing.']
  return [
    ...(linkHash({ chain, seq, entryHash: entry.hash, previous }).equals(hash)
      ? []
      : ['It does not follow from the one before: something was changed, removed or moved.']),
    ...(hasWhatItSaw(entry, seq)
      ? []
      : [
          'What it was written after is not there any more: something was changed, removed or moved.',
        ]),
    ...entryFaults(sealer, entry, now, seq <= removedUpTo),
  ]
}

/**
 * What is wrong with an entry as it stands, wherever that is, each in a sentence.
 *
 * @param isRemoved its Account was removed, with all details.
 */
export function entryFaults(
  sealer: Sealer,
  entry: StoredEntry,
  now: Date,
  isRemoved: boolean,
): string[] {
  const text = canonicalEntry(entry)
  const changed = 'It was changed'
  return [
    ...(sha256(text).equals(entry.hash) ? [] : [`${changed}: it does not fit its own hash.`]),
    ...(sealer.hash('audit entry', text).equals(entry.seal)
      ? []
      : ['Nobody with the keys of these hosts has written it.']),
    ...detailsFaults(entry, now, isRemoved).map((part) => `${changed}: its ${part}.`),
  ]
}

/** Whether the place that was its chain's last when it was written is still there, and before it. */
function hasWhatItSaw({ seen, atSeen }: StoredEntry, seq: number): boolean {
  // The keyed hash covers whether it saw anything, so nobody makes it an older host's entry.
  if (!seen) return true
  if (seen.seq === 0) return seen.hash.length === 0
  return seen.seq < seq && atSeen !== null && seen.hash.equals(atSeen)
}

function detailsFaults(entry: StoredEntry, now: Date, isRemoved: boolean): string[] {
  const { sealedWho, whoHash, namesUntil, sealedChange, changeHash } = entry
  const nameMayBeGone = isRemoved || (namesUntil !== null && namesUntil <= now)
  return [
    ...(sealedChange === null && !isRemoved ? ['details are missing'] : []),
    ...(sealedChange && !sha256(sealedChange).equals(changeHash)
      ? ['details are not those that were written']
      : []),
    ...(whoHash && sealedWho === null && !nameMayBeGone ? ['name is missing before its time'] : []),
    ...(sealedWho && !(whoHash && sha256(sealedWho).equals(whoHash))
      ? ['name is not the one that was written']
      : []),
  ]
}
