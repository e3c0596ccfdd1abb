import { type FetchRequest, type FetchResult, type Message, readEach } from '@hubward/plugin'
import Type from 'typebox'
import { type Entry, type List, notifications, ownStatuses, statusesIn } from './list.ts'
import { messageOf, type Self } from './message.ts'
import { after, findMark, Progress, type ReadOn, readAfter } from './paging.ts'
import { rootFinder } from './roots.ts'
import type { Context } from './settings.ts'
import type { Status } from './status.ts'
import { readThreads, Threads, type ThreadsRead } from './threads.ts'
import { watch } from './watched.ts'
import { WORDS } from './words.ts'

/** How far two lists and the threads under the own posts have been read. */
export const Position = Type.Object({
  since: Type.String(),
  notifications: Progress,
  own: Progress,
  threads: Threads,
})
export type Position = Type.Static<typeof Position>

/** A server that names a later time has a wrong clock. */
const WAIT_LIMIT_MS = 3_600_000

const BEGINNING: Progress = { mark: null, back: null }

/**
 * What is new. Two lists, of what happened to the account and of what it wrote, are read forwards from
 * where they stand and merged by time, so that an answer follows what it answers. When neither has
 * anything more, the threads under the own posts are looked through.
 */
export async function fetchMessages(
  context: Context,
  { position: known, limit, since }: FetchRequest<Position>,
): Promise<FetchResult<Position>> {
  const stored: Position = known ?? {
    since,
    notifications: BEGINNING,
    own: BEGINNING,
    threads: { roundTime: since, queue: [], read: {} },
  }
  const position: Position = {
    ...stored,
    notifications: await findMark(context, notifications, stored.since, stored.notifications),
    own: await findMark(context, ownStatuses, stored.since, stored.own),
  }
  if (position.notifications.mark === null || position.own.mark === null) {
    return { messages: [], position, more: true }
  }
  const [happened, wrote] = await Promise.all([
    read(context, notifications, position.notifications, limit),
    read(context, ownStatuses, position.own, limit),
  ])
  const taken = merged(wrote.entries, happened.entries, limit)
  // What one list brings may answer what waits in the other.
  const isOnTheWay = [happened, wrote].some(
    ({ entries, progress }) => entries.length === 0 && progress.walk !== undefined,
  )
  const waitMs = Math.min(WAIT_LIMIT_MS, Math.max(wrote.waitMs ?? 0, happened.waitMs ?? 0))
  if (taken.length > 0 && !isOnTheWay) {
    const lastOf = ({ entries }: ReadOn) => taken.findLast((entry) => entries.includes(entry))
    return {
      messages: await messagesOf(context, statusesIn(taken)),
      position: {
        ...position,
        notifications: after(happened, lastOf(happened)),
        own: after(wrote, lastOf(wrote)),
      },
      more: true,
      ...(waitMs > 0 && { waitMs }),
    }
  }
  const further = { ...position, notifications: happened.progress, own: wrote.progress }
  if (waitMs > 0) return { messages: [], position: further, more: false, waitMs }
  if (isOnTheWay) return { messages: [], position: further, more: true }
  if (!context.channelSettings.wholeThreads) return { messages: [], position: further, more: false }
  const { threads, found, more } = await readThreads(
    context,
    further.threads,
    further.since,
    selfOf(context),
  )
  const messages = await written(context, found)
  return { messages, position: { ...further, threads }, more }
}

function read(context: Context, list: List, progress: Progress, limit: number): Promise<ReadOn> {
  const { mark } = progress
  if (mark === null) throw new Error('the beginning of the list is not known yet')
  return readAfter(context, list, { ...progress, mark }, limit)
}

/** Two lists, each in its own order, as one by time: of entries at the same time `first` goes first. */
function merged(
  first: readonly Entry[],
  second: readonly Entry[],
  limit: number,
): readonly Entry[] {
  const taken: Entry[] = []
  for (let a = 0, b = 0; taken.length < limit; ) {
    const [one, other] = [first[a], second[b]]
    if (!one && !other) break
    if (one && (!other || Date.parse(one.time) <= Date.parse(other.time))) {
      taken.push(one)
      a++
    } else if (other) {
      taken.push(other)
      b++
    }
  }
  return taken
}

/** Statuses as the host takes them; what is of no use drops out. */
export async function messagesOf(context: Context, statuses: readonly Status[]) {
  const findRoot = rootFinder(context)
  const rooted: Rooted[] = []
  for (const status of statuses) {
    context.signal.throwIfAborted()
    rooted.push({ status, rootUri: await findRoot(status) })
  }
  return await written(context, rooted)
}

type Rooted = ThreadsRead['found'][number]

/** One that no message can be made of is passed like one that can't be read. */
async function written(context: Context, found: readonly Rooted[]): Promise<readonly Message[]> {
  const self = selfOf(context)
  const words = WORDS[context.channel.language]
  const { items } = readEach(
    Type.Unsafe<Rooted & { readonly uri: string }>({}),
    found.map((one) => ({ ...one, uri: one.status.uri })),
    ({ status, rootUri }) => messageOf(status, rootUri, self, words),
    context,
  )
  await watch(
    context,
    found.map(({ status }) => status),
  )
  return items
}

export function selfOf({ credentials, channel }: Context): Self {
  const { accountId, domain } = credentials
  return { accountId, domain, handle: channel.networkId }
}
