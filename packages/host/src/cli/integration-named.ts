import type { Integration } from '@hubward/border'
import type { CommandParts } from './command.ts'
import { CommandError } from './errors.ts'

/** The integration that a person names. */
export async function integrationNamed(parts: CommandParts, name: string): Promise<Integration> {
  const { integrations } = await parts.load()
  const integration = integrations.get(name)
  if (integration) return integration
  throw new CommandError(`There is no integration "${name}"; "hubward plugins" lists them.`)
}
