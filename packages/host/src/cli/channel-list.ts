import { type Command, Option } from 'commander'
import { type ListedWithProblems, listChannels } from '../store/overview.ts'
import { filtered, filterOf, type GivenChannels } from './channel-filter.ts'
import { type CommandContext, reporting, withContext } from './command.ts'
import { bold, colouredState, columns, moment } from './table.ts'

type Order = 'problems' | 'name' | 'since' | 'account' | 'integration'

interface GivenList extends GivenChannels {
  readonly sort: Order
}

/** `hubward channel list` */
export function listCommand(channel: Command): void {
  filtered(reporting(channel.command('list')))
    .summary('list Channels with their states')
    .description(
      'Lists Channels, what is wrong first: SocialHub’s id, state, name, integration, Customer, and since when. Custom Channels whose Customer has not followed the link yet are "unconnected". On a terminal, long names are shortened.',
    )
    .addOption(
      new Option('--sort <order>', 'in which order')
        .choices(['problems', 'name', 'since', 'account', 'integration'])
        .default('problems'),
    )
    .action((given: GivenList) => withContext(given, (context) => list(context, given)))
}

async function list(context: CommandContext, given: GivenList): Promise<void> {
  const found = await listChannels(context.db, filterOf(given))
  const channels = found.toSorted(ORDERS[given.sort])
  if (channels.length === 0) return context.say('No Channels.', channels)
  const now = new Date()
  const head = ['Channel', 'state', 'name', 'integration', 'Customer', 'since']
  const rows = channels.map((channel) => [
    channel.channelId,
    stateText(channel),
    channel.name,
    channel.kind === 'custom' ? `${channel.integration}, custom` : channel.integration,
    channel.account ?? channel.accountId,
    moment(channel.since, now),
  ])
  const [first = '', ...lines] = columns(fitted([head, ...rows]), (cell, column) => {
    const [state = '', ...more] = cell.split(',')
    return column === 1 && cell !== 'state' ? [colouredState(state), ...more].join(',') : cell
  }).split('\n')
  context.say([bold(first), ...lines, '', sumOf(channels)].join('\n'), channels)
}

/** The state; what is wrong although it is active; what waits while it is not. */
function stateText(channel: ListedWithProblems): string {
  const { state, fetchFailures, refusedInteractions, waitingMessages } = channel
  const more = [
    ...(state !== 'active' && waitingMessages > 0 ? [` ${waitingMessages} waiting`] : []),
    ...(fetchFailures > 0 ? [' fetching fails'] : []),
    ...(refusedInteractions > 0 ? [` ${refusedInteractions} refused`] : []),
  ]
  return [state, ...more].join(',')
}

function sumOf(channels: readonly ListedWithProblems[]): string {
  const counts = new Map<string, number>()
  for (const { state } of channels) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, count]) => `${count} ${state}`)
  return `${channels.length === 1 ? '1 Channel' : `${channels.length} Channels`}: ${parts.join(', ')}.`
}

/** What nobody but a person can mend stands first. */
const URGENCY = ['revoked', 'disabled', 'needs-authentication', 'ended', 'paused']

function urgency({ state, fetchFailures, refusedInteractions }: ListedWithProblems): number {
  const at = URGENCY.indexOf(state)
  if (at >= 0) return at
  if (fetchFailures > 0 || refusedInteractions > 0) return URGENCY.length
  return state === 'unconnected' ? URGENCY.length + 1 : URGENCY.length + 2
}

const byName = (a: ListedWithProblems, b: ListedWithProblems) => a.name.localeCompare(b.name)

const ORDERS: Readonly<Record<Order, (a: ListedWithProblems, b: ListedWithProblems) => number>> = {
  problems: (a, b) => urgency(a) - urgency(b) || byName(a, b),
  name: byName,
  since: (a, b) => b.since.getTime() - a.since.getTime(),
  account: (a, b) =>
    (a.account ?? a.accountId).localeCompare(b.account ?? b.accountId) || byName(a, b),
  integration: (a, b) => a.integration.localeCompare(b.integration) || byName(a, b),
}

/** Columns that may be shortened, the widest first: name, integration, Customer. */
const SHORTENED = [2, 3, 4]
const SHORTEST = 8

/** So that no line breaks on a terminal; what is no terminal gets everything. */
export function fitted(
  rows: readonly (readonly string[])[],
  width: number | undefined = process.stdout.columns,
): readonly (readonly string[])[] {
  if (width === undefined) return rows
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  )
  const total = () => widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1))
  while (total() > width) {
    const [widest] = SHORTENED.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))
    const now = widest === undefined ? 0 : (widths[widest] ?? 0)
    if (widest === undefined || now <= SHORTEST) break
    widths[widest] = now - 1
  }
  return rows.map((row) =>
    row.map((cell, at) => {
      const most = widths[at] ?? cell.length
      return cell.length > most ? `${cell.slice(0, most - 1)}…` : cell
    }),
  )
}
