import { type PlainData, PluginError, type PluginStore } from '@hubward/plugin'
import { sql } from 'kysely'
import type { AccountSealer } from '../sealing/account-sealer.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, openOne } from './account-keys.ts'
import type { Db, Trx } from './database.ts'
import type { ChannelId, InteractorId } from './ids.ts'

const PLACE = 'plugin_store.sealed_value'
const KEY_LIMIT = 256
const VALUE_LIMIT_BYTES = 65_536
const LIST_LIMIT = 1_000

/** Stands where a Channel's id would, for the store of an integration as a whole. */
const NO_CHANNEL = '0'

/**
 * Sealed key-value storage for a plugin. A value is sealed for its integration, Channel and key, so
 * that none of them can be read in another's place.
 */
export function createPluginStore(
  db: Db,
  sealer: Sealer,
  integration: string,
  channelId: ChannelId = NO_CHANNEL,
): PluginStore {
  const placeOf = (key: string) => `${integration}/${channelId}/${key}`
  const opened = async (row: { key: string; version: string; sealed_value: Buffer }) => ({
    value: await openOne(db, sealer, PLACE, placeOf(row.key), row.sealed_value),
    version: Number(row.version),
  })
  const rows = () =>
    db
      .selectFrom('plugin_store')
      .select(['key', 'version', 'sealed_value'])
      .where('integration', '=', integration)
      .where('channel_id', '=', channelId)

  return {
    async get(key) {
      const row = await rows().where('key', '=', checkedKey(key)).executeTakeFirst()
      return row && opened(row)
    },

    async set(key, value, expectedVersion, options) {
      const entry = { integration, channel_id: channelId, key: checkedKey(key) }
      const data = channelId === NO_CHANNEL ? sealer : await channelSealer(db, sealer, channelId)
      const sealed_value = sealed(data, placeOf(key), value)
      const person =
        options?.about === undefined ? {} : { person_hash: personHash(sealer, options.about) }
      if (expectedVersion !== undefined && expectedVersion > 0) {
        const row = await db
          .updateTable('plugin_store')
          .set({ sealed_value, ...person, version: sql`version + 1`, updated_at: sql`now()` })
          .where((where) => where.and(entry))
          .where('version', '=', String(expectedVersion))
          .returning('version')
          .executeTakeFirst()
        return row && Number(row.version)
      }
      const row = await db
        .insertInto('plugin_store')
        .values({ ...entry, ...person, sealed_value })
        .onConflict((conflict) => {
          const taken = conflict.columns(['integration', 'channel_id', 'key'])
          return expectedVersion === 0
            ? taken.doNothing()
            : taken.doUpdateSet({
                sealed_value,
                ...person,
                version: sql`plugin_store.version + 1`,
                updated_at: sql`now()`,
              })
        })
        .returning('version')
        .executeTakeFirst()
      return row && Number(row.version)
    },

    async delete(key) {
      await db
        .deleteFrom('plugin_store')
        .where('integration', '=', integration)
        .where('channel_id', '=', channelId)
        .where('key', '=', checkedKey(key))
        .execute()
    },

    async list(prefix) {
      const found = await rows()
        .where(sql<boolean>`starts_with(key, ${checkedKey(prefix)})`)
        .orderBy(sql`key collate "C"`)
        .limit(LIST_LIMIT)
        .execute()
      return await Promise.all(found.map(async (row) => ({ key: row.key, ...(await opened(row)) })))
    },
  }
}

/** Erases what a plugin kept for one Channel. */
export async function eraseChannelStore(trx: Trx, channelId: ChannelId): Promise<void> {
  await trx.deleteFrom('plugin_store').where('channel_id', '=', channelId).execute()
}

/** What is stored of a person carries this, so that it is found without being readable. */
export function personHash(sealer: Sealer, interactorId: InteractorId): Buffer {
  return sealer.hash('interactor', interactorId)
}

function checkedKey(key: string): string {
  if (typeof key === 'string' && key.length <= KEY_LIMIT && !key.includes('\0')) return key
  throw new PluginError('invalid', {
    message: `A key of the store is text of at most ${KEY_LIMIT} characters, without NUL.`,
  })
}

function sealed(sealer: AccountSealer, place: string, value: PlainData): Buffer {
  const sizeBytes = Buffer.byteLength(JSON.stringify(value) ?? '')
  if (sizeBytes > 0 && sizeBytes <= VALUE_LIMIT_BYTES) {
    return sealer.seal(PLACE, place, value)
  }
  throw new PluginError('invalid', {
    message: `A value in the store is plain data of at most ${VALUE_LIMIT_BYTES} bytes as JSON.`,
  })
}
