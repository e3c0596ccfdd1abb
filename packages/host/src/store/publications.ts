import { ManifestUpdate } from '@hubward/socialhub'
import { sql } from 'kysely'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Sealer } from '../sealing/sealer.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import type { ManifestId, SocialHubChannelId } from './ids.ts'
import { jsonb } from './jsonb.ts'
import { findReusableManifest, type StoredManifest } from './manifests.ts'

/** One thing that promotion asks for, as it was found from outside. */
export const CheckResult = Type.Object({
  /** What was looked at; stays the same from release to release. */
  name: Type.String(),
  outcome: Type.Union([Type.Literal('pass'), Type.Literal('fail'), Type.Literal('unknown')]),
  /** What was found, in a sentence. */
  found: Type.String(),
  /** What to do about it; nothing where it passed. */
  mend: Type.Optional(Type.String()),
})
export type CheckResult = Type.Static<typeof CheckResult>

export const CheckResults = Type.Array(CheckResult)
export type CheckResults = Type.Static<typeof CheckResults>

/** What is kept of the way that an integration's Reusable Manifest went to SocialHub. */
export interface Publication {
  readonly manifest: StoredManifest
  /** The Custom Channel through which it was published. */
  readonly developer: {
    readonly channelId: SocialHubChannelId
    readonly accessToken: string
  } | null
  /** What SocialHub was last told, and when. */
  readonly pushed: { readonly manifest: ManifestUpdate; readonly at: Date } | null
  readonly checked: { readonly results: CheckResults; readonly at: Date } | null
}

export async function findPublication(
  db: Db,
  sealer: Sealer,
  integration: string,
): Promise<Publication | undefined> {
  const manifest = await findReusableManifest(db, sealer, integration)
  if (!manifest) return undefined
  const { id } = manifest
  const row = await db
    .selectFrom('manifests')
    .select([
      'sealed_developer_token as token',
      'developer_channel_id as channelId',
      'sealed_pushed as pushed',
      'pushed_at as pushedAt',
      'checked_at as checkedAt',
      'check_results as results',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const pushed = row.pushed && sealer.open('manifests.sealed_pushed', id, row.pushed)
  return {
    manifest,
    developer:
      row.token && row.channelId !== null
        ? {
            channelId: row.channelId,
            accessToken: String(sealer.open('manifests.sealed_developer_token', id, row.token)),
          }
        : null,
    // What an older release pushed in a shape that we don't know is as good as not pushed.
    pushed:
      row.pushedAt && Value.Check(ManifestUpdate, pushed)
        ? { manifest: pushed, at: row.pushedAt }
        : null,
    checked:
      row.checkedAt && Value.Check(CheckResults, row.results)
        ? { results: row.results, at: row.checkedAt }
        : null,
  }
}

export async function savePublication(
  trx: Trx,
  sealer: Sealer,
  id: string,
  published: {
    readonly manifestId: ManifestId
    readonly manifest: ManifestUpdate
    readonly developer: { readonly channelId: SocialHubChannelId; readonly accessToken: string }
  },
): Promise<void> {
  const { manifestId, manifest, developer } = published
  await savePushed(trx, sealer, id, manifest)
  await trx
    .updateTable('manifests')
    .set({
      manifest_id: manifestId,
      sealed_developer_token: sealer.seal(
        'manifests.sealed_developer_token',
        id,
        developer.accessToken,
      ),
      developer_channel_id: developer.channelId,
    })
    .where('id', '=', id)
    .execute()
}

/** What SocialHub has from now on. */
export async function savePushed(
  trx: Trx,
  sealer: Sealer,
  id: string,
  manifest: ManifestUpdate,
): Promise<void> {
  const plain = JSON.parse(JSON.stringify(manifest))
  const pushed = await trx
    .updateTable('manifests')
    .set({
      sealed_pushed: sealer.seal('manifests.sealed_pushed', id, plain),
      pushed_at: sql`now()`,
    })
    .where('id', '=', id)
    .returning(['integration', 'manifest_id as manifestId'])
    .executeTakeFirst()
  if (!pushed) return
  const { integration, manifestId } = pushed
  await writeAudit(trx, { action: 'manifest.pushed', integration, after: { manifestId } })
}

/** Whether it is this host's turn to look from outside: of several hosts, one does. */
export async function claimCheck(db: Db, id: string, everyMs: number): Promise<boolean> {
  const claimed = await db
    .updateTable('manifests')
    .set({ checked_at: sql`now()` })
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('checked_at', 'is', null),
        where('checked_at', '<', sql<Date>`now() - ${everyMs} * interval '1 ms'`),
      ]),
    )
    .returning('id')
    .executeTakeFirst()
  return claimed !== undefined
}

export async function saveCheck(db: Db, id: string, results: CheckResults): Promise<void> {
  await db
    .updateTable('manifests')
    .set({ checked_at: sql`now()`, check_results: jsonb(results) })
    .where('id', '=', id)
    .execute()
}
