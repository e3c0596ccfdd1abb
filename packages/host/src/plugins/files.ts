import { PluginError, type PluginFiles } from '@hubward/plugin'
import type { Db } from '../store/database.ts'
import { type FileQuota, findFile, readFile, storeFile } from '../store/files.ts'
import type { ChannelId } from '../store/ids.ts'

/**
 * The files of one integration; those of others are not found.
 *
 * @param channelId whose files are put; undefined: nobody's in particular, or nobody knows yet.
 */
export function createPluginFiles(
  db: Db,
  integration: string,
  quota: FileQuota,
  channelId?: ChannelId,
): PluginFiles {
  return {
    put: (content, options) =>
      storeFile(db, content, {
        ...options,
        integration,
        quota,
        ...(channelId !== undefined && { channelId }),
      }),
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
