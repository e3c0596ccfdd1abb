import { sql } from 'kysely'
import type { Db } from './database.ts'

// What the cockpit shows of integrations.

/** The names of those that have Channels. */
export async function integrationsInUse(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ integration: string }>`
    select distinct integration from channels
    union select m.integration from unconnected_channels u join manifests m on m.id = u.manifest
    order by integration`.execute(db)
  return rows.map(({ integration }) => integration)
}
