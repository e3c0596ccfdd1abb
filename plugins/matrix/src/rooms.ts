import { networkItemId } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, ifThere, path } from './api.ts'
import { type Context, serverOf } from './settings.ts'
import { Event, type Sync } from './wire.ts'

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
  const { joined_rooms } = await ask(
    context,
    context.credentials,
    'GET',
    'client/v3/joined_rooms',
    Joined,
  )
  return joined_rooms.toSorted()
}

/**
 * Accepts what the Customer's rule accepts. Remembered first: a room that was joined and forgotten would
 * never be read.
 */
export async function acceptInvitations(context: Context, rooms: Sync['rooms']): Promise<void> {
  const { channelSettings, channelStore, credentials, log } = context
  const { invitations } = channelSettings
  if (invitations === 'never') return
  for (const [roomId, { invite_state }] of Object.entries(rooms?.invite ?? {})) {
    // https://spec.matrix.org/latest/client-server-api/#stripped-state: no event ids, no times.
    const invitation = Type.Object({
      type: Type.Literal('m.room.member'),
      state_key: Type.Literal(credentials.userId),
      sender: Type.String(),
    })
    const by = invite_state?.events?.find((event) => Value.Check(invitation, event))
    const isFromHere =
      Value.Check(invitation, by) && serverOf(by.sender) === serverOf(credentials.userId)
    if (invitations === 'same-server' && !isFromHere) continue
    await channelStore.set(acceptedKey(roomId), true)
    const joined = await ifThere(
      ask(context, credentials, 'POST', path`client/v3/rooms/${roomId}/join`, Type.Unknown(), {
        json: {},
      }),
    )
    log.info(
      joined === undefined ? 'an invitation is no longer open' : 'an invitation was accepted',
    )
  }
}

/** One piece of a room's state, or undefined where there is none or the account may not see it. */
function stateOf(
  context: Context,
  roomId: string,
  type: string,
  query: { format?: string } = {},
): Promise<unknown> {
  const at = path`client/v3/rooms/${roomId}/state/${type}/`
  return ifThere(ask(context, context.credentials, 'GET', at, Type.Unknown(), { query }))
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
  return {
    id: roomId,
    ...(Value.Check(Named, named) && { name: named.name }),
    ...(encryption !== undefined && {
      encryptedFrom: Value.Check(Event, encryption) ? encryption.origin_server_ts : 0,
    }),
  }
}
