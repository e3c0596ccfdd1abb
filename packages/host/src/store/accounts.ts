import { sql } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { AccountId, SocialHubChannelId } from './ids.ts'
import type { Session } from './onboarding-sessions.ts'

/** What the operator calls an Account, where it has a name. */
export async function accountLabel(db: Db, accountId: AccountId): Promise<string | undefined> {
  const row = await db
    .selectFrom('account_labels')
    .select('label')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.label
}

/** SocialHub's id of the Account that the operator calls so, in whatever case. */
export async function accountLabelled(db: Db, label: string): Promise<AccountId | undefined> {
  const row = await db
    .selectFrom('account_labels')
    .select('account_id')
    .where(sql`lower(label)`, '=', label.toLowerCase())
    .orderBy('account_id')
    .executeTakeFirst()
  return row?.account_id
}

/** What the operator calls an Account; null takes the name away. */
export async function setAccountLabel(
  db: Db,
  accountId: AccountId,
  label: string | null,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = { label: (await accountLabel(trx, accountId)) ?? null }
    if (before.label === label) return
    if (label === null) {
      await trx.deleteFrom('account_labels').where('account_id', '=', accountId).execute()
    } else {
      await trx
        .insertInto('account_labels')
        .values({ account_id: accountId, label })
        .onConflict((conflict) =>
          conflict.column('account_id').doUpdateSet({ label, updated_at: sql`now()` }),
        )
        .execute()
    }
    await writeAudit(trx, { action: 'account.labelled', accountId, before, after: { label } })
  })
}

/**
 * Records, with the Channel that it was for, that a Customer accepted the operator's terms. Nothing
 * is recorded where none were asked for.
 *
 * @param channel as SocialHub has confirmed it.
 */
export async function recordAcceptance(
  trx: Trx,
  { state, integration, now }: Session,
  channel: { readonly accountId: AccountId; readonly socialhubChannelId: SocialHubChannelId },
): Promise<void> {
  const { terms, errand } = state
  if (!terms?.accepted) return
  await trx
    .insertInto('terms_acceptances')
    .values({
      integration,
      account_id: channel.accountId,
      user_id: errand.kind === 'connect' ? null : (errand.userId ?? null),
      socialhub_channel_id: channel.socialhubChannelId,
      version: terms.version,
      url: terms.url,
      accepted_at: now,
    })
    .execute()
}
