import { sql } from 'kysely'
import { accountKeyId } from '../sealing/account-prefix.ts'
import {
  asFileHead,
  createFileSealer,
  type FileHead,
  type FileSealer,
  makeFileHead,
} from '../sealing/file-sealer.ts'
import { SealError } from '../sealing/seal-error.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { Unopened } from '../sealing/unopened.ts'
import { channelSealer, keysAtHand } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { areFilesAllowed } from './key-register.ts'

// Each file has a key of its own, under which its chunks are sealed one by one. It stands with the name in
// `files.sealed_head`, sealed under the key of the Account; under the operator's, while nobody knows whose the
// file is. Rows of before, and of a time when an older host is there, hold name and bytes as they are.

const PLACE = 'files.sealed_head'
/** Rows of files, which are small. */
const HEADS = 100
/** Chunks: 2 MiB of them. */
const CHUNKS = 8

/** What a file is stored with. */
export interface NewHead {
  readonly sealedHead: Buffer
  readonly chunks: FileSealer
}

/**
 * Makes the key of a file.
 *
 * @returns undefined while a host is there that could not open it.
 */
export async function newHead(
  db: Db,
  sealer: Sealer,
  file: { readonly id: string; readonly name: string; readonly channelId?: ChannelId },
): Promise<NewHead | undefined> {
  if (!(await areFilesAllowed(db))) return undefined
  const head = makeFileHead(file.name)
  const sealedHead = await sealHead(db, sealer, file.id, head, file.channelId)
  return { sealedHead, chunks: createFileSealer(file.id, head) }
}

async function sealHead(
  db: Db,
  sealer: Sealer,
  id: string,
  head: FileHead,
  channelId: ChannelId | undefined,
): Promise<Buffer> {
  const data = channelId === undefined ? sealer : await channelSealer(db, sealer, channelId)
  return data.seal(PLACE, id, { ...head })
}

/** @throws SealError */
export async function openHead(
  db: Db,
  sealer: Sealer,
  id: string,
  sealedHead: Buffer,
): Promise<FileHead> {
  await keysAtHand(db, sealer, [sealedHead])
  return asFileHead(sealer.open(PLACE, id, sealedHead))
}

/** What opens the chunks of a file. */
export async function chunkOpener(
  db: Db,
  sealer: Sealer,
  id: string,
  sealedHead: Buffer,
): Promise<FileSealer> {
  return createFileSealer(id, await openHead(db, sealer, id, sealedHead))
}

/** Files that are a Channel's from now on: what was sealed under another's key, or the operator's, is sealed anew. */
export async function sealForChannel(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  files: readonly { readonly id: string; readonly sealedHead: Buffer | null }[],
): Promise<void> {
  const { accountKeyId: current } = await channelSealer(trx, sealer, channelId)
  for (const { id, sealedHead } of files) {
    if (!sealedHead || accountKeyId(sealedHead) === current) continue
    const head = await openHead(trx, sealer, id, sealedHead)
    await trx
      .updateTable('files')
      .set({ sealed_head: await sealHead(trx, sealer, id, head, channelId) })
      .where('id', '=', id)
      .execute()
  }
}

/**
 * Seals files that are stored as they are, as soon as it is known whose they are: first their heads, then
 * chunk by chunk. Several hosts may do it at once; each chunk tells whether it is sealed, so that a file can
 * be read in between.
 *
 * @returns how many rows were sealed.
 */
export async function sealOlderFiles(
  db: Db,
  sealer: Sealer,
  unopened: Unopened,
  isOver: () => boolean,
): Promise<number> {
  let sealed = 0
  /** Files that were told: they hold up no others. */
  const told = new Set<string>()
  const orTell = async (id: string, seal: () => Promise<number>): Promise<number> => {
    try {
      return await seal()
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      if (!told.has(id)) unopened(PLACE, id, error)
      told.add(id)
      return 0
    }
  }
  for (;;) {
    const before = told.size
    const heads = await sealHeads(db, sealer, told, orTell)
    const changed = heads + (await sealChunks(db, sealer, told, orTell))
    sealed += changed
    const isNothingLeft = changed === 0 && told.size === before
    if (isNothingLeft || isOver()) return sealed
  }
}

type OrTell = (id: string, seal: () => Promise<number>) => Promise<number>

async function sealHeads(
  db: Db,
  sealer: Sealer,
  told: ReadonlySet<string>,
  orTell: OrTell,
): Promise<number> {
  const files = await db
    .selectFrom('files')
    .select('id')
    .where('sealed_head', 'is', null)
    .where('erased_at', 'is', null)
    .where('complete', '=', true)
    .where('channel_id', 'is not', null)
    .where('id', '<>', sql<string>`all(${[...told]}::uuid[])`)
    .limit(HEADS)
    .execute()
  let sealed = 0
  for (const { id } of files) sealed += await orTell(id, () => sealOlderHead(db, sealer, id))
  return sealed
}

/** Held meanwhile: an Account that is removed in this moment must get no key any more. */
async function sealOlderHead(db: Db, sealer: Sealer, id: string): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const file = await trx
      .selectFrom('files')
      .select(['name', 'channel_id as channelId'])
      .where('id', '=', id)
      .where('sealed_head', 'is', null)
      .where('erased_at', 'is', null)
      .forNoKeyUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!file || file.channelId === null) return 0
    const head = await newHead(trx, sealer, { id, name: file.name, channelId: file.channelId })
    if (!head) return 0
    await trx
      .updateTable('files')
      .set({ sealed_head: head.sealedHead, name: '' })
      .where('id', '=', id)
      .execute()
    return 1
  })
}

async function sealChunks(
  db: Db,
  sealer: Sealer,
  told: ReadonlySet<string>,
  orTell: OrTell,
): Promise<number> {
  const { rows } = await sql<{ id: string; number: number; bytes: Buffer; sealedHead: Buffer }>`
    select c.file_id as id, c.number, c.bytes, f.sealed_head as "sealedHead"
    from file_chunks c join files f on f.id = c.file_id
    where c.bytes is not null and f.sealed_head is not null and f.id <> all(${[...told]}::uuid[])
    order by c.file_id, c.number limit ${CHUNKS}`.execute(db)
  let sealed = 0
  for (const { id, number, bytes, sealedHead } of rows) {
    sealed += await orTell(id, async () => {
      const opener = await chunkOpener(db, sealer, id, sealedHead)
      await db
        .updateTable('file_chunks')
        .set({ sealed_bytes: opener.seal(number, bytes), bytes: null })
        .where('file_id', '=', id)
        .where('number', '=', number)
        .execute()
      return 1
    })
  }
  return sealed
}
