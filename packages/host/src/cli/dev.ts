import { resolve } from 'node:path'
import { findPluginPackage } from '@hubward/border'
import { type Command, InvalidArgumentError } from 'commander'
import { CommandError, withClearErrors } from './errors.ts'

/** What is asked for on the command line. */
interface Given {
  readonly record?: boolean | string
  readonly fresh?: boolean
  readonly hostPort?: number
  readonly apiPort?: number
  readonly appPort?: number
}

/**
 * `hubward dev` is a package of its own: it brings a simulator and a PostgreSQL, which nobody needs
 * where a host runs for Customers.
 */
const PACKAGE = '@hubward/dev'

export function devCommand(command: Command): void {
  command
    .argument('[folder]', 'the plugin’s folder', '.')
    .description(
      'run a plugin on this computer while you write it: with SocialHub simulated, a database and a host; it is loaded anew when you save (needs the package @hubward/dev)',
    )
    .option(
      '--record [folder]',
      'write what the Network answers into this folder of the plugin, for its tests; secrets are masked (test/recorded if no folder is given)',
    )
    .option('--fresh', 'begin anew: forget the Channels and Tickets of earlier runs')
    .option('--host-port <port>', 'where Customers go (a free one at the first start)', port)
    .option('--api-port <port>', 'SocialHub’s API (likewise)', port)
    .option('--app-port <port>', 'SocialHub’s pages (likewise)', port)
    .action((folder: string, given: Given) =>
      withClearErrors(async () => {
        const path = resolve(folder)
        const { dev } = await devPackage(path)
        await dev(path, given)
      }),
    )
}

interface DevPackage {
  dev(folder: string, given: Given): Promise<void>
}

/** From the plugin's dependencies, the working directory's, or beside this package. */
async function devPackage(folder: string): Promise<DevPackage> {
  const found = await findPluginPackage(PACKAGE, [folder, process.cwd()], []).catch(() => undefined)
  if (!found) {
    throw new CommandError(
      `"hubward dev" needs the package ${PACKAGE}, which is not installed. Add it to your plugin: npm install --save-dev ${PACKAGE}`,
    )
  }
  const module: unknown = await import(found.entryUrl)
  if (isDevPackage(module)) return module
  throw new CommandError(
    `${PACKAGE} ${found.version ?? ''} and this release don’t fit together. Update both.`,
  )
}

function isDevPackage(module: unknown): module is DevPackage {
  return (
    typeof module === 'object' &&
    module !== null &&
    'dev' in module &&
    typeof module.dev === 'function'
  )
}

function port(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new InvalidArgumentError('A port is a number between 1 and 65535.')
}
