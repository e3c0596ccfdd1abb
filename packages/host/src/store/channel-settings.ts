import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, openOne } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId } from './ids.ts'
import { ring } from './turns.ts'

// Of a Channel's row: what people give it. Its settings, its unique name, its Access Token.

export async function updateChannelSettings(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  settings: PlainData,
): Promise<void> {
  await ring(trx, channelId, 'command')
  const { sealed_settings: former } = await trx
    .selectFrom('channels')
    .select('sealed_settings')
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  const before = await openOne(trx, sealer, 'channels.sealed_settings', channelId, former)
  const data = await channelSealer(trx, sealer, channelId)
  await trx
    .updateTable('channels')
    .set({ sealed_settings: data.seal('channels.sealed_settings', channelId, settings) })
    .where('id', '=', channelId)
    .execute()
  // By name alone: a value may be a secret.
  const after = { changed: namesOfChanged(before, settings) }
  await writeAudit(trx, { action: 'channel.settings-changed', channelId, after })
}

function namesOfChanged(before: PlainData, after: PlainData): string[] {
  const [former, present] = [before, after].map(
    (value) =>
      new Map(Object.entries(value ?? {}).map(([name, one]) => [name, JSON.stringify(one)])),
  )
  const names = new Set([...(former?.keys() ?? []), ...(present?.keys() ?? [])])
  return [...names].filter((name) => former?.get(name) !== present?.get(name)).toSorted()
}

/** Gives a connected Channel the Access Token that took the place of its former one. */
export async function storeNewToken(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  accessToken: string,
): Promise<number> {
  const data = await channelSealer(trx, sealer, channelId)
  const { token_generation } = await trx
    .updateTable('channels')
    .set({
      sealed_token: data.seal('channels.sealed_token', channelId, accessToken),
      token_generation: sql`token_generation + 1`,
      check_access: false,
      deliver_failures: 0,
      deliver_after: sql`'epoch'`,
    })
    .where('id', '=', channelId)
    .returning('token_generation')
    .executeTakeFirstOrThrow()
  await writeAudit(trx, { action: 'channel.token-given', channelId })
  return token_generation
}

/** @param uniqueName as SocialHub has it now. */
export async function setUniqueName(
  db: Db,
  channelId: ChannelId,
  uniqueName: string,
): Promise<void> {
  await db
    .updateTable('channels')
    .set({ unique_name: uniqueName })
    .where('id', '=', channelId)
    .execute()
}
