import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import { changeState } from './channel-state.ts'
import type { Db, Trx } from './database.ts'
import { endTrouble, forgiveRefusals } from './grants.ts'
import { writeNotice } from './notices.ts'
import { ring } from './turns.ts'

/** Many Channels that were refused together. */
export interface Brake {
  readonly id: string
  readonly integration: string
  /** Empty: the whole integration. */
  readonly server: string
  readonly code: 'authentication' | 'operator'
  readonly cause: string
  /** How many Channels were refused when this was last counted. */
  readonly count: number
  readonly since: Date
}

export type BrakeCode = Brake['code']

/** The Channels of an integration, or those of one Network server among them. */
export interface BrakeGroup {
  readonly integration: string
  /** Empty: the whole integration. */
  readonly server: string
}

/** How many Channels of a group were refused lately, and how many have been well since a moment. */
export interface Evidence {
  readonly refused: number
  readonly well: number
}

export async function gatherEvidence(
  db: Db,
  { integration, server }: BrakeGroup,
  code: BrakeCode,
  since: Date,
  windowMs: number,
): Promise<Evidence> {
  const { rows } = await sql<Evidence>`
    select
      count(*) filter (
        where trouble = ${code} and trouble_at > now() - ${windowMs} * interval '1 ms')::int as refused,
      count(*) filter (
        where trouble is null and state = 'active' and heard_at >= ${since})::int as well
    from channels
    where integration = ${integration} and (${server} = '' or server = ${server})
      and (trouble = ${code} or heard_at >= ${since})`.execute(db)
  return rows[0] ?? { refused: 0, well: 0 }
}

/**
 * Puts a brake on, or counts anew for one that stands.
 *
 * @param asOf when those who were refused had been asked, at the earliest: what was refused before the
 *   group's last brake came off says nothing about now.
 * @returns whether it is new.
 */
export async function putBrakeOn(
  db: Db,
  { integration, server }: BrakeGroup,
  code: BrakeCode,
  cause: string,
  count: number,
  asOf: Date,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string; fresh: boolean }>`
      insert into brakes (integration, server, code, cause, count)
      select ${integration}, ${server}, ${code}, ${cause}, ${count}
      where not exists (select from brakes where integration = ${integration} and server = ${server}
        and code = ${code} and released_at > ${asOf})
      on conflict (integration, server, code) where released_at is null
      do update set count = greatest(brakes.count, excluded.count)
      returning id, xmax = 0 as fresh`.execute(trx)
    const [brake] = rows
    if (!brake?.fresh) return false
    await writeAudit(trx, {
      action: 'brake.on',
      integration,
      after: { server, code, refused: count },
      cause,
    })
    const kind = code === 'operator' ? 'app.refused' : 'brake.on'
    await writeNotice(trx, { kind, about: brake.id, cause, integration, count })
    return true
  })
}

/** For a brake that stands: the most that were refused at once. */
export async function countAnew(db: Db, { id }: Brake, refused: number): Promise<void> {
  await db
    .updateTable('brakes')
    .set({ count: sql`greatest(count, ${refused})` })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .where('count', '<', refused)
    .execute()
}

/** Brakes that hold a Channel of this integration and server. */
export async function standingBrakes(
  db: Db,
  group: { readonly integration?: string; readonly server?: string | null },
): Promise<readonly Brake[]> {
  return await db
    .selectFrom('brakes')
    .select(['id', 'integration', 'server', 'code', 'cause', 'count', 'since'])
    .where('released_at', 'is', null)
    .$if(group.integration !== undefined, (query) =>
      query.where('integration', '=', group.integration ?? ''),
    )
    .$if(group.server !== undefined, (query) =>
      query.where('server', 'in', ['', group.server ?? '']),
    )
    .orderBy('since')
    .execute()
}

/**
 * Takes brakes off because one of their Channels is well again, or hardly any is left. The others must
 * be refused anew, and again after the usual pause, before they end.
 *
 * @returns those that were taken off now.
 */
export async function releaseByRecovery(
  trx: Trx,
  integration: string,
  server: string | null,
  code: BrakeCode,
): Promise<readonly BrakeGroup[]> {
  const released = await trx
    .updateTable('brakes')
    .set({ released_at: sql`now()`, released_by: 'recovery' })
    .where('released_at', 'is', null)
    .where('integration', '=', integration)
    .where('server', 'in', ['', server ?? ''])
    .where('code', '=', code)
    .returning(['id', 'integration', 'server'])
    .execute()
  for (const { id, ...group } of released) {
    await writeNotice(trx, {
      kind: code === 'operator' ? 'app.accepted' : 'brake.off',
      about: id,
      cause: 'Channels that were refused work again.',
      integration,
    })
    await forgiveRefusals(trx, group, code)
    await writeAudit(trx, {
      action: 'brake.off',
      integration: group.integration,
      after: { server: group.server, code },
    })
  }
  return released
}

/**
 * Takes a brake off because a person confirmed that these grants have ended, and ends them: the
 * Channels that are refused at this moment. They count for no other brake.
 *
 * @returns how many Channels ended.
 */
export async function releaseByOperator(trx: Trx, brake: Brake): Promise<number> {
  await trx
    .updateTable('brakes')
    .set({ released_at: sql`now()`, released_by: 'operator' })
    .where('id', '=', brake.id)
    .where('released_at', 'is', null)
    .execute()
  await writeAudit(trx, {
    action: 'brake.released',
    integration: brake.integration,
    after: { server: brake.server, code: brake.code },
    cause: brake.cause,
  })
  if (brake.code === 'operator') return 0
  // The turns first, as everywhere, so that no turn that writes at this moment waits for us and we for it.
  const { rows } = await sql<{ id: string; tokenGeneration: number }>`
    select c.id, c.token_generation as "tokenGeneration"
    from turns t join channels c on c.id = t.channel_id
    where c.integration = ${brake.integration} and (${brake.server} = '' or c.server = ${brake.server})
      and c.trouble = 'authentication' and c.state = 'active'
    order by t.channel_id for update of t`.execute(trx)
  for (const channel of rows) {
    await ring(trx, channel.id, 'command')
    await changeState(trx, channel, 'grant refused', `${brake.cause} (confirmed by the operator)`)
  }
  await endTrouble(
    trx,
    rows.map(({ id }) => id),
  )
  return rows.length
}

/** How many Channels would end if this brake were released by the operator now. */
export async function refusedUnder(db: Db, { integration, server }: BrakeGroup): Promise<number> {
  const { rows } = await sql<{ refused: number }>`
    select count(*)::int as refused from channels
    where integration = ${integration} and (${server} = '' or server = ${server})
      and trouble = 'authentication' and state = 'active'`.execute(db)
  return rows[0]?.refused ?? 0
}
