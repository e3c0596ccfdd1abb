import type { Config } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'

export async function runMigrations(config: Config): Promise<void> {
  const { db } = openDatabase(config.databaseUrl, 3)
  try {
    const applied = await migrate(db)
    const said = applied.length === 0 ? 'The database was up to date.' : applied.join('\n')
    process.stdout.write(`${said}\n`)
  } finally {
    await db.destroy()
  }
}
