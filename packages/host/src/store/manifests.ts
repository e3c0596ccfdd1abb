import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { ManifestId } from './ids.ts'

/** The secrets of one webhook, newest first: during a rotation the older one still verifies. */
export const Secrets = Type.Array(Type.String({ minLength: 32, maxLength: 512 }), { minItems: 1 })

/** A Manifest of ours, with what its webhook needs. */
export interface StoredManifest {
  readonly id: string
  readonly integration: string
  readonly kind: 'reusable' | 'custom'
  /** SocialHub's id, once it is known. */
  readonly manifestId: ManifestId | null
  /** Since when it is known to be Reusable. */
  readonly promotedAt: Date | null
  /** The name that the SocialHub Team gave it, where we were told. */
  readonly promotedName: string | null
  /** Where the host was reachable when the Manifest was promoted. */
  readonly publicUrl: string | null
  /** Stands in the webhook's URL, and can't be guessed. */
  readonly reference: string
  readonly secrets: readonly string[]
}

const columns = [
  'id',
  'integration',
  'kind',
  'manifest_id',
  'promoted_at',
  'promoted_name',
  'public_url',
  'sealed_reference',
  'sealed_secrets',
] as const

interface Row {
  id: string
  integration: string
  kind: 'reusable' | 'custom'
  manifest_id: string | null
  promoted_at: Date | null
  promoted_name: string | null
  public_url: string | null
  sealed_reference: Buffer
  sealed_secrets: Buffer
}

function read(sealer: Sealer, row: Row): StoredManifest {
  return {
    id: row.id,
    integration: row.integration,
    kind: row.kind,
    manifestId: row.manifest_id,
    promotedAt: row.promoted_at,
    promotedName: row.promoted_name,
    publicUrl: row.public_url,
    reference: Value.Parse(
      Type.String(),
      sealer.open('manifests.sealed_reference', row.id, row.sealed_reference),
    ),
    secrets: Value.Parse(
      Secrets,
      sealer.open('manifests.sealed_secrets', row.id, row.sealed_secrets),
    ),
  }
}

/** What onboarding needs to know of an integration's Reusable Manifest. */
export function reusableManifest(
  db: Db,
  integration: string,
): Promise<{ id: string; manifestId: ManifestId | null; promotedName: string | null } | undefined> {
  return db
    .selectFrom('manifests')
    .select(['id', 'manifest_id as manifestId', 'promoted_name as promotedName'])
    .where('integration', '=', integration)
    .where('kind', '=', 'reusable')
    .executeTakeFirst()
}

/** The integration's Reusable Manifest, promoted or on its way there. */
export async function findReusableManifest(
  db: Db,
  sealer: Sealer,
  integration: string,
): Promise<StoredManifest | undefined> {
  const row = await db
    .selectFrom('manifests')
    .select(columns)
    .where('integration', '=', integration)
    .where('kind', '=', 'reusable')
    .executeTakeFirst()
  return row && read(sealer, row)
}

/**
 * The integration's Reusable Manifest, with a reference and a secret made at the first call: both are
 * committed before SocialHub is told of them, since its test request arrives during that call.
 */
export async function prepareReusableManifest(
  trx: Trx,
  sealer: Sealer,
  integration: string,
): Promise<StoredManifest> {
  const known = await findReusableManifest(trx, sealer, integration)
  return known ?? insertManifest(trx, sealer, integration, 'reusable')
}

/** A Manifest with a new reference and secret. A Custom Channel has one of its own. */
export async function insertManifest(
  trx: Trx,
  sealer: Sealer,
  integration: string,
  kind: StoredManifest['kind'],
): Promise<StoredManifest> {
  const id = randomUUID()
  const reference = randomBytes(24).toString('base64url')
  const secret = randomBytes(32).toString('hex')
  const inserted = await trx
    .insertInto('manifests')
    .values({
      id,
      integration,
      kind,
      reference_hash: sealer.hash('webhook reference', reference),
      sealed_reference: sealer.seal('manifests.sealed_reference', id, reference),
      sealed_secrets: sealer.seal('manifests.sealed_secrets', id, [secret]),
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
  return read(sealer, inserted)
}

/** @param id our id of it. */
export async function findManifest(
  db: Db,
  sealer: Sealer,
  id: string,
): Promise<StoredManifest | undefined> {
  const row = await db
    .selectFrom('manifests')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && read(sealer, row)
}

export async function findManifestByReference(
  db: Db,
  sealer: Sealer,
  reference: string,
): Promise<StoredManifest | undefined> {
  const [manifest] = await findManifestsByReference(db, sealer, [reference])
  return manifest
}

/** In the order given; undefined where there is no such reference. */
export async function findManifestsByReference(
  db: Db,
  sealer: Sealer,
  references: readonly string[],
): Promise<readonly (StoredManifest | undefined)[]> {
  const hashes = references.map((reference) => sealer.hash('webhook reference', reference))
  const rows = await db
    .selectFrom('manifests')
    .select([...columns, 'reference_hash'])
    .where('reference_hash', 'in', hashes)
    .execute()
  const found = new Map(rows.map((row) => [row.reference_hash.toString('hex'), read(sealer, row)]))
  return hashes.map((hash) => found.get(hash.toString('hex')))
}

export async function setManifestId(trx: Trx, id: string, manifestId: ManifestId): Promise<void> {
  await trx.updateTable('manifests').set({ manifest_id: manifestId }).where('id', '=', id).execute()
}

/**
 * From now on its URLs can't change. Noted twice, the first time stays.
 *
 * @param promotedName null where SocialHub did not say.
 */
export async function setPromoted(
  trx: Trx,
  id: string,
  promotedName: string | null,
  publicUrl: string,
): Promise<void> {
  const { integration, promoted_at: known } = await trx
    .selectFrom('manifests')
    .select(['integration', 'promoted_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (!known) {
    await writeAudit(trx, {
      action: 'manifest.promoted',
      integration,
      after: { promotedName, publicUrl },
    })
  }
  await trx
    .updateTable('manifests')
    .set({
      promoted_at: sql`coalesce(promoted_at, now())`,
      promoted_name: sql`coalesce(${promotedName}, promoted_name)`,
      public_url: sql`coalesce(public_url, ${publicUrl})`,
    })
    .where('id', '=', id)
    .execute()
}

/** What the SocialHub Team has promoted, for which URLs can't change any more. */
export function promotedManifests(
  db: Db,
): Promise<{ integration: string; publicUrl: string | null }[]> {
  return db
    .selectFrom('manifests')
    .select(['integration', 'public_url as publicUrl'])
    .where('promoted_at', 'is not', null)
    .execute()
}
