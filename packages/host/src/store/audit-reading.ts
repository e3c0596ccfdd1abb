import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import { SealError, type Sealer } from '../sealing/sealer.ts'
import { accountOpener, NO_ACCOUNT } from './account-keys.ts'
import type { AuditAction } from './audit-actions.ts'
import type { ActorKind, EntryBody, SeenHead } from './audit-entry.ts'
import type { Db } from './database.ts'

/** An entry as it is stored, with its place. */
export interface StoredEntry extends EntryBody {
  /** Its number in its chain; null: it has no place, as if somebody had put it there by hand. */
  readonly seq: number | null
  readonly hash: Buffer
  readonly seal: Buffer
  readonly linkHash: Buffer | null
  /** What stands now at the place that it saw as the chain's last; null: nothing. */
  readonly atSeen: Buffer | null
  /** Null: erased. */
  readonly sealedWho: Buffer | null
  readonly sealedChange: Buffer | null
}

/** An entry as people read it. */
export interface AuditEntry {
  readonly id: string
  /** SocialHub's id of the Account; null: of none. */
  readonly accountId: string | null
  /** What the operator calls the Account. */
  readonly account: string | null
  readonly seq: number | null
  readonly at: Date
  readonly actor: ActorKind
  /** Null: a host; or the name was erased, as `audit.namesDays` says. */
  readonly who: string | null
  readonly action: string
  /** SocialHub's id. */
  readonly channel: string | null
  /** As the Channel is called now; null: it is not there, or nobody has connected it. */
  readonly channelName: string | null
  readonly integration: string | null
  readonly before: PlainData
  readonly after: PlainData
  readonly cause: string | null
  /** Whether before, after and cause can still be read: not once the Account was removed. */
  readonly readable: boolean
}

export interface AuditFilter {
  /** Empty: what is of no Account. */
  readonly accountId?: string
  /** SocialHub's id. */
  readonly channel?: string
  readonly integration?: string
  readonly action?: string
  /** Not these. */
  readonly without?: readonly AuditAction[]
  readonly actor?: ActorKind
  readonly since?: Date
  readonly until?: Date
  /** Only what comes after this entry in the list, for the next page. */
  readonly before?: Pick<AuditEntry, 'at' | 'accountId' | 'seq'>
  readonly limit: number
}

/** Where an entry without a place in its chain stands in a list: before those with one. */
const NO_PLACE = '9223372036854775807'
const PLACE = sql<string>`coalesce(l.seq, ${sql.lit(NO_PLACE)}::bigint)`

/**
 * The latest first. Entries of one transaction have one time; the place in the chain tells their order.
 */
export async function listAudit(
  db: Db,
  sealer: Sealer,
  filter: AuditFilter,
): Promise<readonly AuditEntry[]> {
  const { accountId, channel, integration, action, without = [], actor } = filter
  const { since, until, before, limit } = filter
  const rows = await selectEntries(db)
    .leftJoin('account_labels as a', 'a.account_id', 'e.chain')
    .leftJoin('channels as c', 'c.socialhub_channel_id', 'e.channel')
    .select(['a.label', 'c.name as channel_name'])
    .$if(accountId !== undefined, (query) => query.where('e.chain', '=', accountId ?? ''))
    .$if(channel !== undefined, (query) => query.where('e.channel', '=', channel ?? ''))
    .$if(integration !== undefined, (query) => query.where('e.integration', '=', integration ?? ''))
    .$if(action !== undefined, (query) => query.where('e.action', '=', action ?? ''))
    .$if(without.length > 0, (query) => query.where('e.action', 'not in', [...without]))
    .$if(actor !== undefined, (query) => query.where('e.actor', '=', actor ?? 'host'))
    .$if(since !== undefined, (query) => query.where('e.at', '>=', since ?? new Date()))
    .$if(until !== undefined, (query) => query.where('e.at', '<', until ?? new Date()))
    .$if(before !== undefined, (query) =>
      query
        // Alone it is implied by the next; the index by time can use only this one.
        .where('e.at', '<=', before?.at ?? new Date())
        .where(
          sql<boolean>`(e.at, e.chain, ${PLACE}) < (${before?.at}::timestamptz,
            ${before?.accountId ?? NO_ACCOUNT}::text, ${before?.seq ?? NO_PLACE}::bigint)`,
        ),
    )
    .orderBy('e.at', 'desc')
    .orderBy('e.chain', 'desc')
    .orderBy(PLACE, 'desc')
    .limit(limit)
    .execute()
  const openers = new Map<string, AccountSealer>()
  for (const chain of new Set(rows.map((row) => row.chain))) {
    openers.set(chain, await accountOpener(db, sealer, chain))
  }
  return rows.map((row) => ({
    ...readable(storedEntry(row), openers.get(row.chain)),
    account: row.label,
    channelName: row.channel_name,
  }))
}

/** The entries of a chain from one place on, in their order. */
export async function entriesOfChain(
  db: Db,
  chain: string,
  afterSeq: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const rows = await selectEntries(db)
    .where('e.chain', '=', chain)
    .where('l.seq', '>', String(afterSeq))
    .orderBy('l.seq')
    .limit(limit)
    .execute()
  return rows.map(storedEntry)
}

/** One entry as it is stored. */
export async function findEntry(db: Db, id: string): Promise<StoredEntry | undefined> {
  const row = await selectEntries(db).where('e.id', '=', id).executeTakeFirst()
  return row && storedEntry(row)
}

/** Entries that have no place in a chain: nobody but who writes to the tables by hand makes any. */
export async function entriesWithoutPlace(db: Db, limit: number): Promise<readonly StoredEntry[]> {
  const rows = await selectEntries(db).where('l.entry_id', 'is', null).limit(limit).execute()
  return rows.map(storedEntry)
}

export interface ChainLink {
  readonly seq: number
  readonly entryId: string
  readonly hash: Buffer
}

/** The places of a chain, whether or not their entries are there. */
export async function linksOfChain(
  db: Db,
  chain: string,
  afterSeq: number,
  limit: number,
): Promise<readonly ChainLink[]> {
  const rows = await db
    .selectFrom('audit_links')
    .select(['seq', 'entry_id', 'hash'])
    .where('chain', '=', chain)
    .where('seq', '>', String(afterSeq))
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, entry_id, hash }) => ({ seq: Number(seq), entryId: entry_id, hash }))
}

/** What a chain has come to. */
export interface ChainHead {
  /** SocialHub's id of the Account; empty: of none. */
  readonly chain: string
  readonly seq: number
  readonly hash: Buffer
}

export async function chainHeads(db: Db): Promise<readonly ChainHead[]> {
  const rows = await db
    .selectFrom('audit_links')
    .distinctOn('chain')
    .select(['chain', 'seq', 'hash'])
    .orderBy('chain')
    .orderBy('seq', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** Of which Accounts all was erased, and up to which place of their chains, by entries that say so. */
export async function removedChains(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('audit_entries as e')
    .innerJoin('audit_links as l', 'l.entry_id', 'e.id')
    .select((select) => ['e.chain', select.fn.max('l.seq').as('seq')])
    .where('e.action', '=', 'account.removed')
    // In the log that is of no Account the same is told, and nothing of it goes.
    .where('e.chain', '<>', '')
    .groupBy('e.chain')
    .execute()
  return new Map(rows.map(({ chain, seq }) => [chain, Number(seq)]))
}

function selectEntries(db: Db) {
  return db
    .selectFrom('audit_entries as e')
    .leftJoin('audit_links as l', 'l.entry_id', 'e.id')
    .leftJoin('audit_links as s', (join) =>
      join.onRef('s.chain', '=', 'e.chain').onRef('s.seq', '=', 'e.seen_seq'),
    )
    .leftJoin('audit_details as w', (join) =>
      join.onRef('w.entry_id', '=', 'e.id').on('w.part', '=', 'who'),
    )
    .leftJoin('audit_details as d', (join) =>
      join.onRef('d.entry_id', '=', 'e.id').on('d.part', '=', 'change'),
    )
    .selectAll('e')
    .select(['l.seq', 'l.hash as link_hash', 's.hash as at_seen'])
    .select(['w.sealed_details as sealed_who', 'd.sealed_details as sealed_change'])
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEntries>['executeTakeFirstOrThrow']>>

function storedEntry(row: Row): StoredEntry {
  return {
    id: row.id,
    chain: row.chain,
    at: row.at,
    actor: row.actor as ActorKind,
    action: row.action,
    channel: row.channel,
    integration: row.integration,
    whoHash: row.who_hash,
    namesUntil: row.names_until,
    changeHash: row.change_hash,
    seen: seenHead(row),
    seq: row.seq === null ? null : Number(row.seq),
    hash: row.hash,
    seal: row.seal,
    linkHash: row.link_hash,
    atSeen: row.at_seen,
    sealedWho: row.sealed_who,
    sealedChange: row.sealed_change,
  }
}

function seenHead({ seen_seq, seen_hash }: Row): SeenHead | null {
  return seen_seq === null || !seen_hash ? null : { seq: Number(seen_seq), hash: seen_hash }
}

function readable(
  entry: StoredEntry,
  opener: AccountSealer | undefined,
): Omit<AuditEntry, 'account' | 'channelName'> {
  const { id, chain, seq, at, actor, action, channel, integration } = entry
  const open = (part: 'who' | 'change', sealed: Buffer | null) => {
    if (!sealed || !opener) return undefined
    try {
      return opener.open('audit_details.sealed_details', `${id}:${part}`, sealed)
    } catch (error) {
      // The key was destroyed, or the row was tampered with: "audit verify" tells which.
      if (error instanceof SealError) return undefined
      throw error
    }
  }
  const change = record(open('change', entry.sealedChange))
  const who = record(open('who', entry.sealedWho))
  return {
    id,
    accountId: chain === '' ? null : chain,
    seq,
    at,
    actor,
    who: typeof who?.name === 'string' ? who.name : null,
    action,
    channel,
    integration,
    before: change?.before ?? null,
    after: change?.after ?? null,
    cause: typeof change?.cause === 'string' ? change.cause : null,
    readable: change !== undefined,
  }
}

function record(value: PlainData | undefined): Readonly<Record<string, PlainData>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, PlainData>>)
    : undefined
}
