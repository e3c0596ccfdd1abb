import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'

const GUIDE = 'docs/guides/plugin-author.md'

/**
 * The guide for plugin authors, from where the tests run: `@hubward/plugin` carries it once it is
 * installed, and in Hubward's own repository it stands where it is written.
 */
export function guideFile(module = import.meta.url): string {
  const folder = join(createRequire(module).resolve('@hubward/plugin'), '../..')
  const carried = join(folder, GUIDE)
  return relative('.', existsSync(carried) ? carried : join(folder, '../..', GUIDE))
}
