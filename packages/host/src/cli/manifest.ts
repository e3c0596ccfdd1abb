import type { Command } from 'commander'
import { publishManifest } from '../manifests/publish.ts'
import type { Integration } from '../plugins/integration.ts'
import { type CommandParts, type Given, reporting, withParts } from './command.ts'
import { CommandError } from './errors.ts'
import { readSecret } from './secret-input.ts'

/** `hubward manifest …` */
export function manifestCommands(program: Command): void {
  const manifest = program.command('manifest').description('look after Manifests')
  reporting(manifest.command('push'))
    .description(
      'publish an integration’s Manifest through a Custom Channel, whose Access Token is read from standard input; a host must be running at the public URL',
    )
    .argument('<integration>')
    .action((name: string, given: Given) => withParts(given, (parts) => push(parts, name)))
}

/** The integration that a person names. */
export async function integrationNamed(parts: CommandParts, name: string): Promise<Integration> {
  const { integrations } = await parts.load()
  const integration = integrations.get(name)
  if (integration) return integration
  throw new CommandError(`There is no integration "${name}"; "hubward plugins" lists them.`)
}

async function push(parts: CommandParts, name: string): Promise<void> {
  const integration = await integrationNamed(parts, name)
  const { manifestId } = await publishManifest(parts, integration, await readSecret('Access Token'))
  parts.say(`The Manifest ${manifestId} is published.`, { manifestId })
}
