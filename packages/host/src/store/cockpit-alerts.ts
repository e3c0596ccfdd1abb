import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Db } from './database.ts'

/** Something that the operator was told, or is about to be. */
export interface Alert {
  /** What it is about, with the generation of that. */
  readonly key: string
  readonly kind: string
  readonly at: Date
  /** Why, in an English sentence. */
  readonly cause: string
  /** How many of the same it stands for. */
  readonly count: number
  readonly integration: string | null
  /** SocialHub's id of the Channel, and its name. */
  readonly channelId: string | null
  readonly channel: string | null
  /** What became of it at each destination: due, sent or given-up. */
  readonly webhook: string | null
  readonly mail: string | null
  readonly acknowledgedAt: Date | null
}

/**
 * The latest first.
 *
 * @param page from 0.
 */
export async function listAlerts(
  db: Db,
  { size, page }: { readonly size: number; readonly page: number },
): Promise<{ readonly alerts: readonly Alert[]; readonly count: number }> {
  const { rows } = await sql<Alert & { all: number }>`
    select n.*, c.socialhub_channel_id as "channelId", c.name as channel, count(*) over ()::int as all
    from (
      select key, min(kind) as kind, min(created_at) as at, min(cause) as cause,
        max(count)::int as count, min(integration) as integration, min(channel_id) as channel_id,
        max(state) filter (where destination = 'webhook') as webhook,
        max(state) filter (where destination = 'mail') as mail,
        min(acknowledged_at) as "acknowledgedAt"
      from notices group by key
    ) n left join channels c on c.id = n.channel_id
    order by n.at desc, n.key limit ${size} offset ${page * size}`.execute(db)
  return { alerts: rows, count: rows[0]?.all ?? 0 }
}

/** Somebody has taken note of it. */
export async function acknowledgeAlert(db: Db, key: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ channelId: string | null; integration: string | null }>`
      update notices set acknowledged_at = now()
      where key = ${key} and acknowledged_at is null
      returning channel_id as "channelId", integration`.execute(trx)
    const [noted] = rows
    if (!noted) return
    const { channelId, integration } = noted
    await writeAudit(trx, {
      action: 'notice.acknowledged',
      ...(channelId !== null && { channelId }),
      ...(integration !== null && { integration }),
      after: { key },
    })
  })
}
