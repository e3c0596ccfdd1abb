import type { Readable } from 'node:stream'
import { PluginError, type StoredFile } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Db, Trx } from './database.ts'
import { isFileReference } from './file-type.ts'
import {
  type FileQuota,
  type FileToStore,
  finishFile,
  lockKept,
  quotaUsedUp,
  roomForKept,
  writeFile,
} from './files.ts'
import type { ChannelId } from './ids.ts'

/** How long a file stays that nobody has kept. */
export const STAGED_MS = 3_600_000
/** What a file costs beside its bytes: thousands of empty ones are not for free. */
const LEAST_BYTES = 4_096
const BATCH = 100

/** How much files that nobody has kept yet may take up together. */
export interface StagingQuota {
  readonly integrationBytes: number
  /** Of one Channel, or of all requests together of which nobody knows whose they are. */
  readonly shareBytes: number
}

/**
 * Stores a file of a request that is still under way. It goes by itself after an hour, unless
 * {@link settleFiles} says otherwise.
 *
 * @throws PluginError as `storeFile`; `unavailable` when there is no room for what arrives.
 */
export async function stageFile(
  db: Db,
  content: Readable,
  file: FileToStore,
  staging: StagingQuota,
  /** Told of bytes that are in the database, and needed in memory no longer. */
  passedOn: (bytes: number) => void = () => undefined,
): Promise<StoredFile> {
  // What could not be kept in the end need not arrive.
  const leftBytes = await roomForKept(db, file)
  const row = { stage: 'arriving', staged_until: inMs(STAGED_MS) } as const
  return writeFile(db, content, file, row, leftBytes, {
    add: async (chunk, bytes) => {
      await db.transaction().execute(async (trx) => {
        await makeRoom(trx, file, staging, bytes)
        await trx.insertInto('file_chunks').values(chunk).execute()
        await trx
          .updateTable('files')
          .set({ size_bytes: sql`size_bytes + ${bytes}` })
          .where('id', '=', chunk.file_id)
          .execute()
      })
      passedOn(bytes)
    },
    finish: (id, found) =>
      db.transaction().execute(async (trx) => {
        // An empty file has no chunk, and is counted all the same.
        await makeRoom(trx, file, staging, 0)
        await finishFile(trx, id, found)
      }),
  })
}

/**
 * Makes room for what arrives, at the expense of the oldest that only wait for a second try: of the
 * same Channel where that has used up its share, of anybody otherwise.
 */
async function makeRoom(
  trx: Trx,
  { integration, channelId }: Pick<FileToStore, 'integration' | 'channelId'>,
  staging: StagingQuota,
  bytes: number,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('staged files'), hashtext(${integration}))`.execute(
    trx,
  )
  const whose = channelId ?? null
  for (;;) {
    const { rows } = await sql<{ all: string; own: string }>`
      select coalesce(sum(cost), 0) as all,
        coalesce(sum(cost) filter (where channel_id is not distinct from ${whose}::bigint), 0) as own
      from (select channel_id, greatest(size_bytes, ${LEAST_BYTES}) as cost from files
        where integration = ${integration} and stage <> 'kept' and erased_at is null) as staged`.execute(
      trx,
    )
    const [{ all, own } = { all: '0', own: '0' }] = rows
    const shareIsFull = Number(own) + bytes > staging.shareBytes
    if (!shareIsFull && Number(all) + bytes <= staging.integrationBytes) return
    // Looked for once and by itself: a subquery with a limit may be run again for each row.
    const { rows: gone } = await sql`
      with oldest as materialized (
        select id from files
        where integration = ${integration} and stage = 'held' and erased_at is null
          and (not ${shareIsFull}::boolean or channel_id is not distinct from ${whose}::bigint)
        order by created_at limit 1 for update skip locked)
      delete from files using oldest where files.id = oldest.id returning files.id`.execute(trx)
    if (gone.length === 0) throw crowded(integration)
  }
}

/** What becomes of the files of one request. */
export interface Settled {
  readonly integration: string
  readonly channelId?: ChannelId
  readonly quota: FileQuota
  /** Those that came with it. */
  readonly arrived: readonly string[]
  /** References of those that are kept; may be of an earlier request. */
  readonly keep: readonly string[]
  /** Those that go by themselves, in this many milliseconds. */
  readonly hold: ReadonlyMap<string, number>
}

/**
 * Keeps, holds and lets go, in the transaction that stores what was pushed: what a message shows is
 * there when the message is.
 *
 * @returns references that name no file (any more).
 * @throws PluginError `operator` when the quota is used up.
 */
export async function settleFiles(trx: Trx, settled: Settled): Promise<readonly string[]> {
  const { integration, arrived } = settled
  const keep = settled.keep.filter(isFileReference)
  const hold = [...settled.hold].filter(([reference]) => isFileReference(reference))
  const found = new Set<string>()
  if (keep.length > 0) {
    await lockKept(trx, integration)
    const kept = await trx
      .updateTable('files')
      .set({ stage: 'kept', staged_until: null })
      .where('id', 'in', [...keep])
      .where('integration', '=', integration)
      .where('complete', '=', true)
      .where('erased_at', 'is', null)
      .returning('id')
      .execute()
    // Counted with what was just kept.
    if ((await roomForKept(trx, settled)) < 0) throw quotaUsedUp(settled)
    for (const { id } of kept) found.add(id)
  }
  for (const [reference, ms] of hold) {
    const held = await trx
      .updateTable('files')
      .set({ stage: 'held', staged_until: inMs(ms) })
      .where('id', '=', reference)
      .where('integration', '=', integration)
      .where('complete', '=', true)
      .where('stage', '<>', 'kept')
      .where('erased_at', 'is', null)
      .returning('id')
      .execute()
    for (const { id } of held) found.add(id)
  }
  const wanted = new Set([...settled.keep, ...settled.hold.keys()])
  await dropFiles(
    trx,
    arrived.filter((reference) => !wanted.has(reference)),
  )
  return [...wanted].filter((reference) => !found.has(reference))
}

/** Lets go of files that came with a request. Of those that were never kept nobody knows a URL. */
export async function dropFiles(db: Db, references: readonly string[]): Promise<void> {
  if (references.length === 0) return
  await db
    .deleteFrom('files')
    .where('id', 'in', [...references])
    .where('stage', '<>', 'kept')
    .execute()
}

/** Nobody knows how a request ended: its files stay for a while, for whoever tries again. */
export async function holdFiles(db: Db, references: readonly string[]): Promise<void> {
  if (references.length === 0) return
  await db
    .updateTable('files')
    .set({ stage: 'held', staged_until: inMs(STAGED_MS) })
    .where('id', 'in', [...references])
    .where('stage', '<>', 'kept')
    .execute()
}

/** Erases what nobody has kept in time, also of requests that hosts were killed in. */
export async function eraseStagedFiles(db: Db): Promise<number> {
  let all = 0
  for (;;) {
    const { rows } = await sql`
      delete from files where id in (
        select id from files where stage <> 'kept' and staged_until < now()
        limit ${BATCH} for update skip locked)
      returning id`.execute(db)
    all += rows.length
    if (rows.length < BATCH) return all
  }
}

function inMs(ms: number) {
  return sql<Date>`now() + ${ms} * interval '1 millisecond'`
}

function crowded(integration: string): PluginError {
  return new PluginError('unavailable', {
    message: `Too many files arrive for "${integration}" at this moment; stagedFileQuotaBytes says how many may.`,
    retryAfterMs: 30_000,
  })
}
