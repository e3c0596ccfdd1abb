import type { ChannelContext } from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import type { ChannelSettings } from './channel-settings.ts'
import type { Credentials } from './credentials.ts'
import type { Settings } from './settings.ts'
import { Notifications, type Status, Statuses } from './wire.ts'

export type Context = ChannelContext<Settings, ChannelSettings, Credentials>

/** One entry of a server's list: the list's own id and time, and the status that it is about. */
export interface Entry {
  /** Opaque: never ordered, only handed back. */
  readonly id: string
  readonly time: string
  /** Absent: of no use, but a place in the list. */
  readonly status?: Status
}

/** The entry up to which a list has been read. */
export const Mark = Type.Object({ id: Type.String(), time: Type.String() })
export type Mark = Type.Static<typeof Mark>

interface Page {
  /** Newest first, as servers answer. */
  readonly entries: readonly Entry[]
  /** Whether the server says where its pages are: those that do keep to `min_id`. */
  readonly linked: boolean
  /** How long fetching shall pause. */
  readonly waitMs: number | undefined
}

/** A list of a server that can be read page by page. */
export type List = (
  context: Context,
  range: { readonly minId?: string; readonly maxId?: string; readonly limit: number },
) => Promise<Page>

/** The most that servers give at once. */
export const PAGE_SIZE = 40

/** A status that mentions the account, or one of those that changed after it had to do with them. */
const WANTED = ['mention', 'update']

/** What happened to the account: mentions, direct ones too, and edits. */
export const notifications: List = async (context, { minId, maxId, limit }) => {
  const query = { types: WANTED, limit, min_id: minId, max_id: maxId }
  const { body, linked, waitMs } = await ask(
    context,
    context.credentials,
    'GET',
    '/api/v1/notifications',
    Notifications,
    { query },
  )
  return {
    entries: body.map(({ id, type, created_at: time, status }) => ({
      id,
      time,
      // Some servers don't know `types`.
      ...(status && isWanted(type, status, context) && { status: status.reblog ?? status }),
    })),
    linked,
    waitMs,
  }
}

/** What the account itself wrote, here or elsewhere. */
export const ownStatuses: List = async (context, { minId, maxId, limit }) => {
  const { accountId } = context.credentials
  const query = { exclude_reblogs: 'true', limit, min_id: minId, max_id: maxId }
  const { body, linked, waitMs } = await ask(
    context,
    context.credentials,
    'GET',
    `/api/v1/accounts/${encodeURIComponent(accountId)}/statuses`,
    Statuses,
    { query },
  )
  return {
    entries: body.map((status) => ({
      id: status.id,
      time: status.created_at,
      ...(!status.reblog && { status }),
    })),
    linked,
    waitMs,
  }
}

/** The account also boosts what is not addressed to it: an edit of that makes no Ticket. */
function isWanted(type: string, status: Status, { credentials, channel }: Context): boolean {
  if (type !== 'update') return type === 'mention'
  return (status.mentions ?? []).some(
    ({ id, acct }) => id === credentials.accountId || acct === channel.networkId,
  )
}

/** Where a list is before its mark is found: on the way back from its newest page. */
export const Progress = Type.Object({
  mark: Type.Union([Mark, Type.Null()]),
  /** `max_id` of the next page back; null: begin with the newest. */
  back: Type.Union([Type.String(), Type.Null()]),
})
export type Progress = Type.Static<typeof Progress>

/** The mark of a list in which nothing is older than what is wanted. No server gives this id. */
const BEFORE_ALL: Mark = { id: '0', time: new Date(0).toISOString() }

/**
 * One step back through a list whose mark is not known yet, towards `since`: only from there on can
 * it be read forwards, oldest first.
 */
export async function findMark(
  context: Context,
  list: List,
  since: string,
  back: string | null,
): Promise<Progress> {
  const range = { limit: PAGE_SIZE, ...(back !== null && { maxId: back }) }
  const { entries } = await list(context, range)
  const before = entries.find(({ time }) => Date.parse(time) < Date.parse(since))
  if (before) return { mark: markOf(before), back: null }
  const oldest = entries.at(-1)
  return oldest ? { mark: null, back: oldest.id } : { mark: BEFORE_ALL, back: null }
}

/**
 * What follows the mark, oldest first. Mastodon pages forwards with `min_id`; servers that only speak
 * its API may answer the newest entries instead, and give no links. There the list is read backwards,
 * until the mark is met or what is older than it: slower, but without a gap.
 */
export async function readAfter(
  context: Context,
  list: List,
  mark: Mark,
  limit: number,
): Promise<{ readonly entries: readonly Entry[]; readonly waitMs: number | undefined }> {
  const fromMark = mark.id === BEFORE_ALL.id ? {} : { minId: mark.id }
  const { entries, linked, waitMs } = await list(context, { ...fromMark, limit })
  if (linked && 'minId' in fromMark) return { entries: entries.toReversed(), waitMs }
  const found: Entry[] = []
  for (let page = entries; page.length > 0; ) {
    const end = page.findIndex(
      ({ id, time }) => id === mark.id || Date.parse(time) < Date.parse(mark.time),
    )
    found.push(...(end < 0 ? page : page.slice(0, end)))
    if (end >= 0) break
    context.signal.throwIfAborted()
    const maxId = page.at(-1)?.id ?? ''
    const older = await list(context, { ...fromMark, maxId, limit: PAGE_SIZE })
    page = older.entries
  }
  return { entries: found.toReversed().slice(0, limit), waitMs }
}

export function markOf({ id, time }: Mark): Mark {
  return { id, time }
}
