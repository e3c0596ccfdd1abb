import type { HostContext } from '../host-context.ts'
import {
  type BrakeCode,
  type BrakeGroup,
  countAnew,
  type Evidence,
  gatherEvidence,
  putBrakeOn,
  refusedUnder,
  releaseByRecovery,
  standingBrakes,
} from '../store/brakes.ts'
import type { LoadedChannel } from '../store/channels.ts'

/**
 * People lose single grants: they change a password, leave a company, click "remove". Five within ten
 * minutes, and a fifth of all that were heard of, is no coincidence but an outage, or our own app.
 */
const REFUSED_AT_LEAST = 5
const SHARE_AT_LEAST = 0.2
const WINDOW_MS = 10 * 60_000
/** So many are asked for a second opinion that five coincidences among them stay below the share. */
export const NEIGHBOURS = 25

/** Whether so many refusals are somebody else's matter than these Channels'. */
export function tooMany({ refused, well }: Evidence): boolean {
  return refused >= REFUSED_AT_LEAST && refused >= SHARE_AT_LEAST * (refused + well)
}

/** Whether a Channel that would end now is held, because it is not alone. Puts the brake on if so. */
export async function isHeld(
  context: HostContext,
  channel: LoadedChannel,
  cause: string,
): Promise<boolean> {
  const { db } = context
  const { integration, now } = channel
  const { server } = channel.channel
  const since = channel.grant.troubleSince ?? now
  let holds = false
  for (const brake of await standingBrakes(db, { integration, server })) {
    if (brake.code !== 'authentication') continue
    const refused = await refusedUnder(db, brake)
    // The others were reconnected or removed: a brake that holds a handful holds single grants.
    if (refused < REFUSED_AT_LEAST) {
      await takeOff(context, channel, 'authentication')
      return true
    }
    await countAnew(db, brake, refused)
    holds = true
  }
  if (holds) return true
  for (const group of groupsOf(integration, server)) {
    const evidence = await gatherEvidence(db, group, 'authentication', since, WINDOW_MS)
    if (!tooMany(evidence)) continue
    const fresh = await putBrakeOn(db, group, 'authentication', cause, evidence.refused, now)
    if (fresh) {
      context.log.error(
        { ...group, ...evidence, cause },
        'many Channels are refused together: none of them ends until one recovers, or the operator confirms with "hubward channel end"',
      )
    }
    // One brake is enough; the narrower one says more.
    return true
  }
  return false
}

/**
 * Alerts that the Network refuses the operator's app or settings. One Channel is enough, since the
 * error names whose matter it is; no Channel ends for it.
 */
export async function alertOperator(
  context: HostContext,
  channel: LoadedChannel,
  cause: string,
): Promise<void> {
  const group = { integration: channel.integration, server: '' }
  const { db, log } = context
  const { refused } = await gatherEvidence(db, group, 'operator', channel.now, WINDOW_MS)
  if (await putBrakeOn(db, group, 'operator', cause, Math.max(1, refused), channel.now)) {
    log.error(
      { integration: channel.integration, cause },
      'the Network refuses this integration’s app or settings: no Channel ends, but none works either',
    )
  }
}

/** Called when a call for a Channel succeeded: if it was refused before, it is well again. */
export async function release(context: HostContext, channel: LoadedChannel): Promise<void> {
  const { trouble, refreshFailures } = channel.grant
  if (trouble === null || (trouble === 'operator' && refreshFailures > 0)) return
  await takeOff(context, channel, trouble)
}

/** Called when a refresh succeeded that the operator's app was refused before. */
export async function releaseApp(context: HostContext, channel: LoadedChannel): Promise<void> {
  if (channel.grant.trouble === 'operator') await takeOff(context, channel, 'operator')
}

async function takeOff(
  context: HostContext,
  channel: LoadedChannel,
  code: BrakeCode,
): Promise<void> {
  const released = await context.db
    .transaction()
    .execute((trx) => releaseByRecovery(trx, channel.integration, channel.channel.server, code))
  for (const group of released) {
    context.log.warn({ ...group, code }, 'the brake is off')
  }
}

/** From the narrower to the wider. */
function groupsOf(integration: string, server: string | null): readonly BrakeGroup[] {
  const whole = { integration, server: '' }
  return server ? [{ integration, server }, whole] : [whole]
}
