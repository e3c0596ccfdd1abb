import type { PlannedAccount } from './plan/step.ts'
import type { World } from './stage/world.ts'

/** By their place, accounts that were not there from the beginning. */
export const FIRST_NEWCOMER = 100

/** A message that is on the Network. */
export interface Known {
  readonly id: string
  readonly isRoot: boolean
}

/** What performers before this one did, out of what Network and SocialHub know. */
export async function recall({ network, socialhub, channels }: World): Promise<{
  readonly messages: ReadonlyMap<PlannedAccount, Known[]>
  /** Tickets and the buttons that were pressed there. */
  readonly pressed: readonly string[]
  readonly newcomers: number
}> {
  const messages = new Map<PlannedAccount, Known[]>()
  for (const account of channels.keys()) {
    const { log, replies } = await network.history(account.name)
    const gone = new Set([
      ...replies.map(({ id }) => id),
      ...log.flatMap(({ id, deletedTime }) => (deletedTime === undefined ? [] : id)),
    ])
    const known = new Map(log.map(({ id, root }) => [id, { id, isRoot: root === undefined }]))
    messages.set(
      account,
      [...known.values()].filter(({ id }) => !gone.has(id)),
    )
  }
  const actions = await socialhub.list('ticket-actions')
  return {
    messages,
    pressed: actions.flatMap(({ ticketId, actionId, followupId }) =>
      followupId === undefined ? `${ticketId} ${actionId}` : [],
    ),
    newcomers: [...channels.keys()].filter(({ place }) => place >= FIRST_NEWCOMER).length,
  }
}
