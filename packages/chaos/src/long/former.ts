import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { formerRelease } from '../../../host/test/fixtures/former-checkout.ts'
import type { FormerHost } from '../stage/world.ts'

/**
 * The last migration before the audit log, the ledger, and what is sealed under Accounts' keys: an update of
 * hosts that knows nothing of them goes through all three.
 */
const UP_TO = 27

/** The release that the hosts begin with; without a history there is none. */
export async function formerHost(
  folder: string,
): Promise<{ readonly host: FormerHost | undefined; readonly name: string }> {
  const into = join(folder, 'former')
  await rm(into, { recursive: true, force: true })
  const release = await formerRelease(UP_TO, into)
  if (release.missing) return { host: undefined, name: `none: ${release.missing}` }
  const packages = join(release.folder, 'packages')
  return {
    host: {
      module: pathToFileURL(join(packages, 'host/src/index.ts')).href,
      program: join(packages, 'host/src/main.ts'),
      finding: join(packages, 'host/test/fixtures/mailing-plugin.ts'),
    },
    name: release.name,
  }
}
