import type { DescribedPlugin } from '@hubward/border'
import { CHANNEL_STATES } from './channel.ts'
import type { HostContext } from './host-context.ts'
import { isOver } from './outbound/declared-action.ts'
import type { SharedStatements } from './shared-statements.ts'
import type { LoadedChannel } from './store/channels.ts'
import type { ChannelId } from './store/ids.ts'
import { type LoadedMailbox, openMailbox } from './store/mailbox.ts'
import type { OpenAction } from './store/ticket-actions.ts'
import { type CallTimes, callTimesOf, postponed } from './tokens/call-times.ts'

/** What a Channel's mailbox holds at one moment. */
export interface Mailbox {
  readonly channel: LoadedChannel
  readonly plugin: DescribedPlugin
  /** Those that can be worked on in the Channel's state, in the order of their acceptance. */
  readonly actions: readonly OpenAction[]
  /** Whether an Interaction or a revision may be sent to SocialHub. */
  readonly waiting: boolean
  /** When the next Interaction has waited long enough for other parts of its group. */
  readonly heldUntil: Date | null
  /** When the Network and SocialHub may be asked, and what the grant needs. */
  readonly times: CallTimes
}

/** Of a Channel whose plugin this host did not load. */
export interface WithoutPlugin {
  readonly rung: string
  readonly integration: string
  readonly isActive: boolean
}

/**
 * @param peopleWait whether a Ticket Action came, whose turn does not wait for those of others.
 * @returns undefined: no such Channel.
 */
export async function readMailbox(
  { db, sealer, integrations }: HostContext,
  statements: SharedStatements,
  channelId: ChannelId,
  peopleWait: boolean,
): Promise<Mailbox | WithoutPlugin | undefined> {
  const row = await statements.readMailbox(channelId, peopleWait)
  if (!row) return undefined
  const plugin = integrations.get(row.integration)?.plugin
  if (!plugin) {
    return { rung: row.rung, integration: row.integration, isActive: row.state === 'active' }
  }
  return mailboxOf(await openMailbox(db, sealer, row, takesActions), plugin)
}

/** Whether Ticket Actions are performed or settled in the Channel's state. */
function takesActions({ state, toldAt }: LoadedChannel): boolean {
  // Once its Customer was told that the grant ended, SocialHub takes nothing for a Channel.
  const settles = (state === 'needs-authentication' || state === 'ended') && toldAt === null
  return CHANNEL_STATES[state].works || settles
}

/** Of what waits, only that which can be worked on in the Channel's state, and when that may be. */
export function mailboxOf(
  { channel, actions, waiting, heldUntil }: LoadedMailbox,
  plugin: DescribedPlugin,
): Mailbox {
  const times = callTimesOf(channel, plugin)
  const { works } = CHANNEL_STATES[channel.state]
  const open = takesActions(channel) ? actions : []
  return {
    channel,
    plugin,
    actions: postponed(open, times, (action) => isOver(plugin, channel, action)),
    waiting: works && waiting,
    heldUntil: works ? heldUntil : null,
    times,
  }
}
