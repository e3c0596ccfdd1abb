import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import type { VisitorMailState } from '../delivery.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { keysAtHand } from './account-keys.ts'
import type { Db } from './database.ts'
import type { ChannelId, SocialHubChannelId } from './ids.ts'

/** How many mails of a Channel ended or stand so, the latest first. */
export interface CountedMails {
  readonly state: VisitorMailState
  /** Why, or what the mail server said. */
  readonly reason: string | null
  readonly count: number
  readonly lastAt: Date
}

/** @param channelId SocialHub's id. */
export async function mailsOfChannel(
  db: Db,
  channelId: SocialHubChannelId,
): Promise<readonly CountedMails[]> {
  const { rows } = await sql<CountedMails>`
    select m.state, m.reason, count(*)::int as count,
      max(coalesce(m.settled_at, m.created_at)) as "lastAt"
    from visitor_mails m join channels c on c.id = m.channel_id
    where c.socialhub_channel_id = ${channelId}
    group by m.state, m.reason order by max(coalesce(m.settled_at, m.created_at)) desc
    limit 20`.execute(db)
  return rows
}

/** What is stored of one person's mails in a Channel: what they say as long as it is kept. */
export async function mailsOfPerson(
  db: Db,
  sealer: Sealer,
  channelId: ChannelId,
  persons: readonly Buffer[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{
    id: string
    kind: string
    state: string
    reason: string | null
    createdTime: Date
    sealed: Buffer | null
  }>`
    select id, kind, state, reason, created_at as "createdTime", sealed_mail as sealed
    from visitor_mails where channel_id = ${channelId} and person_hashes && ${persons}::bytea[]
    order by created_at, id`.execute(db)
  await keysAtHand(
    db,
    sealer,
    rows.map(({ sealed }) => sealed),
  )
  return rows.map(({ id, sealed, ...mail }) => {
    const content: PlainData =
      sealed === null ? null : sealer.open('visitor_mails.sealed_mail', id, sealed)
    return { ...mail, content }
  })
}
