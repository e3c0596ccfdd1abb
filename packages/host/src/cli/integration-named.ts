import type { Integration } from '@hubward/border'
import type { CommandContext } from './command.ts'
import { CommandError } from './errors.ts'

/** The integration that a person names. */
export async function integrationNamed(
  context: CommandContext,
  name: string,
): Promise<Integration> {
  const { integrations } = await context.load()
  const integration = integrations.get(name)
  if (integration) return integration
  throw new CommandError(`There is no integration "${name}"; "hubward plugins" lists them.`)
}
