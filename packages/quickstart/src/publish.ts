import { type Host, notePromotion, publishManifest, reusableManifest } from '@hubward/host'
import type { Simulator } from '@hubward/simulator'

/**
 * Publishes the Manifest of each integration through a Custom Channel, as an agency's developer
 * would, and has it promoted, as the SocialHub Team would. What was promoted before is left alone.
 *
 * @returns the names of those that were promoted now.
 */
export async function publishAll({ parts }: Host, simulator: Simulator): Promise<string[]> {
  const promoted: string[] = []
  for (const integration of parts.integrations.values()) {
    const known = await reusableManifest(parts.db, integration.name)
    if (known?.promotedName) continue
    const { name } = integration.plugin
    const channel = simulator.act.createCustomChannel({
      accountId: simulator.accountId,
      name: `${name}, for its developer`,
    })
    const token = await simulator.act.showToken({ channelId: channel.id })
    const { id, manifestId } = await publishManifest(parts, integration, token)
    simulator.act.promoteManifest({ manifestId, name })
    await notePromotion(parts, id, name)
    promoted.push(integration.name)
  }
  return promoted
}
