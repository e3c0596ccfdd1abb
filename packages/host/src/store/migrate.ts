import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'
import { first } from './migrations/0001-first.ts'
import { grants } from './migrations/0002-grants.ts'
import { erasureFollowed } from './migrations/0003-erasure.ts'
import { customFollowed } from './migrations/0004-custom.ts'
import { manifestsFollowed } from './migrations/0005-manifests.ts'
import { notices } from './migrations/0006-notices.ts'
import { reconciliations } from './migrations/0007-reconciliations.ts'
import { pluginFaults } from './migrations/0008-plugin-faults.ts'
import { presence } from './migrations/0009-presence.ts'
import { channelMedia } from './migrations/0010-channel-media.ts'
import { peopleWait } from './migrations/0011-people-wait.ts'
import { resent } from './migrations/0012-resent.ts'
import { quietTurns } from './migrations/0013-quiet-turns.ts'
import { accountsApart } from './migrations/0014-accounts-apart.ts'
import { stagedFiles } from './migrations/0015-staged-files.ts'
import { comments } from './migrations/0016-comments.ts'
import { foreign } from './migrations/0017-foreign.ts'
import { listeners } from './migrations/0018-listeners.ts'
import { groups } from './migrations/0019-groups.ts'
import { fetchFailure } from './migrations/0020-fetch-failure.ts'
import { callBudgets } from './migrations/0021-call-budgets.ts'
import { tracing } from './migrations/0022-tracing.ts'
import { visitorMail } from './migrations/0023-visitor-mail.ts'
import { whoListens } from './migrations/0024-who-listens.ts'
import { toldTwice } from './migrations/0025-told-twice.ts'
import { tokenChecks } from './migrations/0026-token-checks.ts'
import { forgottenThreads } from './migrations/0027-forgotten-threads.ts'
import { audit } from './migrations/0028-audit.ts'
import { removedAccounts } from './migrations/0029-removed-accounts.ts'
import { operators } from './migrations/0030-operators.ts'
import { accountContacts } from './migrations/0031-account-contacts.ts'
import { notedAlerts } from './migrations/0032-noted-alerts.ts'
import { interactionsByTime } from './migrations/0033-interactions-by-time.ts'
import { auditHeads } from './migrations/0034-audit-heads.ts'
import { ledger, ledgerOfMessages, ledgerOfTicketActions } from './migrations/0035-ledger.ts'
import { sealedTexts } from './migrations/0036-sealed-texts.ts'
import { givenUpActions } from './migrations/0037-given-up-actions.ts'
import { givenUpInteractions } from './migrations/0040-given-up-interactions.ts'
import { sharedGrants } from './migrations/0041-shared-grants.ts'
import { sealedFiles } from './migrations/0042-sealed-files.ts'
import { unknownOutcome } from './migrations/0043-unknown-outcome.ts'

/** What each migration says, by its name, in the order in which they are applied. */
export const MIGRATIONS: Readonly<Record<string, string>> = {
  '0001-first': first,
  '0002-grants': grants,
  '0003-erasure': erasureFollowed,
  '0004-custom': customFollowed,
  '0005-manifests': manifestsFollowed,
  '0006-notices': notices,
  '0007-reconciliations': reconciliations,
  '0008-plugin-faults': pluginFaults,
  '0009-presence': presence,
  '0010-channel-media': channelMedia,
  '0011-people-wait': peopleWait,
  '0012-resent': resent,
  '0013-quiet-turns': quietTurns,
  '0014-accounts-apart': accountsApart,
  '0015-staged-files': stagedFiles,
  '0016-comments': comments,
  '0017-foreign': foreign,
  '0018-listeners': listeners,
  '0019-groups': groups,
  '0020-fetch-failure': fetchFailure,
  '0021-call-budgets': callBudgets,
  '0022-tracing': tracing,
  '0023-visitor-mail': visitorMail,
  '0024-who-listens': whoListens,
  '0025-told-twice': toldTwice,
  '0026-token-checks': tokenChecks,
  '0027-forgotten-threads': forgottenThreads,
  '0028-audit': audit,
  '0029-removed-accounts': removedAccounts,
  '0030-operators': operators,
  '0031-account-contacts': accountContacts,
  '0032-noted-alerts': notedAlerts,
  '0033-interactions-by-time': interactionsByTime,
  '0034-audit-heads': auditHeads,
  '0035-ledger': ledger,
  '0035-ledger-of-messages': ledgerOfMessages,
  '0035-ledger-of-ticket-actions': ledgerOfTicketActions,
  '0036-sealed-texts': sealedTexts,
  '0037-given-up-actions': givenUpActions,
  '0040-given-up-interactions': givenUpInteractions,
  '0041-shared-grants': sharedGrants,
  '0042-sealed-files': sealedFiles,
  '0043-unknown-outcome': unknownOutcome,
}

const migrations: Record<string, Migration> = Object.fromEntries(
  Object.entries(MIGRATIONS).map(([name, statements]) => [
    name,
    {
      up: async (db) => {
        await sql.raw(statements).execute(db)
      },
    },
  ]),
)

/**
 * Brings the tables up to date. kysely takes a lock first, so hosts that start together wait for the
 * one that came first. Each migration is a transaction of its own: together they would hold tables that
 * running hosts take in another order. One that fails is undone, those before it stay, and the host
 * that began it does not start.
 *
 * @returns the names of the migrations that were applied now.
 */
export async function migrate(db: Kysely<Database>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations, ...(await newerMigrations(db)) }) },
    allowUnorderedMigrations: true,
  })
  const applied: string[] = []
  for (;;) {
    const { error, results } = await migrator.migrateUp()
    if (error) throw error
    const [next] = results ?? []
    if (!next) return applied
    applied.push(next.migrationName)
  }
}

/**
 * What a newer host has applied: it only added, so an older host, which has to start beside it while
 * hosts are updated one after the other, goes on without knowing it.
 */
async function newerMigrations(db: Kysely<Database>): Promise<Record<string, Migration>> {
  const { rows: tables } = await sql`select to_regclass('kysely_migration') as known`.execute(db)
  const [table] = tables
  if (typeof table !== 'object' || table === null || !('known' in table) || !table.known) return {}
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const unknown = rows.filter(({ name }) => migrations[name] === undefined)
  return Object.fromEntries(unknown.map(({ name }) => [name, { up: async () => undefined }]))
}
