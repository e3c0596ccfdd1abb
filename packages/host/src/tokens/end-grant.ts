import { SENTENCES } from '@hubward/plugin'
import type { Lease } from '../lease.ts'
import { giveUp } from '../outbound/perform.ts'
import { uncertain } from '../outbound/reasons.ts'
import { workOnActions } from '../outbound/work.ts'
import type { Parts } from '../parts.ts'
import { clientFor, judge } from '../socialhub.ts'
import { storeCustomerTold } from '../store/socialhub-access.ts'
import type { Mailbox } from '../turn.ts'

/**
 * What is left to do for a Channel whose grant ended: published replies are confirmed, all else is
 * reset with the reason. Then SocialHub is asked to tell the Customer, who comes back through
 * `channelReactivation`.
 */
export async function endGrant(
  parts: Parts,
  lease: Lease,
  { channel, actions, gate }: Mailbox,
): Promise<'worked' | { inMs: number | undefined }> {
  // SocialHub knows, and takes nothing from us until the Customer comes back.
  if (channel.toldAt !== null) return { inMs: undefined }
  const { language } = channel.channel
  const [open] = actions.filter(({ state }) => state === 'accepted' || state === 'sending')
  if (open) {
    const reason = open.state === 'sending' ? uncertain : SENTENCES.authentication
    await giveUp(lease, open, 'authentication', reason[language])
    return 'worked'
  }
  if (await workOnActions(parts, lease, channel, actions)) return 'worked'
  const waits = actions.map((action) => action.dueInMs)
  if (waits.length > 0) return { inMs: Math.max(50, Math.min(...waits)) }
  if (channel.manifestKind === 'custom') return { inMs: undefined }
  if (gate.socialhubInMs > 0) return { inMs: gate.socialhubInMs }
  try {
    await clientFor(parts, channel, lease.signal).deactivateChannel(channel.stateCause ?? undefined)
  } catch (error) {
    const verdict = await judge(parts, lease, channel, error, 1)
    if (verdict.kind === 'later') return { inMs: verdict.inMs }
  }
  await lease.transaction((trx) => storeCustomerTold(trx, channel))
  return 'worked'
}
