import { type PushOutcome, pushAllManifests } from '../custom/manifest.ts'
import type { CommandContext } from './command.ts'

/**
 * Brings every Custom Channel's own Manifest up to date, saying each one's outcome as soon as it is
 * known. Ends with 1 when one failed.
 */
export async function pushAll(context: CommandContext, json: boolean): Promise<void> {
  const { integrations } = await context.load()
  const outcomes: PushOutcome[] = []
  for await (const pushed of pushAllManifests({ ...context, integrations })) {
    outcomes.push(pushed)
    const { name, socialhubChannelId, outcome, reason } = pushed
    if (!json)
      context.say(`${name} (${socialhubChannelId}): ${outcome}${reason ? `. ${reason}` : ''}`)
  }
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed').length
  if (failed > 0) process.exitCode = 1
  const again = failed > 0 ? ` ${failed} failed; run this again once that is mended.` : ''
  context.say(`${outcomes.length} Custom Channels.${again}`, outcomes)
}
