import { PluginError, type PluginFiles } from '@hubward/plugin'
import type { Kysely } from 'kysely'
import type { Database } from '../store/database.ts'
import { findFile, readFile, storeFile } from '../store/files.ts'

/** The files of one integration; those of others are not found. */
export function createPluginFiles(
  db: Kysely<Database>,
  integration: string,
  quotaBytes: number,
): PluginFiles {
  return {
    put: (content, options) => storeFile(db, content, { ...options, integration, quotaBytes }),
    async open(reference) {
      const file = await findFile(db, reference)
      if (!file || file.erased || file.integration !== integration) {
        throw new PluginError('not-found', {
          message: 'There is no such file, or it was erased.',
        })
      }
      return { stream: readFile(db, reference, file.sizeBytes), mimeType: file.mimeType }
    },
  }
}
