import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import { keysAtHand } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import { eraseMedia } from './channel-media.ts'
import type { Db, Trx } from './database.ts'
import { eraseFiles } from './erased-files.ts'
import { filesNamedIn } from './file-type.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { eraseChannelStore } from './plugin-store.ts'
import { prove } from './proof.ts'
import { openEntries } from './pushes.ts'

/** What is left of a Channel that was removed. */
export interface Tombstone {
  readonly integration: string
  readonly createdTime: string
  readonly removedTime: string
  readonly interactions: number
  readonly ticketActions: number
  readonly files: number
}

/**
 * Erases a Channel and everything that was stored of it, and leaves counts and dates. To be called by
 * whoever holds its turn.
 */
export async function eraseChannel(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
): Promise<Tombstone> {
  const channel = await trx
    .selectFrom('channels')
    .innerJoin('manifests', 'manifests.id', 'channels.manifest')
    .select([
      'channels.integration',
      'channels.manifest',
      'channels.account_id',
      'channels.network_id',
      'channels.ended_network_id',
      'channels.socialhub_channel_id',
      'channels.created_at',
      'manifests.kind',
    ])
    .where('channels.id', '=', channelId)
    .executeTakeFirstOrThrow()
  const { integration, manifest, socialhub_channel_id } = channel
  const references = await filesOf(trx, sealer, integration, channelId)
  const files = await eraseFiles(trx, integration, references)
  await sql`update files set channel_id = null, network_item_id = null where channel_id = ${channelId}`.execute(
    trx,
  )
  await eraseMedia(trx, channelId)
  const counted = await countsOf(trx, channelId)
  const [proof] = await prove(trx, { channelIds: [channelId], since: null })
  await eraseChannelStore(trx, channelId)
  await trx
    .deleteFrom('channel_creations')
    .where('manifest', '=', manifest)
    .where('account_id', 'in', [channel.account_id, ''])
    .where('network_id', '=', channel.network_id ?? channel.ended_network_id)
    .execute()
  await trx
    .deleteFrom('unclaimed_events')
    .where('socialhub_channel_id', '=', socialhub_channel_id)
    .execute()
  await trx.deleteFrom('notices').where('channel_id', '=', channelId).execute()
  const { interactions, ticket_actions: ticketActions } = counted
  await writeAudit(trx, {
    action: 'channel.removed',
    channelId,
    after: { interactions: Number(interactions), ticketActions: Number(ticketActions), files },
  })
  await trx.deleteFrom('channels').where('id', '=', channelId).execute()
  if (channel.kind === 'custom') await eraseManifest(trx, manifest)
  const stone = await trx
    .insertInto('removed_channels')
    .values({
      integration,
      channel_hash: channelHash(sealer, socialhub_channel_id),
      channel_created_at: channel.created_at,
      interactions: counted.interactions,
      ticket_actions: counted.ticket_actions,
      files: String(files),
      unaccounted: String(proof?.unaccounted ?? 0),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return described(stone)
}

/** What is known of a Channel that was removed, by SocialHub's id. */
export async function findTombstone(
  db: Db,
  sealer: Sealer,
  socialhubChannelId: SocialHubChannelId,
): Promise<Tombstone | undefined> {
  const stone = await db
    .selectFrom('removed_channels')
    .selectAll()
    .where('channel_hash', '=', channelHash(sealer, socialhubChannelId))
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return stone && described(stone)
}

function described(stone: {
  integration: string
  channel_created_at: Date
  removed_at: Date
  interactions: string
  ticket_actions: string
  files: string
}): Tombstone {
  return {
    integration: stone.integration,
    createdTime: stone.channel_created_at.toISOString(),
    removedTime: stone.removed_at.toISOString(),
    interactions: Number(stone.interactions),
    ticketActions: Number(stone.ticket_actions),
    files: Number(stone.files),
  }
}

function channelHash(sealer: Sealer, socialhubChannelId: SocialHubChannelId): Buffer {
  return sealer.hash('removed channel', socialhubChannelId)
}

/** Files that messages show, and those that only the plugin's own notes name so far. */
async function filesOf(
  trx: Trx,
  sealer: Sealer,
  integration: string,
  channelId: ChannelId,
): Promise<readonly string[]> {
  const own = await trx
    .selectFrom('files')
    .select('id')
    .where('channel_id', '=', channelId)
    .where('erased_at', 'is', null)
    .execute()
  const kept = await trx
    .selectFrom('plugin_store')
    .select(['key', 'sealed_value'])
    .where('channel_id', '=', channelId)
    .execute()
  const pushes = await trx
    .selectFrom('pushes')
    .select(['entry', 'sealed_entry'])
    .where('channel_id', '=', channelId)
    .execute()
  await keysAtHand(
    trx,
    sealer,
    kept.map((row) => row.sealed_value),
  )
  const named = kept.flatMap(({ key, sealed_value }) =>
    filesNamedIn(
      sealer.open('plugin_store.sealed_value', `${integration}/${channelId}/${key}`, sealed_value),
    ),
  )
  return [
    ...new Set([
      ...own.map(({ id }) => id),
      ...named,
      ...filesNamedIn(await openEntries(trx, pushes)),
    ]),
  ]
}

async function countsOf(
  trx: Trx,
  channelId: ChannelId,
): Promise<{ interactions: string; ticket_actions: string }> {
  const { rows } = await sql<{ interactions: string; ticket_actions: string }>`
    select (select count(*) from interactions where channel_id = ${channelId}) as interactions,
      (select count(*) from ticket_actions where channel_id = ${channelId}) as ticket_actions`.execute(
    trx,
  )
  return rows[0] ?? { interactions: '0', ticket_actions: '0' }
}

/** A Custom Channel's Manifest is its own. */
async function eraseManifest(trx: Trx, manifest: string): Promise<void> {
  await sql`
    delete from manifests where id = ${manifest}
      and not exists (select from channels where manifest = ${manifest})`.execute(trx)
}
