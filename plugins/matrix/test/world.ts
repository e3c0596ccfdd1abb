import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'

export type Content = Record<string, unknown>

/** An event as a client sees it. */
export interface MatrixEvent {
  readonly event_id: string
  readonly room_id: string
  readonly type: string
  readonly sender: string
  readonly origin_server_ts: number
  readonly state_key?: string
  content: Content
  unsigned?: Record<string, unknown>
  redacts?: string
}

export interface Room {
  readonly id: string
  readonly members: Map<string, string>
  readonly events: MatrixEvent[]
  /** Nobody may write but others. */
  readOnly: boolean
}

/** What a homeserver remembers: rooms, and one order of all that ever happened. */
export class World {
  readonly users = new Map<string, { name: string; avatar?: string }>()
  readonly rooms = new Map<string, Room>()
  readonly happened = new EventEmitter()
  /** The number of the last event of all rooms. */
  position = 0
  now = () => Date.now()
  readonly #serverName: string
  readonly #order = new WeakMap<MatrixEvent, number>()

  constructor(serverName: string) {
    this.#serverName = serverName
    this.happened.setMaxListeners(0)
  }

  at(event: MatrixEvent): number {
    return this.#order.get(event) ?? 0
  }

  user(id: string, name: string, avatar?: string): string {
    this.users.set(id, { name, ...(avatar !== undefined && { avatar }) })
    return id
  }

  room(members: readonly string[], { name, encrypted = false }: RoomOptions = {}): Room {
    const id = `!${randomBytes(9).toString('base64url')}:${this.#serverName}`
    const room: Room = { id, members: new Map(), events: [], readOnly: false }
    this.rooms.set(id, room)
    const [sender = ''] = members
    this.state(room, sender, 'm.room.create', { room_version: '11' })
    for (const member of members) this.member(room, member, 'join')
    if (name !== undefined) this.state(room, sender, 'm.room.name', { name })
    if (encrypted) this.encrypt(room, sender)
    return room
  }

  encrypt(room: Room, sender: string) {
    return this.state(room, sender, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })
  }

  state(room: Room, sender: string, type: string, content: Content, state_key = '') {
    return this.add(room, { type, sender, content, state_key })
  }

  member(room: Room, userId: string, membership: string, by = userId): MatrixEvent {
    const { name, avatar } = this.users.get(userId) ?? {}
    room.members.set(userId, membership)
    const content = {
      membership,
      ...(name !== undefined && { displayname: name }),
      ...(avatar !== undefined && { avatar_url: avatar }),
    }
    return this.state(room, by, 'm.room.member', content, userId)
  }

  memberEvent(room: Room, userId: string): MatrixEvent | undefined {
    return room.events.findLast(
      ({ type, state_key }) => type === 'm.room.member' && state_key === userId,
    )
  }

  write(room: Room, sender: string, content: string | Content, time?: string): MatrixEvent {
    return this.add(room, {
      type: 'm.room.message',
      sender,
      content: typeof content === 'string' ? { msgtype: 'm.text', body: content } : content,
      ...(time !== undefined && { origin_server_ts: Date.parse(time) }),
    })
  }

  /** Section "Event replacements". */
  edit(event: MatrixEvent, text: string, by = event.sender): MatrixEvent {
    return this.write(this.#roomOf(event), by, {
      msgtype: 'm.text',
      body: `* ${text}`,
      'm.new_content': { msgtype: 'm.text', body: text },
      'm.relates_to': { rel_type: 'm.replace', event_id: event.event_id },
    })
  }

  /** Section "Redactions": of a message's content nothing stays. */
  redact(event: MatrixEvent, sender: string): MatrixEvent {
    const redaction = this.add(this.#roomOf(event), {
      type: 'm.room.redaction',
      sender,
      content: { redacts: event.event_id },
      redacts: event.event_id,
    })
    event.content = {}
    event.unsigned = { redacted_because: redaction }
    return redaction
  }

  add(
    room: Room,
    event: Pick<MatrixEvent, 'type' | 'sender' | 'content'> & Partial<MatrixEvent>,
  ): MatrixEvent {
    const added: MatrixEvent = {
      event_id: `$${randomBytes(32).toString('base64url')}`,
      room_id: room.id,
      origin_server_ts: this.now(),
      ...event,
    }
    room.events.push(added)
    this.#order.set(added, ++this.position)
    this.happened.emit('event')
    return added
  }

  /** With the last edit beside it, as most servers do: section "Server-side aggregation of m.replace". */
  shown(event: MatrixEvent, bundles: boolean): MatrixEvent {
    const edits = this.#roomOf(event).events.filter(({ content, sender }) => {
      const relation = content['m.relates_to'] as
        | { rel_type?: string; event_id?: string }
        | undefined
      return (
        relation?.rel_type === 'm.replace' &&
        relation.event_id === event.event_id &&
        sender === event.sender
      )
    })
    const last = edits.at(-1)
    if (!bundles || last === undefined || event.unsigned?.redacted_because) return event
    return { ...event, unsigned: { ...event.unsigned, 'm.relations': { 'm.replace': last } } }
  }

  find(eventId: string): MatrixEvent | undefined {
    for (const room of this.rooms.values()) {
      const found = room.events.find(({ event_id }) => event_id === eventId)
      if (found) return found
    }
    return undefined
  }

  #roomOf(event: MatrixEvent): Room {
    const room = this.rooms.get(event.room_id)
    if (room === undefined) throw new Error('the event is in no room')
    return room
  }
}

interface RoomOptions {
  readonly name?: string
  readonly encrypted?: boolean
}
