import { sql } from 'kysely'
import type { Days } from '../own-days.ts'
import type { Db } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { daysOf } from './retention-days.ts'

const REASON_LIMIT = 500

/** What a plugin did wrong. */
export interface NewFault {
  /** Ours. */
  readonly channelId: ChannelId
  /** The function's name. */
  readonly call: string
  /** Its id and version. */
  readonly plugin: string
  readonly field?: string
  /** Without secrets. */
  readonly reason: string
}

/** Notes a fault. After a day without one, counting begins anew. */
export async function noteFault(db: Db, fault: NewFault): Promise<void> {
  const { channelId, call, plugin, field = null, reason } = fault
  await sql`
    insert into plugin_faults (channel_id, call, plugin, field, reason)
    select id, ${call}, ${plugin}, ${field}, ${reason.slice(0, REASON_LIMIT)}
    from channels where id = ${channelId}
    on conflict (channel_id, call) do update set
      plugin = excluded.plugin, field = excluded.field, reason = excluded.reason, last_at = now(),
      count = case when ${isOver()} then 1 else plugin_faults.count + 1 end,
      since = case when ${isOver()} then now() else plugin_faults.since end`.execute(db)
}

function isOver() {
  return sql<boolean>`plugin_faults.last_at < now() - interval '1 day'`
}

/** What a plugin last did wrong for a Channel, the newest first. */
export interface PluginFault {
  readonly call: string
  readonly plugin: string
  readonly field: string | null
  readonly reason: string
  readonly count: number
  readonly since: Date
  readonly lastAt: Date
}

/** @param channelId SocialHub's id. */
export async function faultsOf(
  db: Db,
  channelId: SocialHubChannelId,
): Promise<readonly PluginFault[]> {
  const { rows } = await sql<PluginFault>`
    select f.call, f.plugin, f.field, f.reason, f.count, f.since, f.last_at as "lastAt"
    from plugin_faults f join channels c on c.id = f.channel_id
    where c.socialhub_channel_id = ${channelId} order by f.last_at desc`.execute(db)
  return rows
}

/** A reason may repeat what a Network said: it is kept no longer than messages are. */
export async function eraseFaults(db: Db, days: Days): Promise<void> {
  await sql`
    delete from plugin_faults f using channels c where c.id = f.channel_id
      and f.last_at < now() - ${daysOf(days, 'c.account_id', 'c.integration')} * interval '1 day'`.execute(
    db,
  )
}
