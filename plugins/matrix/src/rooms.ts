import { defined, networkItemId, PluginError } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, ifThere, ifVisible, path } from './api.ts'
import { type Context, serverOf } from './settings.ts'
import type { Sync } from './sync.ts'
import { Event } from './wire.ts'

/** Under which the Channel remembers that it accepted an invitation; room ids may be too long for a key. */
const acceptedKey = (roomId: string) => `accepted/${networkItemId(roomId)}`

/** Whether the Customer wants this room read: it is on the list, or its invitation was accepted by rule. */
export async function isWanted(context: Context, roomId: string): Promise<boolean> {
  const { rooms } = context.channelSettings
  if (rooms.some((line) => line.trim().split(/\s/)[0] === roomId)) return true
  return (await context.channelStore.get(acceptedKey(roomId))) !== undefined
}

/** The rooms of these that are wanted, in their order. */
export async function wantedOf(context: Context, roomIds: readonly string[]): Promise<string[]> {
  const wanted = await Promise.all(roomIds.map((roomId) => isWanted(context, roomId)))
  return roomIds.filter((_, index) => wanted[index])
}

export async function joinedRooms(context: Context): Promise<string[]> {
  const Joined = Type.Object({ joined_rooms: Type.Array(Type.String()) })
  const { credentials } = context
  const { joined_rooms } = await ask(context, credentials, 'GET', 'client/v3/joined_rooms', Joined)
  return joined_rooms.toSorted()
}

/**
 * Accepts what the Customer's rule accepts. Remembered first: a room that was joined and forgotten would
 * never be read. An invitation is open as long as the account is not in the room, so one that is not
 * accepted, or could not be, leaves nothing behind.
 */
export async function acceptInvitations(context: Context, rooms: Sync['rooms']): Promise<void> {
  const { channelSettings, channelStore, credentials, log } = context
  const { invitations } = channelSettings
  for (const [roomId, { invite_state }] of Object.entries(rooms?.invite ?? {})) {
    const isWelcome =
      invitations === 'always' ||
      (invitations === 'same-server' && isFromHere(credentials.userId, invite_state?.events ?? []))
    if (!isWelcome) {
      await channelStore.delete(acceptedKey(roomId))
      continue
    }
    await channelStore.set(acceptedKey(roomId), true)
    const at = path`client/v3/rooms/${roomId}/join`
    const asked = ask(context, credentials, 'POST', at, Type.Unknown(), { json: {} })
    const joined = await ifThere(asked).catch(async (thrown: unknown) => {
      // Where nobody knows, it stays: the invitation comes again if the account is not in the room.
      const isSure = thrown instanceof PluginError && thrown.effect === 'none'
      if (isSure) await channelStore.delete(acceptedKey(roomId))
      throw thrown
    })
    if (joined === undefined) await channelStore.delete(acceptedKey(roomId))
    log.info(
      joined === undefined ? 'an invitation is no longer open' : 'an invitation was accepted',
    )
  }
}

const Member = Type.Object({
  type: Type.Literal('m.room.member'),
  state_key: Type.String(),
})
const Invitation = Type.Object({
  sender: Type.String({ pattern: '^@' }),
  content: Type.Object({ membership: Type.Literal('invite') }),
})

/**
 * Whether somebody of the account's own server invites it. What stands beside an invitation was sent by
 * the inviting server (https://spec.matrix.org/latest/client-server-api/#stripped-state: no ids, no
 * signatures), so it may hold forged ones besides: every one must be from here.
 */
function isFromHere(userId: string, events: readonly unknown[]): boolean {
  const ours = events.filter((event) => Value.Check(Member, event) && event.state_key === userId)
  return (
    ours.length > 0 &&
    ours.every(
      (event) => Value.Check(Invitation, event) && serverOf(event.sender) === serverOf(userId),
    )
  )
}

/** One piece of a room's state, or undefined where there is none or the account may not see it. */
function stateOf(
  context: Context,
  roomId: string,
  type: string,
  query: { format?: string } = {},
): Promise<unknown> {
  const at = path`client/v3/rooms/${roomId}/state/${type}/`
  return ifVisible(ask(context, context.credentials, 'GET', at, Type.Unknown(), { query }))
}

/** Whether a room is encrypted by now. */
export async function isEncrypted(context: Context, roomId: string): Promise<boolean> {
  return (await stateOf(context, roomId, 'm.room.encryption')) !== undefined
}

/** What of a room matters to all its messages. */
export interface RoomFacts {
  readonly id: string
  readonly name?: string
  /** Since when it is encrypted, in milliseconds since 1970. Nothing makes a room unencrypted again. */
  readonly encryptedFrom?: number
}

const Named = Type.Object({ name: Type.String({ minLength: 1 }) })

export async function factsOf(context: Context, roomId: string): Promise<RoomFacts> {
  const [named, encryption] = await Promise.all([
    stateOf(context, roomId, 'm.room.name'),
    // The whole event, with its time; a server that answers the content alone says only that it is so.
    stateOf(context, roomId, 'm.room.encryption', { format: 'event' }),
  ])
  const encryptedFrom = Value.Check(Event, encryption) ? encryption.origin_server_ts : 0
  return defined({
    id: roomId,
    name: Value.Check(Named, named) ? named.name : undefined,
    encryptedFrom: encryption === undefined ? undefined : encryptedFrom,
  })
}
