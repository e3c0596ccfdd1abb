import type { Histories } from './histories.ts'

/** What Network, hosts and SocialHub know of one message, for whoever looks for a fault. */
export function lifeOfMessage(histories: Histories, account: string, id: string): string[] {
  const network = histories.accounts
    .filter(({ name }) => name === account)
    .flatMap(({ log }) => log)
    .filter((entry) => entry.id === id)
  const stored = histories.interactions.filter(
    (row) => row.account === account && row.networkItemId === id,
  )
  const seen = histories.socialhub.seen.filter(({ networkItemId }) => networkItemId === id)
  const tickets = histories.socialhub.tickets.filter(
    ({ interaction }) => interaction.networkItemId === id,
  )
  return [
    ...network.map((entry) => `Network: ${JSON.stringify(entry)}`),
    ...stored.map((row) => `host: ${JSON.stringify(row)}`),
    ...seen.map(({ time, ticketId, message }) => `SocialHub: ${time} ${ticketId} “${message}”`),
    ...tickets.map((ticket) => `Ticket: ${JSON.stringify(ticket)}`),
  ]
}

/** The same of one Ticket Action: of all attempts at one Followup, where there is one. */
export function lifeOfAction(
  histories: Histories,
  action: { followupId?: string | undefined; uuid?: string },
): string[] {
  const { followupId, uuid } = action
  const stored = histories.actions.filter((row) =>
    followupId === undefined ? row.uuid === uuid : row.followupId === followupId,
  )
  const asked = histories.socialhub.actions.filter((one) =>
    followupId === undefined ? one.id === uuid : one.followupId === followupId,
  )
  const keys = new Set([followupId, ...stored.map(({ id }) => `action-${id}`)])
  const effects = histories.accounts.flatMap(({ name, replies, actions }) => [
    ...replies.filter(({ clientReference }) => keys.has(clientReference)).map(describe(name)),
    ...actions.filter(({ key }) => keys.has(key)).map(describe(name)),
  ])
  return [
    ...asked.map((one) => `SocialHub: ${JSON.stringify(one)}`),
    ...stored.map((row) => `host: ${JSON.stringify(row)}`),
    ...effects,
  ]
}

function describe(account: string) {
  return (effect: object) => `Network, ${account}: ${JSON.stringify(effect)}`
}
