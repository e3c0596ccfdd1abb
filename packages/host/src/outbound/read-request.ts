import {
  ChannelActionEvent,
  check,
  type Problem,
  TicketActionEvent,
  WebhookRequest,
} from '@hubward/socialhub'
import type { Logger } from 'pino'
import type { ManifestId, SocialHubChannelId } from '../store/ids.ts'

/** SocialHub sends an event in each request. More than this is looked at by nobody. */
export const MOST_EVENTS = 1_000
/** How much of what was not understood is named in the log. */
const NAMED = 5
const NAMED_CHARACTERS = 60

/** What a webhook request asks for. */
export interface ReadRequest {
  readonly manifestId: ManifestId
  readonly channelId: SocialHubChannelId
  /** As SocialHub's test request is. */
  readonly isEmpty: boolean
  readonly actions: readonly TicketActionEvent[]
  /** Whether something happened to the Channel itself, such as its end at SocialHub. */
  readonly concernsChannel: boolean
}

/** What was not understood, however much there is of it, for one line of the log. */
class NotUnderstood {
  readonly #unknown = new Map<string, number>()
  readonly #problems: Problem[][] = []
  #unknownTypes = 0
  #broken = 0

  unknown(type: string, events: number): void {
    this.#unknownTypes += 1
    if (this.#unknown.size < NAMED) this.#unknown.set(type.slice(0, NAMED_CHARACTERS), events)
  }

  broken(problems: readonly Problem[]): void {
    this.#broken += 1
    if (this.#problems.length < NAMED) this.#problems.push(problems.slice(0, NAMED))
  }

  log(log: Logger, about: object): void {
    if (this.#unknownTypes > 0) {
      log.warn(
        { ...about, types: this.#unknownTypes, events: Object.fromEntries(this.#unknown) },
        'events of unknown types were discarded',
      )
    }
    if (this.#broken > 0) {
      log.error(
        { ...about, events: this.#broken, problems: this.#problems },
        'Ticket Actions can’t be understood',
      )
    }
  }
}

/** Reads the body of a webhook request whose signature is true; answers what is wrong with it as text. */
export function readRequest(
  rawBody: Buffer,
  integration: string,
  log: Logger,
): ReadRequest | string {
  const request = check(WebhookRequest, parseJson(rawBody))
  if (!request.ok) {
    const problems = request.problems.slice(0, NAMED).map(({ field, rule }) => `${field}: ${rule}`)
    return `The body is not a webhook request: ${problems.join(' ')}`
  }
  const { manifestId, channelId, events } = request.value
  const { ticket_action: ticketActions = [], channel_action: channelActions = [] } = events
  if (ticketActions.length + channelActions.length > MOST_EVENTS) {
    return `The request has more than ${MOST_EVENTS} events. Send them in several requests.`
  }
  const actions: TicketActionEvent[] = []
  const notUnderstood = new NotUnderstood()
  for (const event of ticketActions) {
    const checked = check(TicketActionEvent, event)
    if (checked.ok) actions.push(checked.value)
    else notUnderstood.broken(checked.problems)
  }
  const known = channelActions.filter((event) => check(ChannelActionEvent, event).ok)
  if (known.length < channelActions.length) {
    notUnderstood.unknown('channel_action', channelActions.length - known.length)
  }
  for (const [type, list] of Object.entries(events)) {
    if (type !== 'ticket_action' && type !== 'channel_action' && list.length > 0) {
      notUnderstood.unknown(type, list.length)
    }
  }
  notUnderstood.log(log, { integration, socialhubChannelId: channelId })
  return {
    manifestId,
    channelId,
    isEmpty: Object.keys(events).length === 0,
    actions,
    concernsChannel: known.length > 0,
  }
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}
