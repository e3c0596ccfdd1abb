import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * What npm is told besides what the tutorial says: the registry, to ask nobody, and where to keep
 * things. Packages that it fetched once come from its own cache; but what "npm create" has run before
 * would be run again in the place of what was packed now, so that this part begins empty.
 */
export async function npmEnvironment(registry: string, home: string): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await run('npm', ['config', 'get', 'cache'], { cwd: homedir() })
  const fetched = join(stdout.trim(), '_cacache')
  const cache = join(home, 'npm')
  await mkdir(fetched, { recursive: true })
  await mkdir(cache)
  await symlink(fetched, join(cache, '_cacache'), 'junction')
  const ofRunners = /^(npm_|TAP|_TAPJS|NODE_OPTIONS|DATABASE_URL)/i
  const kept = Object.entries(process.env).filter(([name]) => !ofRunners.test(name))
  return {
    ...Object.fromEntries(kept),
    npm_config_registry: registry,
    npm_config_cache: cache,
    npm_config_prefer_offline: 'true',
    npm_config_yes: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}
