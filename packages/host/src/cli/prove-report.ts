import type { Account, Day, Odd, Proof } from '../store/proof.ts'
import type { ProvedChannel } from '../store/proofs.ts'
import { bold, columns } from './table.ts'

/** A Channel with its proof. */
export type Found = Omit<ProvedChannel, 'id'> & Omit<Proof, 'channelId'>

interface Totals {
  readonly messages: Pick<Account, 'counted' | 'stored' | 'byOlderHosts'>
  readonly ticketActions: Pick<Account, 'counted' | 'stored' | 'byOlderHosts'>
  readonly unaccounted: number
}

const COUNTED: Readonly<Record<string, string>> = {
  opening: 'there before counting began',
  received: 'received',
  published: 'published here, and not fetched before',
  accepted: 'accepted',
  'left-behind': 'left behind when a Custom Channel moved',
  settled: 'noted by an operator (--settle)',
}
const MESSAGES: Readonly<Record<string, string>> = {
  tickets: 'Tickets',
  parts: 'shown in another’s Ticket',
  own: 'recognised as our own replies',
  refused: 'refused, with the reason',
  deleted: 'deleted on the Network before delivery',
  erased: 'erased before delivery',
  waiting: 'waiting',
  unknown: 'in a state that no host writes',
}
const ACTIONS: Readonly<Record<string, string>> = {
  done: 'took effect, and SocialHub knows',
  untold: 'took effect, and SocialHub has not heard it',
  reset: 'reset, with the reason',
  uncertain: 'of unknown outcome; the reset says so',
  waiting: 'under way',
  unknown: 'in a state that no host writes',
}

/** The sums of all Channels. */
export function totals(found: readonly Found[]): Totals {
  const sumOf = (accounts: readonly Account[]) => ({
    counted: added(accounts.map(({ counted }) => counted)),
    stored: added(accounts.map(({ stored }) => stored)),
    byOlderHosts: accounts.reduce((all, { byOlderHosts }) => all + byOlderHosts, 0),
  })
  return {
    messages: sumOf(found.map(({ messages }) => messages)),
    ticketActions: sumOf(found.map(({ ticketActions }) => ticketActions)),
    unaccounted: found.reduce((all, { unaccounted }) => all + unaccounted, 0),
  }
}

function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const one of all) {
    for (const [name, count] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + count
  }
  return sum
}

/** All of it for people: the sums, what does not fit and what to do, what nobody knows. */
export function describeProof({
  found,
  since,
  removed,
  network,
}: {
  readonly found: readonly Found[]
  readonly since: Date | null
  readonly removed: { readonly channels: number; readonly unaccounted: number }
  readonly network?: string
}): string {
  const { messages, ticketActions, unaccounted } = totals(found)
  const [one] = found
  const whose = found.length === 1 && one ? titleOf(one) : `${found.length} Channels`
  const from = since === null ? '' : ` since ${since.toISOString().slice(0, 10)} (UTC)`
  return [
    `${bold(`${whose}${from}`)}`,
    side('Messages', messages, MESSAGES),
    side('Ticket Actions', ticketActions, ACTIONS),
    ...found.filter((each) => each.unaccounted > 0).map(problemsOf),
    ...found.flatMap(uncertainOf),
    ...(removed.channels === 0
      ? []
      : [
          `Of ${removed.channels === 1 ? 'a removed Channel' : `${removed.channels} removed Channels`}, ${removed.unaccounted} did not fit at the end.`,
        ]),
    ...(network === undefined ? [] : [`Network: ${network}`]),
    ...(unaccounted === 0 ? ['Everything that came in is accounted for.'] : []),
  ].join('\n\n')
}

function titleOf({ socialhubChannelId, name, integration }: Found): string {
  return `${socialhubChannelId}  ${name} (${integration})`
}

function side(title: string, account: Totals['messages'], names: Readonly<Record<string, string>>) {
  const { counted, stored, byOlderHosts } = account
  const older: readonly (readonly [string, number])[] =
    byOlderHosts === 0 ? [] : [['stored by a host of an older version', byOlderHosts]]
  const left = [...lines(counted, COUNTED), ...older]
  const rows = [
    ...left,
    ['= came in', sumOf(left)] as const,
    ['', undefined] as const,
    ...lines(stored, names),
    ['= stored', sumOf(lines(stored, names))] as const,
  ]
  const width = Math.max(...rows.map(([, count]) => String(count ?? '').length))
  const table = rows.map(([name, count]) => [`  ${name}`, String(count ?? '').padStart(width)])
  return `${bold(title)}\n${columns(table)}`
}

function lines(
  figures: Readonly<Record<string, number>>,
  names: Readonly<Record<string, string>>,
): (readonly [string, number])[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const count = figures[key] ?? 0
    return count === 0 ? [] : [[name, count] as const]
  })
}

function sumOf(rows: readonly (readonly [string, number])[]): number {
  return rows.reduce((all, [, count]) => all + count, 0)
}

function problemsOf(found: Found): string {
  const { socialhubChannelId: id, messages, ticketActions, unaccounted } = found
  const lost = messages.days.filter(({ counted, stored }) => counted > stored)
  const steps = [
    ...(lost[0] === undefined
      ? []
      : [
          `"hubward channel reconcile ${id} --since ${lost[0].day}" stores again what the Network still lists.`,
        ]),
    ...(ticketActions.days.length === 0
      ? []
      : [
          'Look at the Tickets of these days at SocialHub: what is missing on the Network, send again.',
        ]),
    `"hubward prove --channel ${id} --queries" prints the queries. When you know why, take note of it: "hubward prove --channel ${id} --settle --because ‹why›".`,
  ]
  return [
    bold(`${titleOf(found)}: ${unaccounted} unaccounted`),
    ...messages.days.map((day) => `  ${dayOf('messages', day)}`),
    ...messages.odd.map((odd) => `  message ${oddOf(odd)}`),
    ...more(messages.odd),
    ...ticketActions.days.map((day) => `  ${dayOf('Ticket Actions', day)}`),
    ...ticketActions.odd.map((odd) => `  Ticket Action ${oddOf(odd)}`),
    ...more(ticketActions.odd),
    ...steps.map((step) => `  → ${step}`),
  ].join('\n')
}

function dayOf(what: string, { day, counted, stored }: Day): string {
  const came = `${day} (UTC): ${counted} ${what} came in, ${stored} are stored`
  if (stored < counted) return `${came}: ${are(counted - stored)} lost.`
  if (stored > counted) {
    return `${came}: ${are(stored - counted)} too many: added by hand, or by a host of an older version.`
  }
  return `${came}, but not the same ones: one was altered by hand, or one is lost and another was added.`
}

function are(count: number): string {
  return `${count} ${count === 1 ? 'is' : 'are'}`
}

function oddOf({ item, at, what }: Odd): string {
  const which = `${item} of ${at.toISOString()}`
  return what === 'text'
    ? `${which}: its text is not the one that was stored.`
    : `${which}: it is in a state that no host writes.`
}

/** Lists end: how many there are besides. */
function more(listed: readonly { readonly total: number }[]): string[] {
  const [first] = listed
  const left = first ? first.total - listed.length : 0
  return left === 0 ? [] : [`  … and ${left} more`]
}

function uncertainOf(found: Found): string[] {
  if (found.uncertain.length === 0) return []
  const listed = found.uncertain.map(
    ({ item, at, ticketId }) => `  ${item} of ${at.toISOString()}, Ticket ${ticketId}`,
  )
  const head = `${titleOf(found)}: nobody knows whether these took effect; whoever sent them was told to look`
  return [[head, ...listed, ...more(found.uncertain)].join('\n')]
}
