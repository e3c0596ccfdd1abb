import Type from 'typebox'
import Value from 'typebox/value'
import { handleOf } from './message.ts'
import type { Context } from './settings.ts'
import type { Status } from './status.ts'

/**
 * Which statuses a Channel has brought lately, so that they can be looked at again. A server tells
 * nobody that one was deleted; and that a notification is gone says nothing, for people clear theirs.
 *
 * A status is an entry of its own, under its time: writing it again changes nothing.
 */

const PREFIX = 'watched/'
/** Longer than a window that anybody asks for, and then it is forgotten. */
const FORGOTTEN_MS = 30 * 24 * 60 * 60_000
const SLOT_MS = 10 * 60_000

const Watched = Type.Object({
  uri: Type.String(),
  /** The server's id, where the entry's key has no room for it. */
  id: Type.Optional(Type.String()),
  /** When the look began that was the first at which the server did not know it. */
  missed: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
  /** It was told that it is gone. */
  told: Type.Optional(Type.Boolean()),
})

export interface WatchedStatus {
  readonly key: string
  readonly id: string
  readonly uri: string
  /** The time of a look, or true: at one before looks had times. */
  readonly missed: string | boolean
  readonly told: boolean
}

export async function watch(
  { channelStore, credentials }: Context,
  statuses: readonly Status[],
): Promise<void> {
  for (const { id, uri, account, createdAt } of statuses) {
    const about = handleOf(account.acct, credentials)
    const key = keyOf(createdAt, id)
    await channelStore.set(key, { uri, ...idBeside(key, id) }, undefined, { about })
  }
}

/** Notes since when the server does not know a status, and whether that was told; or that it knows it. */
export async function note(
  { channelStore }: Context,
  { key, id, uri }: WatchedStatus,
  { missed, told }: Pick<WatchedStatus, 'missed' | 'told'>,
): Promise<void> {
  const noted = { ...(missed !== false && { missed }), ...(told && { told }) }
  await channelStore.set(key, { uri, ...idBeside(key, id), ...noted })
}

/** The ten minutes that a time lies in, as what its keys begin with: `2026-01-15T10:2`. */
export function slotOf(time: number): string {
  return new Date(time).toISOString().slice(0, 15)
}

function nextSlot(slot: string): string {
  return slotOf(Date.parse(`${slot}0:00.000Z`) + SLOT_MS)
}

/**
 * What was watched within a slot. A day and an hour are asked for at once where nothing lies in them,
 * so that a quiet week costs no thousand questions.
 */
export async function watchedIn(
  context: Context,
  slot: string,
): Promise<{ readonly watched: readonly WatchedStatus[]; readonly next: string }> {
  for (const [length, stepMs] of [
    [10, 24 * 6 * SLOT_MS],
    [13, 6 * SLOT_MS],
    [15, SLOT_MS],
  ] as const) {
    const begin = slot.slice(0, length)
    const listed = await context.channelStore.list(PREFIX + begin)
    // As many as a store lists at once: there may be more.
    if (listed.length >= 1_000 && length < 15) continue
    const watched = listed.flatMap(({ key, value }) => {
      if (!Value.Check(Watched, value) || key < PREFIX + slot) return []
      const { uri, missed = false, told = false } = value
      const id = value.id ?? key.split('/').at(-1) ?? ''
      return [{ key, id, uri, missed, told }]
    })
    const first = Date.parse(`${begin}${'2000-01-01T00:00:00.000Z'.slice(length)}`)
    return { watched, next: slotOf(first + stepMs) }
  }
  return { watched: [], next: nextSlot(slot) }
}

/** What has been watched for too long. */
export async function forget(context: Context): Promise<void> {
  const before = PREFIX + new Date(context.now().getTime() - FORGOTTEN_MS).toISOString()
  for (const { key } of await context.channelStore.list(PREFIX)) {
    if (key >= before) return
    await context.channelStore.delete(key)
  }
}

/** An id that the key cuts, or that looks like more of the key, stands in the entry. */
function idBeside(key: string, id: string): { id?: string } {
  return key.split('/').at(-1) === id ? {} : { id }
}

const keyOf = (time: string, id: string) => `${PREFIX}${time}/${id}`.slice(0, 256)

/** Those of the statuses that were never brought. */
export async function unwatched(
  { channelStore }: Context,
  statuses: readonly Status[],
): Promise<readonly Status[]> {
  const missing: Status[] = []
  for (const status of statuses) {
    const known = await channelStore.get(keyOf(status.createdAt, status.id))
    if (known === undefined) missing.push(status)
  }
  return missing
}
