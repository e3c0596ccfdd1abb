import { sql } from 'kysely'
import Value from 'typebox/value'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import { Secrets } from './manifests.ts'

/** A webhook's secret, without the secret. The first of a Manifest is the newest. */
export interface SecretUse {
  /** When it last verified a request, to the minute; null if never. */
  readonly verifiedAt: Date | null
}

/** Adds a secret: from now on it verifies, as do the older ones. */
export async function addSecret(
  trx: Trx,
  sealer: Sealer,
  manifest: string,
  secret: string,
): Promise<void> {
  const known = await lockSecrets(trx, sealer, manifest)
  const secrets = [secret, ...known.filter((one) => one !== secret)]
  await writeSecrets(trx, sealer, manifest, secrets)
  await tell(trx, manifest, 'webhook-secret.added', known.length, secrets.length)
}

/**
 * Keeps the newest secret alone.
 *
 * @returns how many were retired.
 */
export async function retireSecrets(trx: Trx, sealer: Sealer, manifest: string): Promise<number> {
  const [newest, ...older] = await lockSecrets(trx, sealer, manifest)
  if (newest === undefined || older.length === 0) return 0
  await writeSecrets(trx, sealer, manifest, [newest])
  await trx
    .deleteFrom('webhook_secret_uses')
    .where('manifest', '=', manifest)
    .where('secret_hash', '!=', hashOf(sealer, newest))
    .execute()
  await tell(trx, manifest, 'webhook-secret.retired', older.length + 1, 1)
  return older.length
}

/** How many secrets there were, and are. */
async function tell(
  trx: Trx,
  manifest: string,
  action: 'webhook-secret.added' | 'webhook-secret.retired',
  before: number,
  after: number,
): Promise<void> {
  const { integration } = await trx
    .selectFrom('manifests')
    .select('integration')
    .where('id', '=', manifest)
    .executeTakeFirstOrThrow()
  await writeAudit(trx, {
    action,
    integration,
    before: { secrets: before },
    after: { secrets: after },
  })
}

export async function secretUses(
  db: Db,
  sealer: Sealer,
  manifest: { readonly id: string; readonly secrets: readonly string[] },
): Promise<SecretUse[]> {
  const rows = await db
    .selectFrom('webhook_secret_uses')
    .select(['secret_hash', 'verified_at'])
    .where('manifest', '=', manifest.id)
    .execute()
  return manifest.secrets.map((secret) => {
    const hash = hashOf(sealer, secret)
    const row = rows.find(({ secret_hash: stored }) => stored.equals(hash))
    return { verifiedAt: row?.verified_at ?? null }
  })
}

export async function noteSecretUse(
  db: Db,
  sealer: Sealer,
  manifest: string,
  secret: string,
): Promise<void> {
  await db
    .insertInto('webhook_secret_uses')
    .values({ manifest, secret_hash: hashOf(sealer, secret) })
    .onConflict((conflict) =>
      conflict.columns(['manifest', 'secret_hash']).doUpdateSet({ verified_at: sql`now()` }),
    )
    .execute()
}

function hashOf(sealer: Sealer, secret: string): Buffer {
  return sealer.hash('webhook secret', secret)
}

async function lockSecrets(trx: Trx, sealer: Sealer, manifest: string): Promise<string[]> {
  const row = await trx
    .selectFrom('manifests')
    .select('sealed_secrets')
    .where('id', '=', manifest)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return Value.Parse(Secrets, sealer.open('manifests.sealed_secrets', manifest, row.sealed_secrets))
}

async function writeSecrets(
  trx: Trx,
  sealer: Sealer,
  manifest: string,
  secrets: readonly string[],
): Promise<void> {
  await trx
    .updateTable('manifests')
    .set({ sealed_secrets: sealer.seal('manifests.sealed_secrets', manifest, [...secrets]) })
    .where('id', '=', manifest)
    .execute()
}
