import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'

/**
 * The guide for plugin authors, from where the tests run: `@hubward/plugin` carries it once it is
 * installed, and in Hubward's own repository it stands where it is written.
 */
export function guideFile(module = import.meta.url): string {
  const entry = createRequire(module).resolve('@hubward/plugin')
  const carried = join(entry, '../../docs/guides/plugin-author.md')
  return existsSync(carried) ? relative('.', carried) : 'docs/guides/plugin-author.md'
}
