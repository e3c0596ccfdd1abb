import { randomUUID } from 'node:crypto'
import type { PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import { accountSealer, NO_ACCOUNT } from './account-keys.ts'
import { actingOn } from './acting.ts'
import type { AuditAction } from './audit-actions.ts'
import { canonicalEntry, sha256 } from './audit-entry.ts'
import type { Trx } from './database.ts'

const DAY_MS = 86_400_000

/** What was changed. Never an Interactor's words or name, and never a secret. */
export interface Change {
  readonly action: AuditAction
  /** SocialHub's id; absent: the Channel's, or none. */
  readonly accountId?: string
  /** Our id of the Channel: its Account, integration and SocialHub's id of it are looked up. */
  readonly channelId?: string
  /** SocialHub's id of the Channel, where there is no row of it. */
  readonly channel?: string
  readonly integration?: string
  /** As it was and as it is, where that can be said; sealed under the Account's key. */
  readonly before?: PlainData
  readonly after?: PlainData
  /** Why, in a sentence. */
  readonly cause?: string
}

/**
 * Tells the audit log of a change, in the change's own transaction: both are committed or neither.
 *
 * This is the one way in. A store function that changes something calls it once; who acts comes with
 * the handle: hosts act by themselves, commands by `withContext`, and a page's request by
 * `{ ...context, db: actingAs(context.db, { kind: 'operator', name, subject }) }` handed to the same
 * function that the command calls. `listAudit` in `audit-reading.ts` reads it, `audit/verify.ts` proves it.
 *
 * It takes no lock before the commit, when the database gives the entry its place in its chain. So it can't
 * cover its own place with the key; it covers what the chain had come to before, and by that all before.
 */
export async function writeAudit(trx: Trx, change: Change): Promise<void> {
  const { actor, sealer, namesDays } = actingOn(trx)
  if (!sealer)
    throw new Error('The audit log can’t be sealed: open the sealer of this handle first.')
  const { at, seenSeq, seenHash, ...subject } = await subjectOf(trx, change)
  const id = randomUUID()
  const account = await accountSealer(trx, sealer, subject.chain)
  const seal = (part: 'who' | 'change', details: PlainData) =>
    account.seal('audit_details.sealed_details', `${id}:${part}`, details)
  const { kind, ...name } = actor
  const who = 'name' in name ? seal('who', { ...name }) : null
  const { before = null, after = null, cause = null } = change
  const changed = seal('change', { before, after, cause })
  const body = {
    ...subject,
    id,
    at,
    actor: kind,
    action: change.action,
    whoHash: who && sha256(who),
    namesUntil: who && new Date(at.getTime() + namesDays * DAY_MS),
    changeHash: sha256(changed),
    seen: { seq: Number(seenSeq), hash: seenHash },
  }
  const text = canonicalEntry(body)
  await trx
    .insertInto('audit_details')
    .values([
      { entry_id: id, part: 'change' as const, sealed_details: changed },
      ...(who ? [{ entry_id: id, part: 'who' as const, sealed_details: who }] : []),
    ])
    .execute()
  await trx
    .insertInto('audit_entries')
    .values({
      id,
      chain: body.chain,
      at,
      actor: kind,
      action: body.action,
      channel: body.channel,
      integration: body.integration,
      who_hash: body.whoHash,
      names_until: body.namesUntil,
      change_hash: body.changeHash,
      seen_seq: seenSeq,
      seen_hash: seenHash,
      hash: sha256(text),
      seal: sealer.hash('audit entry', text),
    })
    .execute()
}

interface AuditSubject {
  readonly chain: string
  readonly channel: string | null
  readonly integration: string | null
  /** By PostgreSQL's clock; to the millisecond, as what is hashed says it. */
  readonly at: Date
  /** What the chain has come to, of what is committed: 0 and empty where nothing is. */
  readonly seenSeq: string
  readonly seenHash: Buffer
}

async function subjectOf(
  trx: Trx,
  { accountId, channelId, channel, integration }: Change,
): Promise<AuditSubject> {
  const { rows } = await sql<AuditSubject>`
    select date_trunc('milliseconds', now()) as at, s.*,
      coalesce(l.seq, 0) as "seenSeq", coalesce(l.hash, '') as "seenHash"
    from (
      select coalesce(c.account_id, ${accountId ?? NO_ACCOUNT}) as chain,
        coalesce(c.socialhub_channel_id, ${channel ?? null}) as channel,
        coalesce(c.integration, ${integration ?? null}) as integration
      from (select) one left join channels c on c.id = ${channelId ?? null}
    ) s left join lateral (
      select seq, hash from audit_links where audit_links.chain = s.chain order by seq desc limit 1
    ) l on true`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL told no time.')
  return row
}

/**
 * Erases names of those who acted, whose time is over. The chains stay whole: they cover only the hash.
 * It begins with the names that are still there, not with every entry that ever had one.
 *
 * @returns how many were erased.
 */
export async function eraseAuditNames(trx: Trx): Promise<number> {
  const { numAffectedRows } = await sql`
    with named as materialized (select entry_id from audit_details where part = 'who')
    delete from audit_details d using named n join audit_entries e on e.id = n.entry_id
    where d.entry_id = n.entry_id and d.part = 'who' and e.names_until < now()`.execute(trx)
  return Number(numAffectedRows ?? 0)
}
