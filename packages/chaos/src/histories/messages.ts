import type { Ticket } from '@hubward/simulator'
import type { StubMessage } from '@hubward/testkit/stub-network'
import type { Found, Histories, StoredInteraction } from './histories.ts'
import { lifeOfMessage } from './life.ts'
import { isUncertain } from './reasons.ts'
import { Tally } from './tally.ts'

const DELETED = '[This message was deleted on the Network.]'

/**
 * Each message of the Network is one Ticket, in the right thread and with the last text; a deleted one
 * says so; and there is no Ticket without a message.
 */
export function compareMessages(histories: Histories): Found {
  const tally = new Tally()
  for (const account of histories.accounts) {
    const channels = histories.socialhub.channels.filter(
      ({ networkId }) => networkId === account.name,
    )
    const channelIds = new Set(channels.map(({ id }) => id))
    if (channels.length !== 1) {
      tally.fault(
        `${account.name} has ${channels.length} Channels`,
        channels.map((channel) => JSON.stringify(channel)),
      )
    }
    const tickets = Map.groupBy(
      histories.socialhub.tickets.filter(({ channelId }) => channelIds.has(channelId)),
      ({ interaction }) => interaction.networkItemId,
    )
    const stored = new Map(
      histories.interactions
        .filter((row) => row.account === account.name)
        .map((row) => [row.networkItemId, row]),
    )
    const replies = new Map(account.replies.map((reply) => [reply.id, reply.clientReference]))
    const entries = Map.groupBy(account.log, ({ id }) => id)
    for (const [id, log] of entries) {
      const visible = (tickets.get(id) ?? []).filter(({ hidden }) => !hidden)
      const reference = replies.get(id)
      const wrong =
        reference === undefined
          ? messageIsWrong(histories, tally, log, visible, stored.get(id))
          : replyIsWrong(histories, tally, reference, visible)
      if (wrong !== undefined) {
        tally.fault(`${id}: ${wrong}`, lifeOfMessage(histories, account.name, id))
      }
    }
    for (const [id, found] of tickets) {
      const untold = stored.get(id)?.refusal === 'deleted on the Network'
      // A hidden one only stands for the beginning of a thread.
      if (found.every(({ hidden }) => hidden) && (untold || entries.has(id))) continue
      if (!entries.has(id)) {
        tally.fault(`${id}: a Ticket without a message`, lifeOfMessage(histories, account.name, id))
      }
    }
  }
  return tally
}

/** @returns what is wrong with the Ticket of what somebody wrote on the Network. */
function messageIsWrong(
  histories: Histories,
  tally: Tally,
  log: readonly StubMessage[],
  tickets: readonly Ticket[],
  stored: StoredInteraction | undefined,
): string | undefined {
  const [first] = log
  const last = log.at(-1)
  if (!first || !last) return undefined
  if (!stored) return 'the hosts never stored it'
  const [ticket, second] = tickets
  if (second) return `${tickets.length} Tickets`
  const wasDeleted = last.deletedTime !== undefined
  if (!ticket) {
    if (!wasDeleted || stored.refusal !== 'deleted on the Network') return 'no Ticket'
    tally.count('deleted before they became Tickets')
    return undefined
  }
  if (ticket.followupToId !== undefined) return 'it became a Reply-Ticket'
  if (ticket.interaction.rootId !== first.root) {
    return `its thread is ${ticket.interaction.rootId}, not ${first.root}`
  }
  if (first.own && !isOwn(histories, ticket)) return 'our own post counts as somebody else’s'
  tally.count(first.own ? 'own posts that became Tickets' : 'messages that became Tickets')
  if (log.length > 1) tally.count(wasDeleted ? 'deleted messages' : 'edited messages')
  const text = wasDeleted ? DELETED : last.text
  if (ticket.interaction.message === text) return undefined
  // SocialHub's answer was lost and no event has named the Ticket: nobody can tell what to change.
  const held = stored.ticketId === null && stored.revisions.some(({ state }) => state === 'stored')
  if (!held || !log.some((entry) => entry.text === ticket.interaction.message)) {
    return `it says “${ticket.interaction.message}”, not “${text}”`
  }
  tally.count('held: changed messages whose ticketId SocialHub never told')
  return undefined
}

/** @returns what is wrong with what came back of a reply that was published from the Inbox. */
function replyIsWrong(
  histories: Histories,
  tally: Tally,
  followupId: string,
  tickets: readonly Ticket[],
): string | undefined {
  const [ticket, second] = tickets
  if (second) return `our own reply has ${tickets.length} Tickets`
  if (!ticket) return 'our own reply is no Reply-Ticket'
  if (ticket.followupToId !== undefined) {
    tally.count('replies that became Reply-Tickets')
    return undefined
  }
  // Who was told that it may have been published finds it in the Inbox, as a post of their own.
  const told = histories.socialhub.actions.some(
    (action) => action.followupId === followupId && isUncertain(action.reason),
  )
  if (!told || !isOwn(histories, ticket)) return 'our own reply became a Ticket'
  tally.count('replies of unknown outcome that came back as own posts')
  return undefined
}

function isOwn({ socialhub }: Histories, ticket: Ticket): boolean {
  const interactor = socialhub.interactors.find(({ id }) => id === ticket.interactorId)
  const channel = socialhub.channels.find(({ id }) => id === ticket.channelId)
  return interactor !== undefined && interactor.networkInteractorId === channel?.networkId
}
