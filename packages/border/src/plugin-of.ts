import type { DescribedPlugin } from './described-plugin.ts'
import type { Integration } from './integration.ts'

/** The plugin of a Channel. A turn is given only to Channels whose plugin this host loaded. */
export function pluginOf(
  { integrations }: { readonly integrations: ReadonlyMap<string, Integration> },
  { integration: name }: { readonly integration: string },
): DescribedPlugin {
  const integration = integrations.get(name)
  if (!integration) throw new Error(`The integration ${name} is not loaded.`)
  return integration.plugin
}
