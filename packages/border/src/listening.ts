import { type PlainData, PluginError } from '@hubward/plugin'
import { NotPlain, plainCopy } from './plain-copy.ts'

/** What `append` takes in one call. */
const ENTRIES_LIMIT = 100
const ENTRY_LIMIT_BYTES = 65_536

/**
 * What a plugin that listens would append, as plain data.
 *
 * @throws PluginError `invalid`, which says which entry is none.
 */
export function checkedEntries(entries: unknown): readonly PlainData[] {
  if (!Array.isArray(entries) || entries.length > ENTRIES_LIMIT) {
    throw refused(`append takes a list of at most ${ENTRIES_LIMIT} entries`)
  }
  return entries.map((entry: unknown, index) => {
    const copy = plain(entry, index)
    const bytes = Buffer.byteLength(JSON.stringify(copy))
    if (bytes <= ENTRY_LIMIT_BYTES) return copy
    throw refused(`entry ${index} has ${bytes} bytes as JSON; ${ENTRY_LIMIT_BYTES} are allowed`)
  })
}

function plain(entry: unknown, index: number): PlainData {
  try {
    return plainCopy(entry)
  } catch (error) {
    if (error instanceof NotPlain)
      throw refused(`entry ${index} is no plain data: ${error.message}`)
    throw error
  }
}

function refused(message: string): PluginError {
  return new PluginError('invalid', { message, effect: 'none' })
}
