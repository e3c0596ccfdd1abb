import { sql } from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import type { Db, Trx } from './database.ts'
import type { ManifestId, SocialHubChannelId } from './ids.ts'
import { setPromoted } from './manifests.ts'
import { writeNotice } from './notices.ts'

// Of a Manifest's row: a Custom Channel's own becomes the Reusable Manifest of its integration.

/** Our id of a Custom Channel's Manifest, as long as nobody has noticed that it was promoted. */
export async function customManifestId(
  db: Db,
  integration: string,
  manifestId: ManifestId,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('manifests')
    .select('id')
    .where('integration', '=', integration)
    .where('manifest_id', '=', manifestId)
    .where('kind', '=', 'custom')
    .where('promoted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Some that nobody has looked at for long; of several hosts, one gets each. */
export async function uncheckedCustoms(
  db: Db,
  integration: string,
  everyMs: number,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update manifests set checked_at = now() where id in (
      select id from manifests
      where integration = ${integration} and kind = 'custom' and manifest_id is not null
        and promoted_at is null
        and coalesce(checked_at, pushed_at) < now() - ${everyMs} * interval '1 ms'
      order by coalesce(checked_at, pushed_at)
      limit ${limit} for update skip locked)
    returning id`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Notes the promotion. The Manifest takes the place of one that was on its way to a promotion itself,
 * whose webhook goes on to verify; a Reusable Manifest that was promoted before, or has Channels,
 * keeps its place.
 *
 * @param promotion `name` as the SocialHub Team gave it, null where SocialHub did not say.
 * @returns undefined where somebody else has noted it meanwhile.
 */
export async function becomeReusable(
  trx: Trx,
  sealer: Sealer,
  id: string,
  promotion: {
    readonly name: string | null
    readonly publicUrl: string
    readonly accessToken: string
  },
): Promise<'reusable' | 'beside' | undefined> {
  const { rows } = await sql<{
    id: string
    integration: string
    kind: string
    promotedAt: Date | null
    used: boolean
    channel: string | null
  }>`
    select m.id, m.integration, m.kind, m.promoted_at as "promotedAt",
      exists (select from channels c where c.manifest = m.id) as used,
      coalesce(
        (select c.socialhub_channel_id from channels c where c.manifest = m.id limit 1),
        (select u.socialhub_channel_id from unconnected_channels u where u.manifest = m.id)
      ) as channel
    from manifests m
    where m.id = ${id} or (m.kind = 'reusable' and m.integration =
      (select integration from manifests where id = ${id}))
    order by m.id for update`.execute(trx)
  const own = rows.find((row) => row.id === id)
  if (own?.kind !== 'custom' || own.promotedAt) return undefined
  const { integration } = own
  const former = rows.find((row) => row.id !== id)
  await setPromoted(trx, id, promotion.name, promotion.publicUrl)
  const beside = former !== undefined && (former.promotedAt !== null || former.used)
  if (!beside) {
    if (former) {
      await trx
        .updateTable('manifests')
        .set({ kind: 'custom' })
        .where('id', '=', former.id)
        .execute()
    }
    const place = 'manifests.sealed_developer_token'
    await trx
      .updateTable('manifests')
      .set({
        kind: 'reusable',
        checked_at: null,
        sealed_developer_token: sealer.seal(place, id, promotion.accessToken),
        developer_channel_id: own.channel,
      })
      .where('id', '=', id)
      .execute()
  }
  await writeNotice(trx, {
    kind: beside ? 'manifest.promoted-twice' : 'manifest.promoted',
    about: id,
    cause: `SocialHub no longer shows the Manifest of the Custom Channel ${own.channel ?? ''}, and allows no change.`,
    integration,
  })
  return beside ? 'beside' : 'reusable'
}

/** The Channel through which a Manifest is looked at has a new Access Token. */
export async function renewDeveloperToken(
  trx: Trx,
  sealer: Sealer,
  socialhubChannelId: SocialHubChannelId,
  accessToken: string,
): Promise<void> {
  const row = await trx
    .selectFrom('manifests')
    .select('id')
    .where('developer_channel_id', '=', socialhubChannelId)
    .executeTakeFirst()
  if (!row) return
  await trx
    .updateTable('manifests')
    .set({
      sealed_developer_token: sealer.seal('manifests.sealed_developer_token', row.id, accessToken),
    })
    .where('id', '=', row.id)
    .execute()
}
