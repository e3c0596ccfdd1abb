import { relative } from 'node:path'

/** How long a plugin may take to be imported. */
const IMPORT_TIMEOUT_MS = 30_000

/**
 * Imports a module into this thread. One that waits for ever at its top level harms nobody but itself.
 */
export async function importInTime(url: string): Promise<{ readonly default?: unknown }> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no end after ${IMPORT_TIMEOUT_MS / 1_000} seconds`)),
      IMPORT_TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([import(url), late])
  } finally {
    clearTimeout(timer)
  }
}

/** What an error says while a plugin is loaded, and the file and line that it comes from. */
export function sayFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = placeOf(error)
  return `${error.name}: ${error.message}${place ? ` (${place})` : ''}`
}

function placeOf({ stack = '' }: Error): string | undefined {
  const [, file, line] = /(?:file:\/\/)?(\/[^\n:]+\.[cm]?[jt]s):(\d+)/.exec(stack) ?? []
  return file && `${relative(process.cwd(), file)}:${line}`
}
