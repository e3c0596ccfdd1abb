import { relative } from 'node:path'

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
