import {
  type Host,
  manifestChange,
  noteChanged,
  notePromotion,
  publishManifest,
  reusableManifest,
} from '@hubward/host'
import type { Simulator } from '@hubward/simulator'

/**
 * Publishes the Manifest of each integration through a Custom Channel, as an agency's developer
 * would, and has it promoted, as the SocialHub Team would. Where a declaration has changed since, the
 * Team changes the Manifest.
 *
 * @returns what was told to SocialHub now: for a change, the fields.
 */
export async function publishAll(
  { context }: Host,
  simulator: Simulator,
): Promise<{ readonly integration: string; readonly changed: readonly string[] }[]> {
  const told: { integration: string; changed: readonly string[] }[] = []
  for (const integration of context.integrations.values()) {
    const known = await reusableManifest(context.db, integration.name)
    if (known?.promotedName) {
      const change = await manifestChange(context, integration)
      if (!change) continue
      const { manifestId, manifest: changes } = change
      simulator.act.changeManifest({ manifestId, changes })
      await noteChanged(context, change)
      told.push({ integration: integration.name, changed: change.fields })
      continue
    }
    const { name } = integration.plugin
    const channel = simulator.act.createCustomChannel({
      accountId: simulator.accountId,
      name: `${name}, for its developer`,
    })
    const token = await simulator.act.showToken({ channelId: channel.id })
    const { id, manifestId } = await publishManifest(context, integration, token)
    simulator.act.promoteManifest({ manifestId, name })
    await notePromotion(context, id, name)
    told.push({ integration: integration.name, changed: [] })
  }
  return told
}
