import type { Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Session } from './onboarding.ts'

/**
 * Records, with the Channel that it was for, that a Customer accepted the operator's terms. Nothing
 * is recorded where none were asked for.
 *
 * @param channel as SocialHub has confirmed it.
 */
export async function recordAcceptance(
  trx: Transaction<Database>,
  { state, integration, now }: Session,
  channel: { readonly accountId: string; readonly socialhubChannelId: string },
): Promise<void> {
  const { terms, userId } = state
  if (!terms?.accepted) return
  await trx
    .insertInto('terms_acceptances')
    .values({
      integration,
      account_id: channel.accountId,
      user_id: userId ?? null,
      socialhub_channel_id: channel.socialhubChannelId,
      version: terms.version,
      url: terms.url,
      accepted_at: now,
    })
    .execute()
}
