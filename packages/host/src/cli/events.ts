import { type Command, Option } from 'commander'
import { TICKET_ACTION_STATES } from '../delivery.ts'
import { giveUpEvent } from '../operating/give-up-event.ts'
import { eventNamed, nextStepFor, retryEvent } from '../operating/retry-event.ts'
import { type HostEvent, listEvents } from '../store/overview.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { readTime } from './read-time.ts'
import { bold, columns, moment } from './table.ts'

interface GivenFilter extends Given {
  readonly channel?: string
  readonly state?: string
  readonly kind?: HostEvent['kind']
  readonly since?: string
  readonly limit: string
}

interface GivenReason extends Given {
  readonly reason?: string
}

/** `hubward events …` */
export function eventsCommands(events: Command): void {
  reporting(events.command('list'))
    .summary('list Ticket Actions and refused Interactions')
    .description(
      'Lists Ticket Actions with what became of them, and Interactions that could not become Tickets; the latest first.',
    )
    .option('--channel <channelId>', 'only those of this Channel, by SocialHub’s id')
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        ...Object.keys(TICKET_ACTION_STATES),
        'refused',
      ]),
    )
    .addOption(new Option('--kind <kind>', 'only these').choices(['action', 'interaction']))
    .option('--since <time>', 'only later ones: 2026-11-22T10:00Z, or 90m, 12h, 3d ago')
    .option('--limit <count>', 'at most so many', '50')
    .action((given: GivenFilter) => withContext(given, (context) => list(context, given)))
  reporting(events.command('show'))
    .summary('tell what became of one, and why')
    .description('Tells all about one Ticket Action or refused Interaction, texts excepted.')
    .argument('<id>', 'as "hubward events list" shows it')
    .action((id: string, given: Given) => withContext(given, (context) => show(context, id)))
  reporting(events.command('retry'))
    .summary('try again what SocialHub refused, or what waits')
    .description(
      'Sends a refused Interaction to SocialHub again, unchanged; or tells SocialHub again of a reply that is published but unconfirmed. Of a Ticket Action that waits for its next attempt, that attempt is made now. Nothing is published that would not be published anyway: a reply that was reset is sent again in the Inbox.',
    )
    .argument('<id>', 'as "hubward events list" shows it')
    .action((id: string, given: Given) => withContext(given, (context) => retry(context, id)))
  reporting(events.command('give-up'))
    .summary('give up what waits, or what nobody needs to look at any more')
    .description(
      'Gives up a Ticket Action that is not on the Network yet: the Channel’s next turn resets it at SocialHub, so that the community manager knows. If its outcome is uncertain the Network is asked first, and what is published there is confirmed; where that can’t be found out, the community manager reads to look there. An unconfirmed reply and a refused Interaction stay what they are, and count no longer as something to look at.',
    )
    .argument('<id>', 'as "hubward events list" shows it')
    .option(
      '--reason <text>',
      'for the audit log, and for the community manager where nothing was published; at most 300 characters',
    )
    .action((id: string, given: GivenReason) =>
      withContext(given, (context) => giveUp(context, id, given)),
    )
}

async function giveUp(context: CommandContext, id: string, given: GivenReason): Promise<void> {
  const event = await giveUpEvent(context.db, id, given.reason ?? '')
  const said = event.settledAt
    ? 'It is given up: the reply stays published.'
    : 'It is given up: SocialHub is told as soon as a host is free and the Channel works.'
  context.say(event.kind === 'interaction' ? 'It is given up.' : said, {
    id,
    channelId: event.channelId,
    givenUp: true,
  })
}

async function list(context: CommandContext, given: GivenFilter): Promise<void> {
  const { channel, state, kind, since } = given
  const now = new Date()
  const events = await listEvents(context.db, {
    limit: limitOf(given.limit),
    ...(channel !== undefined && { channelId: channel }),
    ...(state !== undefined && { state }),
    ...(kind !== undefined && { kind }),
    ...(since !== undefined && { since: readTime(since, now) }),
  })
  const rows = events.map((event) => [
    event.id,
    moment(event.at, now),
    event.state,
    event.type ?? 'Interaction',
    event.channel,
    event.reason ?? '',
  ])
  context.say(rows.length === 0 ? 'Nothing.' : columns(rows), events)
}

async function show(context: CommandContext, id: string): Promise<void> {
  const event = await eventNamed(context.db, id)
  const now = new Date()
  const facts = Object.entries({
    Channel: `${event.channel} (${event.channelId})`,
    'message at the Network': event.networkItemId,
    Ticket: event.ticketId,
    Followup: event.followupId,
    attempts: String(event.attempts),
    settled: event.settledAt && moment(event.settledAt, now),
    'given up': event.givenUpAt && moment(event.givenUpAt, now),
    failure: event.failure,
    reason: event.reason,
  }).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  const what = event.type === null ? 'Interaction' : `${event.type} "${event.actionId ?? ''}"`
  const nextStep = nextStepFor(event)
  context.say(
    `${bold(event.id)}  ${what}\n${event.state}, came in ${moment(event.at, now)}\n\n${columns(facts)}\n\nwhat to do: ${nextStep}`,
    { ...event, nextStep },
  )
}

async function retry(context: CommandContext, id: string): Promise<void> {
  const event = await retryEvent(context.db, id)
  const told =
    event.state === 'unconfirmed'
      ? 'SocialHub is told again.'
      : 'It is tried again as soon as a host is free.'
  const said = event.kind === 'interaction' ? 'It is sent to SocialHub again.' : told
  context.say(said, { id, channelId: event.channelId, retried: true })
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= 10_000) return limit
  throw new CommandError('--limit must be a whole number from 1 to 10000.')
}
