import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { destroyAccountKeys, holdAccountKeys } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import { jsonb } from './jsonb.ts'

/** A removal that is under way. */
export interface OpenRemoval {
  readonly id: string
  readonly accountId: string
  readonly begunAt: Date
  /** What was noted of each Channel that is gone. */
  readonly channels: readonly unknown[]
  /** Custom Channels that nobody had connected, and that are gone. */
  readonly unconnected: number
}

/**
 * Lets two removals of one Account begin and end one after the other, until the transaction ends. What
 * one has ended is visible to the other's next statement.
 */
export async function oneRemovalAtATime(trx: Trx, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`removal ${accountId}`}, 0))`.execute(
    trx,
  )
}

/** Begins a removal, or goes on with one that was interrupted. */
export async function beginRemoval(trx: Trx, accountId: string): Promise<OpenRemoval> {
  const { rows } = await sql<{ id: string }>`
    insert into account_removals (account_id) values (${accountId})
    on conflict (account_id) where record is null do nothing returning id`.execute(trx)
  if (rows.length > 0) await writeAudit(trx, { action: 'account.removal-begun', accountId })
  const removal = await openRemoval(trx, accountId)
  if (!removal) throw new Error('A removal that was begun is not there.')
  return removal
}

/** A removal that was begun and is not finished; undefined: there is none. */
export async function findOpenRemoval(
  db: Db,
  accountId: string,
): Promise<{ readonly begunAt: Date; readonly removed: number } | undefined> {
  const { rows } = await sql<{ begunAt: Date; removed: number }>`
    select begun_at as "begunAt", jsonb_array_length(channels) + unconnected as removed
    from account_removals where account_id = ${accountId} and record is null`.execute(db)
  return rows[0]
}

async function openRemoval(trx: Trx, accountId: string): Promise<OpenRemoval | undefined> {
  const row = await trx
    .selectFrom('account_removals')
    .select(['id', 'begun_at', 'channels', 'unconnected'])
    .where('account_id', '=', accountId)
    .where('record', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const channels = Array.isArray(row.channels) ? row.channels : []
  const { id, begun_at: begunAt, unconnected } = row
  return { id, accountId, begunAt, channels, unconnected }
}

/** Notes what became of a Channel, in the transaction that erases it. */
export async function noteRemoved(trx: Trx, removalId: string, channel: PlainData): Promise<void> {
  await sql`update account_removals set channels = channels || ${jsonb([channel])}
    where id = ${removalId}`.execute(trx)
}

/** Our ids of an Account's Channels. */
export async function channelsOfAccount(db: Db, accountId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('channels')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Our ids of the Manifests of an Account's Custom Channels that nobody has connected. */
export async function unconnectedOfAccount(db: Db, accountId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('unconnected_channels')
    .select('manifest')
    .where('account_id', '=', accountId)
    .execute()
  return rows.map(({ manifest }) => manifest)
}

/** Erases a Custom Channel that nobody has connected, with its Manifest, and notes that it is gone. */
export async function eraseUnconnected(
  trx: Trx,
  removalId: string,
  manifest: string,
): Promise<void> {
  const gone = await trx
    .deleteFrom('unconnected_channels')
    .where('manifest', '=', manifest)
    .returning(['account_id', 'socialhub_channel_id'])
    .executeTakeFirst()
  // Its Customer connected it in this moment: then it is a Channel like others, and keeps its Manifest.
  if (!gone) return
  const { integration } = await trx
    .deleteFrom('manifests')
    .where('id', '=', manifest)
    .returning('integration')
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('account_removals')
    .set({ unconnected: sql`unconnected + 1` })
    .where('id', '=', removalId)
    .execute()
  await writeAudit(trx, {
    action: 'channel.removed',
    accountId: gone.account_id,
    channel: gone.socialhub_channel_id,
    integration,
    cause: 'its Account was removed before anybody connected it',
  })
}

/**
 * Whether anything is stored of an Account that removing it would erase, or a removal is under way. Its
 * keys tell of all that was sealed since the last removal; entries of the audit log among it.
 */
export async function isAnythingLeft(db: Db, accountId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 where exists (select from channels where account_id = ${accountId})
      or exists (select from account_removals where account_id = ${accountId} and record is null)
      or exists (select from unconnected_channels where account_id = ${accountId})
      or exists (select from account_labels where account_id = ${accountId})
      or exists (select from account_contacts where account_id = ${accountId})
      or exists (select from account_keys
        where account_id = ${accountId} and sealed_key is not null)`.execute(db)
  return rows.length > 0
}

/** How many rows went, beside the Channels. */
export interface AccountErased {
  readonly labels: number
  readonly contacts: number
  readonly attempts: number
  readonly budgets: number
  readonly auditDetails: number
  readonly keys: number
}

/**
 * Erases what is left of an Account without Channels, and destroys its keys. The entries of its audit log
 * stay, without names and details; who removed it stands in the log that is of no Account.
 *
 * @param recordOf makes the record that is kept and handed over.
 * @returns whether it did: not where it has a Channel again, or a Custom Channel that nobody has
 *   connected yet; nor where somebody else, who removed it in the same moment, has finished.
 */
export async function finishRemoval(
  trx: Trx,
  sealer: Sealer,
  removal: OpenRemoval,
  recordOf: (erased: AccountErased, noted: OpenRemoval, endedAt: Date) => PlainData,
): Promise<'finished' | 'has Channels' | 'finished by somebody else'> {
  const { id, accountId } = removal
  await oneRemovalAtATime(trx, accountId)
  // Who adds a Channel in this moment is seen below, or waits and seals under another key.
  await holdAccountKeys(trx, accountId)
  const noted = await openRemoval(trx, accountId)
  if (noted?.id !== id) return 'finished by somebody else'
  if ((await channelsOfAccount(trx, accountId)).length > 0) return 'has Channels'
  if ((await unconnectedOfAccount(trx, accountId)).length > 0) return 'has Channels'
  const labels = await trx
    .deleteFrom('account_labels')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  const attempts = await trx
    .deleteFrom('channel_creations')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  const contacts = await trx
    .deleteFrom('account_contacts')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  const budgets = await trx
    .deleteFrom('call_budgets')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  await writeAudit(trx, { action: 'account.removed', accountId })
  await writeAudit(trx, {
    action: 'account.removed',
    after: { accountId, channels: noted.channels.length },
  })
  const { numAffectedRows: details } = await sql`
    delete from audit_details d using audit_entries e
    where e.id = d.entry_id and e.chain = ${accountId}`.execute(trx)
  const keys = await destroyAccountKeys(trx, sealer, accountId)
  const erased = {
    labels: Number(labels.numDeletedRows),
    contacts: Number(contacts.numDeletedRows),
    attempts: Number(attempts.numDeletedRows),
    budgets: Number(budgets.numDeletedRows),
    auditDetails: Number(details ?? 0),
    keys,
  }
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(trx)
  const record = recordOf(erased, noted, rows[0]?.now ?? removal.begunAt)
  await trx
    .updateTable('account_removals')
    .set({ record: jsonb(record) })
    .where('id', '=', id)
    .execute()
  return 'finished'
}

/** The record of the last removal that was finished, if there was one. */
export async function findRecord(db: Db, accountId: string): Promise<unknown> {
  const row = await db
    .selectFrom('account_removals')
    .select('record')
    .where('account_id', '=', accountId)
    .where('record', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.record
}

/** The integrations of an Account, with how many Channels each has. */
export async function integrationsOfAccount(
  db: Db,
  accountId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('channels')
    .select((select) => ['integration', select.fn.countAll<string>().as('count')])
    .where('account_id', '=', accountId)
    .groupBy('integration')
    .orderBy('integration')
    .execute()
  return new Map(rows.map(({ integration, count }) => [integration, Number(count)]))
}
