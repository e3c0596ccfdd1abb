import type { Command } from 'commander'
import { cureOf } from '../channel.ts'
import { faultsOf, type PluginFault } from '../store/faults.ts'
import type { FetchFailure } from '../store/fetch-failure.ts'
import type { SocialHubChannelId } from '../store/ids.ts'
import { type ListenerOverview, listenersOf } from '../store/listeners.ts'
import { type CountedMails, mailsOfChannel } from '../store/mail-overview.ts'
import { type ChannelOverview, listChannels, overviewOf } from '../store/overview.ts'
import { type LastProof, lastProof } from '../store/proofs.ts'
import { type SetAsideItems, setAsideOf } from '../store/set-aside.ts'
import { listCommand } from './channel-list.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { bold, colouredState, columns, moment, printable } from './table.ts'

/** The commands of `hubward channel` that only look. */
export function channelLooks(channel: Command): void {
  listCommand(channel)
  reporting(channel.command('show'))
    .summary('tell how a Channel is')
    .description(
      'Tells how a Channel is: since when, what was last fetched and delivered, who listens for it, what is waiting, when access expires, and what to do.',
    )
    .argument('<channelId>', 'SocialHub’s id of the Channel')
    .action((channelId: SocialHubChannelId, given: Given) =>
      withContext(given, (context) => show(context, channelId)),
    )
}

async function show(context: CommandContext, channelId: SocialHubChannelId): Promise<void> {
  const channel = await overviewOf(context.db, channelId)
  if (!channel) {
    const [waiting] = (await listChannels(context.db, { state: 'unconnected' })).filter(
      (unconnected) => unconnected.channelId === channelId,
    )
    if (!waiting) throw new CommandError(`No Channel here has SocialHub’s id ${channelId}.`)
    const nextStep = `Its Customer follows the link. "hubward channel add ${waiting.integration}" makes another one.`
    const since = moment(waiting.since, new Date())
    context.say(
      `${bold(waiting.name)}  ${colouredState('unconnected')} since ${since}\n${nextStep}`,
      {
        ...waiting,
        well: false,
        nextStep,
      },
    )
    return
  }
  const well = isWell(channel)
  const nextStep = nextStepOf(channel)
  const pluginFaults = await faultsOf(context.db, channelId)
  const setAside = await setAsideOf(context.db, channelId)
  const listeners = await listenersOf(context.db, channelId)
  const visitorMails = await mailsOfChannel(context.db, channelId)
  const { now: _, ...facts } = channel
  const proof = await lastProof(context.db, channelId)
  const noted = { pluginFaults, setAside, listeners, visitorMails, proof }
  context.say(describe(channel, nextStep, noted), { ...facts, ...noted, well, nextStep })
}

/** Whether nobody has to do anything. */
function isWell(channel: ChannelOverview): boolean {
  return nextStepOf(channel) === 'None.'
}

/** What helps, and who can do it; the first that is needed. */
function nextStepOf(channel: ChannelOverview): string {
  const { channelId, state, kind, takesOverFrom } = channel
  if (takesOverFrom !== null) {
    return `None: it begins once the Custom Channel ${takesOverFrom} has handed over.`
  }
  if (state !== 'active') return cureOf({ state, kind, channelId })
  if (channel.refusedInteractions > 0 || channel.unconfirmedActions > 0) {
    return `Look at what SocialHub refused: "hubward events list --channel ${channelId}".`
  }
  if (channel.fetchFailures > 0) {
    const { fetchFailures: times, fetchFailure: why } = channel
    const reason = why ? ` ${sentenceOf(why)}` : ' The log says why.'
    return `Fetching failed ${times === 1 ? 'once' : `${times} times in a row`} and is tried again by itself.${reason}`
  }
  if (channel.moving && channel.movesTo === null) {
    return 'Ask the Customer to click "Add Channel" for this Network and to sign in with the same account.'
  }
  return 'None.'
}

/** What the plugin says for people, or for the log where it has no sentence. */
function sentenceOf({ message, sentence }: FetchFailure): string {
  return sentence?.en ?? message
}

/** What listing again brought; nothing where the plugin can't, or nothing was compared yet. */
function reconciled(channel: ChannelOverview): [string, string][] {
  const { lastReconciledAt, nextReconciliationAt, reconciliationFailure, now } = channel
  if (nextReconciliationAt === null) return []
  const { reconciledMissing: missing, reconciledEdited: edited, reconciledDeleted } = channel
  const found = `${missing} missing, ${edited} edited, ${reconciledDeleted} deleted in 30 days`
  return [
    [
      'last compared',
      lastReconciledAt
        ? `${moment(lastReconciledAt, now)}; ${found}`
        : `not yet; due ${moment(nextReconciliationAt, now)}`,
    ],
    ...(reconciliationFailure === null
      ? []
      : [['comparing failed', reconciliationFailure] as [string, string]]),
  ]
}

/** What stands beside the Channel's own row. */
interface Noted {
  readonly pluginFaults: readonly PluginFault[]
  readonly setAside: readonly SetAsideItems[]
  readonly listeners: readonly ListenerOverview[]
  readonly visitorMails: readonly CountedMails[]
  readonly proof: LastProof | undefined
}

function describe(
  channel: ChannelOverview,
  nextStep: string,
  { pluginFaults, setAside, listeners, visitorMails, proof }: Noted,
): string {
  const { now, kind, integration, server } = channel
  const when = (at: Date | null, otherwise: string) => (at ? moment(at, now) : otherwise)
  const waits = (count: number, oldest: Date | null) =>
    oldest ? `${count}, the oldest from ${moment(oldest, now)}` : 'none'
  const facts: [string, string][] = [
    [
      'integration',
      `${integration}, ${kind === 'custom' ? 'Custom Channel' : 'Reusable Manifest'}`,
    ],
    ['account at the Network', [channel.networkId, server].filter(Boolean).join(' at ')],
    [
      'SocialHub Account',
      channel.account ? `${channel.account} (${channel.accountId})` : channel.accountId,
    ],
    ['last fetched', when(channel.lastFetchedAt, 'never')],
    [
      'next fetch',
      channel.state === 'active'
        ? moment(channel.nextFetchAt, now)
        : 'not while it is in this state',
    ],
    ...(channel.fetchFailure
      ? [['fetching fails', failureText(channel.fetchFailure)] as [string, string]]
      : []),
    ...listeners.flatMap((listener) => listenerFacts(listener, channel)),
    ['last new message', when(channel.lastMessageAt, 'none yet')],
    ...reconciled(channel),
    ['last Ticket', when(channel.lastDeliveredAt, 'none yet')],
    ['Tickets waiting', waits(channel.waitingTickets, channel.oldestWaitingAt)],
    ...(channel.unreadPushes > 0
      ? [
          ['received, not fetched', waits(channel.unreadPushes, channel.oldestUnreadAt)] as [
            string,
            string,
          ],
        ]
      : []),
    ...(channel.nextDeliveryAt
      ? [['SocialHub is called again', moment(channel.nextDeliveryAt, now)] as [string, string]]
      : []),
    ['Ticket Actions open', waits(channel.openActions, channel.oldestActionAt)],
    ['refused Interactions', String(channel.refusedInteractions)],
    ['unconfirmed replies', String(channel.unconfirmedActions)],
    ...(proof ? [['what came in', proofText(proof, now)] as [string, string]] : []),
    ['access expires', when(channel.accessExpiresAt, 'at no known time')],
    ...pluginFaults.map((fault): [string, string] => ['the plugin’s fault', faultText(fault, now)]),
    ...setAside.map((items): [string, string] => ['could not be read', setAsideText(items, now)]),
    ...visitorMails.map((mails): [string, string] => ['mails to visitors', mailsText(mails, now)]),
    ...(channel.moving
      ? [
          ['moves to', channel.movesTo ?? 'the Reusable Manifest, once the Customer adds it'] as [
            string,
            string,
          ],
        ]
      : []),
  ]
  const cause =
    channel.cause === null || channel.state === 'active' ? '' : `\n${printable(channel.cause)}`
  const head = `${bold(channel.name)}  ${printable(channel.uniqueName ?? '')}\n${colouredState(channel.state)} since ${moment(channel.since, now)}${cause}`
  return `${head}\n\n${columns(facts)}\n\nwhat to do: ${nextStep}`
}

function failureText({ code, message, sentence }: FetchFailure): string {
  const said = sentence && sentence.en !== message ? ` (${sentence.en})` : ''
  return `${code}: ${message}${said}`
}

/** Which call of which plugin, which field, why, how often, since when: what its author needs. */
function faultText(fault: PluginFault, now: Date): string {
  const { call, plugin, field, reason, count, since, lastAt } = fault
  const where = field === null || field === '' ? call : `${call}, ${field}`
  const times = count === 1 ? 'once' : `${count} times since ${moment(since, now)}, last`
  return `${where}: ${reason} (${plugin}, ${times} ${moment(lastAt, now)})`
}

/** Whether all that came in is accounted for, as far as anybody has looked. */
function proofText({ provedAt, unaccounted }: LastProof, now: Date): string {
  const found =
    unaccounted === null
      ? 'could not be counted in time'
      : unaccounted === 0
        ? 'all is accounted for'
        : `${unaccounted} are not accounted for ("hubward prove" names them)`
  return `${found}, looked at ${moment(provedAt, now)}`
}

/** What became of mails that told visitors of answers. */
function mailsText({ state, reason, count, lastAt }: CountedMails, now: Date): string {
  const why = reason === null ? '' : `: ${reason}`
  return `${count} ${state}, last ${moment(lastAt, now)}${why}`
}

/** What came from the Network and is no Ticket, because the plugin could not read it. */
function setAsideText({ call, reason, count, since, lastAt }: SetAsideItems, now: Date): string {
  const items = count === 1 ? '1 item' : `${count} items`
  return `${items} since ${moment(since, now)}, last ${moment(lastAt, now)} (${call}: ${reason})`
}

/** Whether new messages are heard at once; otherwise they come with the next fetch. */
function listenerFacts(
  { for: whom, listens, host, since, againAt, lastFailure }: ListenerOverview,
  { now, state }: ChannelOverview,
): [string, string][] {
  const name = whom === 'integration' ? 'listens for all Channels' : 'listens'
  const again = state === 'active' && againAt ? `, again ${moment(againAt, now)}` : ''
  const who =
    listens && since ? `${host ?? 'a host'}, since ${moment(since, now)}` : `nobody${again}`
  if (!lastFailure) return [[name, who]]
  const { code, message, at } = lastFailure
  const why = code === 'none' ? message : `${code}: ${message}`
  return [
    [name, who],
    ['listening last failed', `${moment(new Date(at), now)}: ${why}`],
  ]
}
