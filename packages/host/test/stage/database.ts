import { createHash } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@hubward/postgres'
import { openDatabase } from '../../src/store/database.ts'
import { MIGRATIONS, migrate } from '../../src/store/migrate.ts'

/** A database of its own with the host's tables. */
export function createHostDatabase(): Promise<TestDatabase> {
  return createTestDatabase({
    name: 'host',
    version: createHash('sha256').update(JSON.stringify(MIGRATIONS)).digest('hex').slice(0, 12),
    prepare: async (url) => {
      const { db } = openDatabase(url, 2)
      await migrate(db)
      await db.destroy()
    },
  })
}
