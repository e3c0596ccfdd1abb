// "pnpm schema": writes down anew what the migrations make of an empty database.
import { writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { openDatabase } from '../../src/store/database.ts'
import { createHostDatabase } from '../stage/database.ts'
import { filesOfSchema } from './generate.ts'

const { url, drop } = await createHostDatabase()
const { db } = openDatabase(url, 2)
try {
  for (const { path, text } of await filesOfSchema(db)) {
    await writeFile(path, text)
    console.log(`Wrote ${relative(process.cwd(), path)}.`)
  }
} finally {
  await db.destroy()
  await drop()
}
