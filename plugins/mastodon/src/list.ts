import { readEach, readTime } from '@hubward/plugin'
import type Type from 'typebox'
import Value from 'typebox/value'
import { type Asked, ask } from './api.ts'
import type { Context } from './settings.ts'
import { type Status, statusOf, unwrapped } from './status.ts'
import { Items, Listed, Notification, StatusAnswer } from './wire.ts'

/** One entry of a server's list: the list's own id and time, and the status that it is about. */
export interface Entry {
  /** Opaque: never ordered, only handed back. */
  readonly id: string
  /** ISO 8601. */
  readonly time: string
  /** Absent: of no use or unreadable, but a place in the list. */
  readonly status?: Status
}

export interface Page {
  /** Newest first, as servers answer. */
  readonly entries: readonly Entry[]
  /** Whether all that could be wanted of it could be read. */
  readonly whole: boolean
  /** Whether the server says where its pages are: those that do keep to `min_id`. */
  readonly linked: boolean
  /** How long fetching shall pause. */
  readonly waitMs: number | undefined
}

interface Range {
  readonly minId?: string | undefined
  readonly maxId?: string | undefined
  readonly limit: number
}

/** A list of a server that can be read page by page. */
export type List = (context: Context, range: Range) => Promise<Page>

/** The most that servers give at once. */
export const PAGE_SIZE = 40

/**
 * A status that mentions the account; the same that waits for the account to let it appear (GoToSocial,
 * which makes no mention of it until then); or one that changed after they had to do with it.
 */
const WANTED = ['mention', 'pending.reply', 'update']

/** What happened to the account: mentions, direct ones too, and edits. */
export const notifications: List = (context, range) =>
  listed(context, '/api/v1/notifications', { types: WANTED }, range, Notification, (item) => {
    const { id, type, created_at: created, status: answer } = item
    const time = readTime(created) ?? timeOf(answer)
    // Some servers don't know `types`.
    if (!answer || !WANTED.includes(type)) return { id, time }
    const status = readStatus(context, answer, time)
    if (status === undefined) return { id, time, isUnreadable: true }
    return { id, time, ...(isWanted(type, status, context) && { status }) }
  })

/** What the account itself wrote, here or elsewhere. */
export const ownStatuses: List = (context, range) => {
  const path = `/api/v1/accounts/${encodeURIComponent(context.credentials.accountId)}/statuses`
  return listed(context, path, { exclude_reblogs: 'true' }, range, Listed, (item) => {
    const status = readStatus(context, item, undefined, statusOf)
    const place = { id: item.id, time: readTime(item.created_at) }
    if (status === undefined) return { ...place, isUnreadable: true }
    return { ...place, ...(!status.isBoost && { status }) }
  })
}

/** The statuses of entries that have one. */
export function statusesIn(entries: readonly Entry[]): Status[] {
  return entries.flatMap(({ status }) => (status ? [status] : []))
}

/** An entry before it is known where one without a time stands. */
interface ReadEntry extends Omit<Entry, 'time'> {
  readonly time: string | undefined
  readonly isUnreadable?: boolean
}

async function listed<Schema extends Type.TSchema>(
  context: Context,
  path: string,
  only: NonNullable<Asked['query']>,
  range: Range,
  schema: Schema,
  read: (item: Type.Static<Schema>) => ReadEntry,
): Promise<Page> {
  const { minId, maxId, limit } = range
  const query = { ...only, limit, min_id: minId, max_id: maxId }
  const answer = await ask(context, context.credentials, 'GET', path, Items, { query })
  const { items, setAside } = readEach(schema, within(answer.body, range), read, context)
  const whole = setAside.length === 0 && !items.some(({ isUnreadable }) => isUnreadable)
  return { entries: placed(items), whole, linked: answer.linked, waitMs: answer.waitMs }
}

/** Undefined where it can't be read, which the log then says. */
function readStatus(
  context: Context,
  answer: unknown,
  listedTime: string | undefined,
  read: typeof statusOf = unwrapped,
): Status | undefined {
  return readEach(StatusAnswer, [answer], (item) => read(item, listedTime), context).items[0]
}

/** No more than was asked for, whatever a server answers: the rest comes with the next page. */
function within(items: readonly unknown[], { minId, limit }: Range): readonly unknown[] {
  return minId === undefined ? items.slice(0, limit) : items.slice(-limit)
}

function timeOf(answer: unknown): string | undefined {
  return Value.Check(Listed, answer) ? readTime(answer.created_at) : undefined
}

/** An entry without a time stands where its neighbour stands; in a list without times nobody does. */
function placed(entries: readonly ReadEntry[]): Entry[] {
  let nearest = entries.find(({ time }) => time !== undefined)?.time
  return entries.flatMap(({ time, isUnreadable: _, ...entry }) => {
    nearest = time ?? nearest
    return nearest === undefined ? [] : [{ ...entry, time: nearest }]
  })
}

/** The account also boosts what is not addressed to it: an edit of that makes no Ticket. */
function isWanted(type: string, status: Status, { credentials, channel }: Context): boolean {
  if (type !== 'update') return true
  return status.mentions.some(
    ({ id, acct }) => id === credentials.accountId || acct === channel.networkId,
  )
}
