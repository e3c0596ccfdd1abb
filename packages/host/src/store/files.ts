import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { PluginError, type StoredFile } from '@hubward/plugin'
import { type RawBuilder, sql } from 'kysely'
import type { FileSealer } from '../sealing/file-sealer.ts'
import { sealerOn } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { BEGINNING_BYTES, fileType, isFileReference } from './file-type.ts'
import type { ChannelId } from './ids.ts'
import { chunkOpener, newHead, openHead } from './sealed-files.ts'

/** What one row of `file_chunks` holds: small enough to pass through memory by the dozen. */
export const CHUNK_BYTES = 262_144

const NAME_LIMIT = 255

export interface FileToStore {
  readonly integration: string
  readonly name: string
  /** As somebody declared it; the bytes are believed more. */
  readonly mimeType: string
  readonly limitBytes?: number
  /** Whose it is, where that is known. */
  readonly channelId?: ChannelId
  readonly quota: FileQuota
}

/** How much what is kept may take up together. */
export interface FileQuota {
  readonly integrationBytes: number
  /** Of one Channel, where it is known whose a file is. */
  readonly channelBytes: number
}

/**
 * Stores what the stream yields, a chunk at a time. The file exists once all of it is there; what a
 * crash leaves behind is invisible, and erased by `eraseUnfinishedFiles`.
 *
 * @throws PluginError `invalid` when it is too large, `operator` when the quota is used up.
 */
export async function storeFile(
  db: Db,
  content: Readable | Uint8Array,
  file: FileToStore,
): Promise<StoredFile> {
  const leftBytes = await roomForKept(db, file)
  return writeFile(db, content, file, {}, leftBytes, {
    add: async (chunk) => {
      await db.insertInto('file_chunks').values(chunk).execute()
    },
    finish: async (id, found) =>
      db.transaction().execute(async (trx) => {
        await lockKept(trx, file.integration)
        // Again under the lock: files that arrived side by side may not exceed the quota together.
        if (found.sizeBytes > (await roomForKept(trx, file))) throw quotaUsedUp(file)
        await finishFile(trx, id, found)
      }),
  })
}

/** What is found out about a file while it is written. */
interface Found {
  readonly sizeBytes: number
  readonly mimeType: string
}

/** A row of `file_chunks`, sealed or not. */
interface Chunk {
  readonly file_id: string
  readonly number: number
  readonly bytes: Buffer | null
  readonly sealed_bytes: Buffer | null
}

/**
 * Writes a file chunk by chunk, in the way that the caller says. Nothing of it stays when that fails.
 *
 * @param leftBytes what is left of the quota for files that are kept.
 */
export async function writeFile(
  db: Db,
  content: Readable | Uint8Array,
  file: FileToStore,
  row: { readonly stage?: 'arriving'; readonly staged_until?: RawBuilder<Date> },
  leftBytes: number,
  write: {
    /** @param bytes how many it holds: more are stored where they are sealed. */
    add(chunk: Chunk, bytes: number): Promise<void>
    finish(id: string, found: Found): Promise<void>
  },
): Promise<StoredFile> {
  const limitBytes = file.limitBytes ?? Number.POSITIVE_INFINITY
  const id = randomUUID()
  const name = file.name.replaceAll('\0', '').slice(0, NAME_LIMIT)
  const { channelId } = file
  const head = await newHead(db, sealerOn(db), {
    id,
    name,
    ...(channelId !== undefined && { channelId }),
  })
  await db
    .insertInto('files')
    .values({
      id,
      integration: file.integration,
      name: head ? '' : name,
      sealed_head: head?.sealedHead ?? null,
      mime_type: '',
      size_bytes: '0',
      ...(channelId !== undefined && { channel_id: channelId }),
      ...row,
    })
    .execute()
  try {
    let sizeBytes = 0
    let number = 0
    let mimeType = fileType(new Uint8Array(), file.mimeType)
    const source = content instanceof Readable ? content : [content]
    for await (const bytes of chunksOf(source)) {
      sizeBytes += bytes.length
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes)
      if (sizeBytes > leftBytes) throw quotaUsedUp(file)
      if (number === 0) mimeType = fileType(bytes.subarray(0, BEGINNING_BYTES), file.mimeType)
      const sealed = head?.chunks.seal(number, bytes) ?? null
      const chunk = { file_id: id, number, bytes: sealed ? null : bytes, sealed_bytes: sealed }
      await write.add(chunk, bytes.length)
      number += 1
    }
    await write.finish(id, { sizeBytes, mimeType })
    return { reference: id, sizeBytes, mimeType }
  } catch (error) {
    if (content instanceof Readable) content.destroy()
    await db.deleteFrom('files').where('id', '=', id).execute()
    throw error
  }
}

/** From now on there is a file. */
export async function finishFile(
  db: Db,
  id: string,
  { sizeBytes, mimeType }: Found,
): Promise<void> {
  await db
    .updateTable('files')
    .set({ size_bytes: String(sizeBytes), mime_type: mimeType, complete: true })
    .where('id', '=', id)
    .execute()
}

/** Nobody else keeps a file of the integration until the transaction ends. */
export async function lockKept(trx: Trx, integration: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('files'), hashtext(${integration}))`.execute(trx)
}

/** How many bytes more may be kept: the integration's quota, and the Channel's where it is known. */
export async function roomForKept(
  db: Db,
  { integration, channelId, quota }: Pick<FileToStore, 'integration' | 'channelId' | 'quota'>,
): Promise<number> {
  const used = (whose: { integration: string } | { channel_id: string }) =>
    db
      .selectFrom('files')
      .select(sql<string>`coalesce(sum(size_bytes), 0)`.as('bytes'))
      .where((of) => of.and(whose))
      .where('stage', '=', 'kept')
      .where('erased_at', 'is', null)
      .executeTakeFirstOrThrow()
  const left = quota.integrationBytes - Number((await used({ integration })).bytes)
  if (channelId === undefined) return left
  return Math.min(left, quota.channelBytes - Number((await used({ channel_id: channelId })).bytes))
}

export interface FoundFile {
  readonly integration: string
  readonly name: string
  readonly mimeType: string
  readonly sizeBytes: number
  readonly erased: boolean
}

export async function findFile(db: Db, reference: string): Promise<FoundFile | undefined> {
  if (!isFileReference(reference)) return undefined
  const row = await db
    .selectFrom('files')
    .selectAll()
    .where('id', '=', reference)
    .where('complete', '=', true)
    .executeTakeFirst()
  if (!row) return undefined
  const head = row.sealed_head && (await openHead(db, sealerOn(db), reference, row.sealed_head))
  return {
    integration: row.integration,
    name: head?.name ?? row.name,
    mimeType: row.mime_type,
    sizeBytes: Number(row.size_bytes),
    erased: row.erased_at !== null,
  }
}

/** The bytes of a stored file. The stream fails when the file is erased while it is read. */
export function readFile(db: Db, reference: string, sizeBytes: number): Readable {
  return Readable.from(chunksFrom(db, reference, sizeBytes), { objectMode: false })
}

async function* chunksFrom(db: Db, reference: string, sizeBytes: number) {
  let opener: FileSealer | undefined
  for (let number = 0; number * CHUNK_BYTES < sizeBytes; number++) {
    // With the head each time: the file may be sealed while it is read.
    const row = await db
      .selectFrom('file_chunks')
      .innerJoin('files', 'files.id', 'file_chunks.file_id')
      .select(['bytes', 'sealed_bytes', 'sealed_head'])
      .where('file_id', '=', reference)
      .where('number', '=', number)
      .executeTakeFirst()
    if (row?.bytes) yield row.bytes
    else if (row?.sealed_bytes && row.sealed_head) {
      opener ??= await chunkOpener(db, sealerOn(db), reference, row.sealed_head)
      yield opener.open(number, row.sealed_bytes)
    } else throw new Error('The file was erased while it was read.')
  }
}

/** Cuts whatever pieces a stream yields into chunks of the one size. */
async function* chunksOf(source: AsyncIterable<unknown> | Iterable<unknown>) {
  let waiting: Buffer[] = []
  let waitingBytes = 0
  for await (const piece of source) {
    waiting.push(bytesOf(piece))
    waitingBytes += waiting.at(-1)?.length ?? 0
    if (waitingBytes < CHUNK_BYTES) continue
    const joined = Buffer.concat(waiting)
    const wholeBytes = joined.length - (joined.length % CHUNK_BYTES)
    for (let at = 0; at < wholeBytes; at += CHUNK_BYTES) {
      yield joined.subarray(at, at + CHUNK_BYTES)
    }
    waiting = [joined.subarray(wholeBytes)]
    waitingBytes = joined.length - wholeBytes
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting)
}

function bytesOf(piece: unknown): Buffer {
  if (piece instanceof Uint8Array) return Buffer.from(piece.buffer, piece.byteOffset, piece.length)
  if (typeof piece === 'string') return Buffer.from(piece)
  throw new PluginError('invalid', { message: 'A file is a stream of bytes, not of objects.' })
}

function tooLarge(limitBytes: number): PluginError {
  return new PluginError('invalid', { message: `The file is larger than ${limitBytes} bytes.` })
}

/** Of the integration, or of the one Channel: which of the two is for the operator to see. */
export function quotaUsedUp({
  integration,
  channelId,
  quota,
}: Pick<FileToStore, 'integration' | 'channelId' | 'quota'>): PluginError {
  const channel =
    channelId === undefined
      ? ''
      : `, or those of its Channel ${channelId} theirs of ${quota.channelBytes} bytes (channelFileQuotaBytes)`
  return new PluginError('operator', {
    message: `The files of "${integration}" would exceed their quota of ${quota.integrationBytes} bytes (fileQuotaBytes)${channel}. Erase some, or raise it.`,
  })
}
