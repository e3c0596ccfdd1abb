import type { FetchRequest, FetchResult } from '@hubward/plugin'
import Type from 'typebox'
import {
  type Context,
  type Entry,
  findMark,
  type List,
  markOf,
  notifications,
  ownStatuses,
  Progress,
  readAfter,
} from './list.ts'
import { messageOf, type Self } from './message.ts'
import { rootFinder } from './roots.ts'
import { readThreads, Threads } from './threads.ts'
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
    notifications: await begun(context, notifications, stored.notifications, stored.since),
    own: await begun(context, ownStatuses, stored.own, stored.since),
  }
  if (position.notifications.mark === null || position.own.mark === null) {
    return { messages: [], position, more: true }
  }
  const [happened, wrote] = await Promise.all([
    after(context, notifications, position.notifications, limit),
    after(context, ownStatuses, position.own, limit),
  ])
  const taken = merged(wrote.entries, happened.entries, limit)
  const waitMs = Math.max(wrote.waitMs, happened.waitMs)
  if (taken.length > 0) {
    const markAfter = (entries: readonly Entry[], before: Progress): Progress => {
      const last = taken.findLast((entry) => entries.includes(entry))
      return last ? { mark: markOf(last), back: null } : before
    }
    return {
      messages: await messagesOf(context, taken),
      position: {
        ...position,
        notifications: markAfter(happened.entries, position.notifications),
        own: markAfter(wrote.entries, position.own),
      },
      more: true,
      ...(waitMs > 0 && { waitMs }),
    }
  }
  if (waitMs > 0) return { messages: [], position, more: false, waitMs }
  if (!context.channelSettings.wholeThreads) return { messages: [], position, more: false }
  const { threads, found, more } = await readThreads(
    context,
    position.threads,
    position.since,
    selfOf(context),
  )
  const messages = found.map(({ status, rootUri }) =>
    messageOf(status, rootUri, selfOf(context), WORDS[context.channel.language]),
  )
  await watch(
    context,
    found.map(({ status }) => status),
  )
  return { messages, position: { ...position, threads }, more }
}

/** So many steps back are made in one call; a long backlog takes several. */
const STEPS = 5

/** Goes back through a list that has not been read yet, until it is known where to begin. */
async function begun(
  context: Context,
  list: List,
  progress: Progress,
  since: string,
): Promise<Progress> {
  let at = progress
  for (let step = 0; step < STEPS && at.mark === null; step++) {
    context.signal.throwIfAborted()
    at = await findMark(context, list, since, at.back)
  }
  return at
}

async function after(
  context: Context,
  list: List,
  { mark }: Progress,
  limit: number,
): Promise<{ readonly entries: readonly Entry[]; readonly waitMs: number }> {
  if (mark === null) return { entries: [], waitMs: 0 }
  const { entries, waitMs = 0 } = await readAfter(context, list, mark, limit)
  return { entries, waitMs: Math.min(waitMs, WAIT_LIMIT_MS) }
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
export async function messagesOf(context: Context, entries: readonly Entry[]) {
  const statuses = entries.flatMap(({ status }) => (status ? [status] : []))
  const findRoot = rootFinder(context)
  const self = selfOf(context)
  const messages = []
  for (const status of statuses) {
    context.signal.throwIfAborted()
    messages.push(messageOf(status, await findRoot(status), self, WORDS[context.channel.language]))
  }
  await watch(context, statuses)
  return messages
}

export function selfOf({ credentials, channel }: Context): Self {
  const { accountId, domain } = credentials
  return { accountId, domain, handle: channel.networkId }
}
