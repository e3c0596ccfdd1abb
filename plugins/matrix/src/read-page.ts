import { defined, ifFound, type Message, readEach } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, ifVisible, path } from './api.ts'
import {
  encryptedNote,
  isMessage,
  itemId,
  type Members,
  messageOf,
  redactionOf,
  relationOf,
  type Said,
  saidBy,
  timeOf,
} from './message.ts'
import { factsOf, type RoomFacts } from './rooms.ts'
import type { Context } from './settings.ts'
import { Event, isEventId, NEWS, Page } from './wire.ts'

/** So far up a chain of answers its beginning is looked for. */
const CHAIN = 30

export interface Asked {
  readonly room: string
  readonly dir: 'b' | 'f'
  /** A token of the server's; absent: from the room's first or last event. */
  readonly from?: string
  readonly to?: string
  readonly limit: number
}

/** A page of a room's history: https://spec.matrix.org/latest/client-server-api/#get_matrixclientv3roomsroomidmessages */
export async function pageOf(
  context: Context,
  { room, ...query }: Asked,
  types: readonly string[] = NEWS,
): Promise<{ events: Event[]; end: string | undefined; state: readonly unknown[] }> {
  const at = path`client/v3/rooms/${room}/messages`
  const filter = JSON.stringify({ types, lazy_load_members: true })
  const asked = ask(context, context.credentials, 'GET', at, Page, { query: { ...query, filter } })
  // The account has left the room since, or was removed from it. Whatever else is refused stays unread.
  const page = (await ifVisible(asked)) ?? { chunk: [] }
  const { items } = readEach(Event, page.chunk, withTime, context)
  // Where a page ends as it began, nothing more comes.
  const end = page.end === query.from ? undefined : page.end
  return { events: [...items], end, state: page.state ?? [] }
}

/** An event whose time can be read: any other is set aside. */
function withTime(event: Event): Event {
  timeOf(event)
  return event
}

/** What of a page concerns the Inbox, in its order. */
export async function messagesIn(
  context: Context,
  roomId: string,
  { events, state }: { readonly events: readonly Event[]; readonly state: readonly unknown[] },
): Promise<Message[]> {
  if (events.length === 0) return []
  const room = await factsOf(context, roomId)
  const { encryptedFrom = Number.POSITIVE_INFINITY } = room
  const isReadable = (event: Event) => event.origin_server_ts < encryptedFrom
  const hidden = events.find((event) => !isReadable(event) && event.type !== 'm.room.redaction')
  const readable = events.filter((event) => isReadable(event) || event.type === 'm.room.redaction')
  const messages = await new Reading(context, room, readable, membersIn(state)).messages()
  return hidden === undefined ? messages : [...messages, encryptedNote(context, room, hidden)]
}

const Member = Type.Object({
  type: Type.Literal('m.room.member'),
  state_key: Type.String(),
  content: Type.Object({
    displayname: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    avatar_url: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
})

function membersIn(state: readonly unknown[]): Members {
  return new Map(
    state.flatMap((event) => {
      if (!Value.Check(Member, event)) return []
      const { displayname: name, avatar_url: avatar } = event.content
      const member = defined({ name: name || undefined, avatar: avatar || undefined })
      return [[event.state_key, member] as const]
    }),
  )
}

/** One page being read: what it answers or replaces is asked for once. */
class Reading {
  readonly #context: Context
  readonly #room: RoomFacts
  readonly #events: readonly Event[]
  readonly #members: Members
  readonly #known = new Map<string, Promise<Event | undefined>>()

  constructor(context: Context, room: RoomFacts, events: readonly Event[], members: Members) {
    this.#context = context
    this.#room = room
    this.#events = events
    this.#members = members
    for (const event of events) this.#known.set(event.event_id, Promise.resolve(event))
  }

  async messages(): Promise<Message[]> {
    const found: Message[] = []
    for (const event of this.#events) {
      if (this.#context.signal.aborted) break
      found.push(...(await this.#messagesBy(event)))
    }
    return found
  }

  async #messagesBy(event: Event): Promise<readonly Message[]> {
    if (event.type === 'm.room.redaction') {
      // Since room version 11 the id stands in the content.
      const redacted = event.content.redacts ?? event.redacts
      return typeof redacted === 'string' && isEventId(redacted)
        ? [this.#deleted(redacted, timeOf(event))]
        : []
    }
    const redacted = redactionOf(event)
    if (redacted !== undefined) return [this.#deleted(event.event_id, redacted)]
    if (isMessage(event)) return this.#written(event, () => saidBy(event))
    const { rel_type, event_id: target } = relationOf(event)
    if (event.type !== 'm.room.message' || rel_type !== 'm.replace' || !target) return []
    const original = await this.#event(target)
    if (original === undefined || !isMessage(original)) return []
    if (original.sender !== event.sender) return []
    // What the server tells beside the message is its last edit; where it tells none, this is one.
    return this.#written(original, () => {
      const said = saidBy(original)
      return said.updatedTime !== undefined && said.updatedTime >= timeOf(event)
        ? said
        : saidBy(original, event)
    })
  }

  async #written(event: Event, said: () => Said): Promise<readonly Message[]> {
    const root = await this.#rootOf(event)
    const surroundings = defined({ room: this.#room, members: this.#members, root })
    const read = () => messageOf(this.#context, said(), surroundings)
    return readEach(Event, [event], read, this.#context).items
  }

  #deleted(event: string, deletedTime: string): Message {
    return { networkItemId: itemId(this.#room.id, event), deletedTime }
  }

  /** A thread names its root; an answer names what it answers, which may answer something itself. */
  async #rootOf(event: Event): Promise<string | undefined> {
    let root: string | undefined
    let current: Event | undefined = event
    for (let steps = 0; current !== undefined && steps < CHAIN; steps++) {
      const { rel_type, event_id, 'm.in_reply_to': answered } = relationOf(current)
      const above: string | undefined = rel_type === 'm.thread' ? event_id : answered?.event_id
      if (above === undefined || !isEventId(above)) break
      root = above
      current = await this.#event(above)
    }
    return root
  }

  #event(id: string): Promise<Event | undefined> {
    const known = this.#known.get(id)
    if (known) return known
    if (!isEventId(id)) return Promise.resolve(undefined)
    const { credentials } = this.#context
    const at = path`client/v3/rooms/${this.#room.id}/event/${id}`
    // Any member may name any event: one that can't be read, or asked for, stops no Channel.
    const asked = ask(this.#context, credentials, 'GET', at, Type.Object({}))
    const found = ifFound(asked, ['not-found', 'rejected', 'invalid']).then((event) =>
      Value.Check(Event, event) ? event : undefined,
    )
    this.#known.set(id, found)
    return found
  }
}
