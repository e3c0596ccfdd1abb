import type { Config } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { grantToHosts } from '../store/host-role.ts'
import { migrate } from '../store/migrate.ts'

/** Migrates as the tables' owner, and grants to the role that hosts have, where these are two. */
export async function runMigrations(config: Config): Promise<void> {
  const { migrateDatabaseUrl, databaseUrl } = config
  const { db } = openDatabase(migrateDatabaseUrl ?? databaseUrl, 3)
  try {
    const applied = await migrate(db)
    const said = applied.length === 0 ? ['The database was up to date.'] : [...applied]
    const role = decodeURIComponent(new URL(databaseUrl).username)
    if (migrateDatabaseUrl !== undefined && (await grantToHosts(db, role))) {
      said.push(`The role "${role}" has what hosts need; to the audit log it can only add.`)
    }
    process.stdout.write(`${said.join('\n')}\n`)
  } finally {
    await db.destroy()
  }
}
