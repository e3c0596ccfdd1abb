import type pg from 'pg'

/** What strangers could leave in the database. */
export interface Stored {
  readonly files: number
  readonly fileBytes: number
  /** Rows of each other table that grows by requests. */
  readonly rows: Readonly<Record<string, number>>
}

const TABLES = ['channels', 'interactions', 'plugin_store', 'pushes', 'onboarding_sessions']

export async function lookAtStored(pool: pg.Pool): Promise<Stored> {
  const counts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  const { rows } = await pool.query(
    `select (select count(*)::int from files) as files,
      (select coalesce(sum(size_bytes), 0)::float from files) as file_bytes, ${counts.join(', ')}`,
  )
  const { files, file_bytes: fileBytes, ...others } = rows[0]
  return { files, fileBytes, rows: others }
}

/** What was added between two looks. */
export function added(before: Stored, after: Stored): Stored {
  const rows = Object.entries(after.rows).map(
    ([table, count]) => [table, count - (before.rows[table] ?? 0)] as const,
  )
  return {
    files: after.files - before.files,
    fileBytes: after.fileBytes - before.fileBytes,
    rows: Object.fromEntries(rows.filter(([, count]) => count !== 0)),
  }
}
