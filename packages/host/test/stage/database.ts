import { createHash } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@hubward/postgres'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { first } from '../../src/store/migrations/0001-first.ts'

/** A database of its own with the host's tables. */
export function createHostDatabase(): Promise<TestDatabase> {
  return createTestDatabase({
    name: 'host',
    version: createHash('sha256').update(first).digest('hex').slice(0, 12),
    prepare: async (url) => {
      const { db } = openDatabase(url, 2)
      await migrate(db)
      await db.destroy()
    },
  })
}
