import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/**
 * How an entry's hash is made; the next layout gets another number. The first did not cover what the
 * chain had come to.
 */
const LAYOUT = 2
const LAYOUT_WITHOUT_SEEN = 1

/** Who can do something: a host by itself; a Customer on a page; a command's user; an operator. */
export const ACTORS = ['host', 'customer', 'command', 'operator'] as const
export type ActorKind = (typeof ACTORS)[number]

/** All of an entry that its hash covers; what is sealed is covered by the hash of the sealed form. */
export interface EntryBody {
  readonly id: string
  /** SocialHub's id of the Account; empty: of none. */
  readonly chain: string
  readonly at: Date
  readonly actor: ActorKind
  readonly action: string
  /** SocialHub's id. */
  readonly channel: string | null
  readonly integration: string | null
  readonly whoHash: Buffer | null
  readonly namesUntil: Date | null
  readonly changeHash: Buffer
  /** What its chain had come to when it was written; null: an older host wrote it. */
  readonly seen: SeenHead | null
}

/** A place of a chain and its hash; 0 and empty: the chain had none yet. */
export interface SeenHead {
  readonly seq: number
  readonly hash: Buffer
}

/** The text that is hashed: canonical JSON as RFC 8785 says, so that everybody gets the same bytes. */
export function canonicalEntry(entry: EntryBody): string {
  return canonical({
    layout: entry.seen ? LAYOUT : LAYOUT_WITHOUT_SEEN,
    id: entry.id,
    chain: entry.chain,
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    channel: entry.channel,
    integration: entry.integration,
    who: entry.whoHash?.toString('hex') ?? null,
    namesUntil: entry.namesUntil?.toISOString() ?? null,
    change: entry.changeHash.toString('hex'),
    ...(entry.seen && { seen: { seq: entry.seen.seq, hash: entry.seen.hash.toString('hex') } }),
  })
}

/** What a chain has come to with an entry; the database makes the same in `link_audit_entry`. */
export function linkHash(link: {
  readonly chain: string
  readonly seq: number
  readonly entryHash: Buffer
  /** Of the link before; empty for the first. */
  readonly previous: Buffer
}): Buffer {
  const { chain, seq, entryHash, previous } = link
  return sha256(
    canonical({
      chain,
      seq,
      entry: entryHash.toString('hex'),
      previous: previous.toString('hex'),
    }),
  )
}

export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}

export function canonical(value: object): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('Nothing can be written as JSON.')
  return text
}
