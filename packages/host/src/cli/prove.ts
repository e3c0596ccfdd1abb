import type { Command } from 'commander'
import { proveChannels } from '../ledger/prove-channels.ts'
import { queriesOf } from '../store/proof.ts'
import { channelsToProve, type ProvedChannel, removedUnaccounted } from '../store/proofs.ts'
import { settleLedger } from '../store/settle-ledger.ts'
import { compareWithNetwork } from './channel-reconcile.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { describeProof, type Found, totals } from './prove-report.ts'
import { readTime } from './read-time.ts'

interface GivenProof extends Given {
  readonly channel?: string
  readonly integration?: string
  readonly since?: string
  readonly network?: true
  readonly queries?: true
  readonly settle?: true
  readonly because?: string
}

/** `hubward prove` */
export function proveCommand(command: Command): void {
  reporting(command)
    .description(
      'Compares, for each Channel, what was counted as it came in with what is stored: every message is a Ticket, a reply of ours, refused with a reason, deleted, erased, or waits; every Ticket Action took effect once, or was reset with a reason. Ends with 1 when something does not fit. Hosts prove all Channels by themselves, and tell it in hubward_unaccounted.',
    )
    .option('--channel <channelId>', 'only this Channel, by SocialHub’s id')
    .option('--integration <name>', 'only those of this integration')
    .option(
      '--since <time>',
      'only what came in from that day (UTC) on: 2026-11-22T10:00Z, or 12h, 3d ago',
    )
    .option(
      '--network',
      'with --channel: have a host compare it with what the Network lists, first',
    )
    .option('--queries', 'print the queries that the figures are from, to put to psql')
    .option('--settle', 'with --channel: take note of what does not fit; the audit log keeps why')
    .option('--because <text>', 'with --settle: why it does not fit')
    .action((given: GivenProof) => withContext(given, (context) => prove(context, given)))
}

async function prove(context: CommandContext, given: GivenProof): Promise<void> {
  const { db } = context
  const since = given.since === undefined ? null : readTime(given.since, new Date())
  const channels = await chosen(context, given)
  if (given.queries) return printQueries(context, channels, since)
  const only = given.channel === undefined ? undefined : channels[0]
  if ((given.network || given.settle) && !only) {
    throw new CommandError('Name the Channel: --channel ‹id›.')
  }
  if (given.settle && only) return await settle(context, only, given.because)
  const network =
    given.network && only
      ? await compareWithNetwork(context, only.socialhubChannelId, since ?? undefined)
      : undefined
  const proofs = await proveChannels(
    db,
    channels.map(({ id }) => id),
    since,
  )
  const found = proofs.flatMap((proof): Found[] => {
    const channel = channels.find(({ id }) => id === proof.channelId)
    const { channelId: _, ...rest } = proof
    return channel ? [{ ...channel, ...rest }] : []
  })
  const all = totals(found)
  const removed = await removedUnaccounted(db)
  const told = found.filter(({ unaccounted, uncertain }) => unaccounted > 0 || uncertain.length > 0)
  context.say(describeProof({ found, since, removed, ...(network && { network: network.said }) }), {
    channels: channels.length,
    since,
    ...all,
    removed,
    ...(network && { network }),
    found: only ? found : told,
  })
  if (all.unaccounted > 0) {
    throw new CommandError(`${all.unaccounted} of what came in can’t be accounted for.`)
  }
}

async function chosen(
  { db }: CommandContext,
  { channel, integration }: GivenProof,
): Promise<readonly ProvedChannel[]> {
  const channels = await channelsToProve(db, {
    ...(channel !== undefined && { channel }),
    ...(integration !== undefined && { integration }),
  })
  if (channel !== undefined && channels.length === 0) {
    throw new CommandError(`No Channel here has SocialHub’s id ${channel}.`)
  }
  return channels
}

function printQueries(
  { db, say }: CommandContext,
  channels: readonly ProvedChannel[],
  since: Date | null,
): void {
  const queries = queriesOf(db, { channelIds: channels.map(({ id }) => id), since })
  const text = queries.map(({ name, sql, parameters }) => {
    const whole = sql
      .trim()
      .replace(/\$(\d+)/g, (_, place) => written(parameters[Number(place) - 1]))
    return `-- ${name}\n${whole};`
  })
  say(text.join('\n\n'), queries)
}

/** As psql takes it: our ids, and times. */
function written(value: unknown): string {
  if (value instanceof Date) return `'${value.toISOString()}'`
  return Array.isArray(value) ? `'{${value.join(',')}}'` : `'${String(value)}'`
}

async function settle(
  { db, say }: CommandContext,
  channel: ProvedChannel,
  because: string | undefined,
): Promise<void> {
  if (because === undefined || because.trim() === '') {
    throw new CommandError('Say why it does not fit: --because ‹text›. The audit log keeps it.')
  }
  const settled = await db.transaction().execute((trx) => settleLedger(trx, channel.id, because))
  const [proof] = await proveChannels(db, [channel.id], null)
  const left = proof?.unaccounted ?? 0
  const days = settled.messages + settled['ticket-actions']
  say(`Took note of ${days} days and ${settled.texts} texts.`, { settled, unaccounted: left })
  if (left > 0) {
    throw new CommandError(
      `${left} rows are in a state that no host writes: they have to be mended. "hubward prove --channel ${channel.socialhubChannelId}" names them.`,
    )
  }
}
