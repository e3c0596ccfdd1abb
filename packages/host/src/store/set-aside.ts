import { createHash } from 'node:crypto'
import type { SetAside } from '@hubward/plugin'
import { sql } from 'kysely'
import type { Days } from '../own-days.ts'
import type { Db } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'
import { jsonText } from './jsonb.ts'
import { daysOf } from './retention-days.ts'

const REASON_LIMIT = 500
/** No Channel remembers more items: what is beyond stands in the log. */
const MOST = 1_000

/** Remembers items that a plugin could not read: each once, however often it is met. */
export async function noteSetAside(
  db: Db,
  channelId: ChannelId,
  call: string,
  items: readonly SetAside[],
): Promise<void> {
  const rows = new Map(
    items.map(({ id, reason }) => {
      const hash = createHash('sha256')
        .update(`${call} ${id ?? `: ${reason}`}`)
        .digest('base64')
      return [hash, { hash, reason: reason.slice(0, REASON_LIMIT) }]
    }),
  )
  await sql`
    insert into set_aside (channel_id, item_hash, call, reason)
    select c.id, decode(m.hash, 'base64'), ${call}, m.reason
    from channels c, jsonb_to_recordset(${jsonText([...rows.values()])}::jsonb) as m (hash text, reason text)
    where c.id = ${channelId}
      and ((select count(*) from set_aside s where s.channel_id = c.id) < ${MOST}
        or exists (select from set_aside s where s.channel_id = c.id
          and s.item_hash = decode(m.hash, 'base64')))
    on conflict (channel_id, item_hash) do update
      set reason = excluded.reason, last_at = now()`.execute(db)
}

/** How much of a Channel's lists could not be read, by function and reason: the latest first. */
export interface SetAsideItems {
  readonly call: string
  readonly reason: string
  /** Different items. */
  readonly count: number
  readonly since: Date
  readonly lastAt: Date
}

/** @param channelId SocialHub's id. */
export async function setAsideOf(
  db: Db,
  channelId: SocialHubChannelId,
): Promise<readonly SetAsideItems[]> {
  const { rows } = await sql<SetAsideItems>`
    select s.call, s.reason, count(*)::int as count, min(s.since) as since, max(s.last_at) as "lastAt"
    from set_aside s join channels c on c.id = s.channel_id
    where c.socialhub_channel_id = ${channelId}
    group by s.call, s.reason order by max(s.last_at) desc limit 20`.execute(db)
  return rows
}

/** Kept no longer than messages are. */
export async function eraseSetAside(db: Db, days: Days): Promise<void> {
  await sql`
    delete from set_aside s using channels c where c.id = s.channel_id
      and s.last_at < now() - ${daysOf(days, 'c.account_id', 'c.integration')} * interval '1 day'`.execute(
    db,
  )
}
