import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { objectId } from './ids.ts'
import type * as Model from './model.ts'
import { DEFAULT_SETTINGS, type Settings } from './settings.ts'

/** The entities of the state, by what one of them is called. */
export interface Entities {
  account: Model.Account
  user: Model.User
  manifest: Model.Manifest
  channel: Model.Channel
  interactor: Model.Interactor
  ticket: Model.Ticket
  followup: Model.Followup
  ticketAction: Model.TicketAction
  notice: Model.Notice
  file: Model.StoredFile
}

export type Kind = keyof Entities

/** The records of `StateData`, by kind. */
type Tables = { [K in Kind]: Record<string, Entities[K]> }

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
  data: Model.StateData
  /** Not part of `data`: a restart begins with those it is started with. */
  settings: Settings
  tables: Tables
  changes: EventEmitter<{ change: [Change] }>
  now: () => Date
  newId: () => string
  /** Ticket ids by Channel and networkItemId: see `ticketKey`. Rebuilt from `data`. */
  ticketIdByItem: Map<string, string>
  /** Interactor ids by who they are: see `personKey`. Rebuilt from `data`. */
  interactorIdByPerson: Map<string, string>
}

function emptyStateData(): Model.StateData {
  return {
    version: 1,
    tokenKey: randomBytes(32).toString('hex'),
    accounts: {},
    users: {},
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
  options: { data?: Model.StateData; settings?: Partial<Settings>; now?: () => Date } = {},
): State {
  const now = options.now ?? (() => new Date())
  const data = options.data ?? emptyStateData()
  const changes = new EventEmitter<{ change: [Change] }>()
  // One listener for each open page.
  changes.setMaxListeners(0)
  const ticketIdByItem = new Map<string, string>()
  for (const ticket of Object.values(data.tickets)) {
    ticketIdByItem.set(ticketKey(ticket.channelId, ticket.interaction.networkItemId), ticket.id)
  }
  const interactorIdByPerson = new Map<string, string>()
  for (const interactor of Object.values(data.interactors)) {
    interactorIdByPerson.set(personKey(interactor), interactor.id)
  }
  const tables: Tables = {
    account: data.accounts,
    user: data.users,
    manifest: data.manifests,
    channel: data.channels,
    interactor: data.interactors,
    ticket: data.tickets,
    followup: data.followups,
    ticketAction: data.ticketActions,
    notice: data.notices,
    file: data.files,
  }
  const settings = structuredClone({ ...DEFAULT_SETTINGS, ...options.settings })
  const newId = () => objectId(now())
  return { data, settings, tables, changes, now, newId, ticketIdByItem, interactorIdByPerson }
}

export function ticketKey(channelId: string, networkItemId: string): string {
  return `${channelId} ${networkItemId}`
}

/** The same `interactorId` under one Manifest of an Account is the same person. */
export function personKey(
  person: Pick<Model.Interactor, 'accountId' | 'manifestId' | 'networkInteractorId'>,
): string {
  return `${person.accountId} ${person.manifestId} ${person.networkInteractorId}`
}

/** The current time as SocialHub writes it. */
export function isoNow(state: State): string {
  return state.now().toISOString()
}

interface Owned {
  id: string
  accountId?: string
  channelId?: string
  ticketId?: string
}

/** Stores an entity, new or changed, and says so. */
export function put<K extends Kind>(state: State, kind: K, entity: Entities[K]): Entities[K] {
  const { id, accountId, channelId, ticketId }: Owned = entity
  const table: Record<string, Entities[K]> = state.tables[kind]
  table[id] = entity
  const ticket = kind === 'ticket' ? state.data.tickets[id] : undefined
  if (ticket) {
    state.ticketIdByItem.set(ticketKey(ticket.channelId, ticket.interaction.networkItemId), id)
  }
  const ofChannel = kind === 'channel' ? id : channelId
  const ofTicket = kind === 'ticket' ? id : ticketId
  state.changes.emit('change', {
    kind,
    id,
    ...(accountId !== undefined && { accountId }),
    ...(ofChannel !== undefined && { channelId: ofChannel }),
    ...(ofTicket !== undefined && { ticketId: ofTicket }),
  })
  return entity
}
