import { REFUSALS } from '../delivery.ts'
import type { HostContext } from '../host-context.ts'
import type { Round } from '../round.ts'
import { changeState } from '../store/channel-state.ts'
import { loadCallChannel } from '../store/channels.ts'
import { eraseWaiting } from '../store/expired.ts'
import { eraseCredentials, type IdleChannel, idleChannels } from '../store/grants.ts'
import { isLeftToOthers } from '../store/shared-grants.ts'
import { type Ending, giveBack } from './give-back.ts'

/** Longer than a plugin's `revoke` may take. */
const GIVE_BACK_MS = 60_000

const NOT_GIVEN_BACK =
  'the grant of a Channel that stood still could not be given back; its credentials are erased all the same'

type Context = Pick<HostContext, 'db' | 'sealer' | 'plugins' | 'integrations' | 'log'>

/**
 * Erases the credentials of Channels that have stood still for so long, and what waits for them; who
 * comes back has to authenticate anew. What nobody here can use any more nobody else should, so the
 * grant is given back first. That is tried once: credentials don't outlast their time because a Network
 * is down.
 *
 * @returns of how many; fewer than the limit when no more are left, or left to this round.
 */
export async function eraseStoodStill(
  context: Context,
  days: number,
  limit: number,
  round: Round,
): Promise<number> {
  const idle = await idleChannels(context.db, days, limit)
  let erased = 0
  for (const channel of idle) {
    const cause = `${channel.cause ?? channel.state} (Its credentials were erased after ${days} days: reconnect it.)`
    let outcome: Outcome
    do outcome = await giveBackAndErase(context, channel, cause, round.signal)
    while (outcome === 'again')
    if (outcome === 'erased') erased += 1
    if (round.isOver()) break
  }
  return erased
}

type Outcome =
  | 'erased'
  /** It has credentials that are wanted, or another host was faster, or this one stops. */
  | 'left'
  /** The other Channel of its grant was erased in this moment, and left the grant to this one. */
  | 'again'

async function giveBackAndErase(
  context: Context,
  idle: IdleChannel,
  cause: string,
  stopped: AbortSignal,
): Promise<Outcome> {
  const { db, sealer } = context
  const ending = await tryToGiveBack(context, idle, stopped)
  if (ending === 'came-back' || ending === 'interrupted') return 'left'
  return await db.transaction().execute(async (trx) => {
    if (ending?.outcome === 'shared' && !(await isLeftToOthers(trx, idle.id))) return 'again'
    if (!(await eraseCredentials(trx, sealer, idle, cause))) return 'left'
    // A token that SocialHub refuses is the first thing to mend; whoever does is told the rest then.
    if (idle.state === 'paused') await changeState(trx, idle, 'credentials erased', cause)
    await eraseWaiting(trx, idle.id, {
      message: REFUSALS.stoodStill,
      edit: 'the Channel stood still',
    })
    return 'erased'
  })
}

/** @returns undefined when it could not even be tried. */
async function tryToGiveBack(
  context: Context,
  { id, tokenGeneration }: IdleChannel,
  stopped: AbortSignal,
): Promise<Ending | 'came-back' | 'interrupted' | undefined> {
  const { db, sealer, log } = context
  try {
    const channel = await loadCallChannel(db, sealer, id)
    // Resumed or reconnected in this moment: it has credentials that are wanted.
    const stands = channel?.state !== 'active' && channel?.tokenGeneration === tokenGeneration
    if (!channel || !stands) return 'came-back'
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(GIVE_BACK_MS)])
    const ending = await giveBack(context, channel, signal)
    if (ending.outcome === 'remains') {
      // The host stops, which is not the Network's fault: another round tries it.
      if (stopped.aborted) return 'interrupted'
      const { code, reason } = ending
      log.warn({ ...channel.names, code, reason }, NOT_GIVEN_BACK)
    }
    return ending
  } catch (error) {
    if (stopped.aborted) return 'interrupted'
    log.error({ channel: id, err: error }, NOT_GIVEN_BACK)
    return undefined
  }
}
