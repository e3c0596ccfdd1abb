import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Database } from '../../src/store/database.ts'
import { printSchema } from './print.ts'
import { printTypes } from './types.ts'

const STORE = join(import.meta.dirname, '../../src/store')

/** The files that follow from the migrations, with what a migrated database says they must hold. */
export async function filesOfSchema(
  db: Kysely<Database>,
): Promise<readonly { readonly path: string; readonly text: string }[]> {
  return [
    { path: join(STORE, 'schema.sql'), text: await printSchema(db) },
    { path: join(STORE, 'tables.ts'), text: await printTypes(db) },
  ]
}
