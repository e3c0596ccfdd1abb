import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { objectId } from './ids.ts'
import type { StateData, Ticket } from './model.ts'

/** The collections of the state, by what one entry is called. */
const collections = {
  account: 'accounts',
  user: 'users',
  team: 'teams',
  manifest: 'manifests',
  channel: 'channels',
  interactor: 'interactors',
  ticket: 'tickets',
  followup: 'followups',
  ticketAction: 'ticketActions',
  notice: 'notices',
  file: 'files',
} as const

export type Kind = keyof typeof collections

/**
 * What changed, for pages that update live: emitted as `changes.emit('change', change)` after the
 * data was changed. `accountId` says whose pages are concerned (absent: everybody's),
 * `channelId` and `ticketId` are there where the entity belongs to one.
 */
export interface Change {
  kind: Kind
  id: string
  accountId?: string
  channelId?: string
  ticketId?: string
}

/**
 * The state with what it needs to be worked on. Only the functions in this folder write to `data`,
 * always by `put`, so that no change goes unannounced.
 */
export interface State {
  data: StateData
  changes: EventEmitter<{ change: [Change] }>
  now: () => Date
  newId: () => string
  /** Ticket ids by Channel and networkItemId: see `ticketKey`. Rebuilt from `data`. */
  ticketIdByItem: Map<string, string>
}

export function emptyStateData(): StateData {
  return {
    version: 1,
    tokenKey: randomBytes(32).toString('hex'),
    accounts: {},
    users: {},
    teams: {},
    manifests: {},
    channels: {},
    interactors: {},
    tickets: {},
    followups: {},
    ticketActions: {},
    notices: {},
    files: {},
  }
}

export function createState(
  options: { data?: StateData; now?: () => Date } = {},
): State {
  const now = options.now ?? (() => new Date())
  const data = options.data ?? emptyStateData()
  const changes = new EventEmitter<{ change: [Change] }>()
  changes.setMaxListeners(0)
  const ticketIdByItem = new Map<string, string>()
  for (const ticket of Object.values(data.tickets)) {
    ticketIdByItem.set(ticketKey(ticket.channelId, ticket.interaction.networkItemId), ticket.id)
  }
  return { data, changes, now, newId: () => objectId(now()), ticketIdByItem }
}

export function ticketKey(channelId: string, networkItemId: string): string {
  return `${channelId} ${networkItemId}`
}

/** The current time as SocialHub writes it. */
export function isoNow(state: State): string {
  return state.now().toISOString()
}

type Entity = { id: string; accountId?: string; channelId?: string; ticketId?: string }
type Collections = typeof collections
type EntityOf<K extends Kind> = StateData[Collections[K]][string]

/** Stores an entity, new or changed, and says so. */
export function put<K extends Kind>(state: State, kind: K, entity: EntityOf<K>): EntityOf<K> {
  const collection: Record<string, EntityOf<K>> = state.data[collections[kind]]
  collection[entity.id] = entity
  if (kind === 'ticket') index(state, state.data.tickets[entity.id])
  const { accountId, channelId, ticketId }: Entity = entity
  state.changes.emit('change', {
    kind,
    id: entity.id,
    ...(accountId && { accountId }),
    ...((kind === 'channel' || channelId) && { channelId: channelId ?? entity.id }),
    ...((kind === 'ticket' || ticketId) && { ticketId: ticketId ?? entity.id }),
  })
  return entity
}

function index(state: State, ticket: Ticket | undefined): void {
  if (!ticket) return
  state.ticketIdByItem.set(
    ticketKey(ticket.channelId, ticket.interaction.networkItemId),
    ticket.id,
  )
}
