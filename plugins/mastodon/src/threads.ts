import { ifFound } from '@hubward/plugin'
import Type from 'typebox'
import { ask, statusPath } from './api.ts'
import { ownStatuses, PAGE_SIZE } from './list.ts'
import { isOwn, type Self } from './message.ts'
import { threadOf } from './roots.ts'
import type { Context } from './settings.ts'
import { type Status, statusOf } from './status.ts'
import { StatusAnswer } from './wire.ts'

/** Whoever answers an own post without mentioning it makes no notification: its threads are read. */

/** How often the own posts are looked through. */
const ROUND_MS = 2 * 60_000
/** So old a post is read again only when the number of its answers has changed. */
const LIVELY_MS = 7 * 24 * 60 * 60_000
/** Of the posts whose number stands still so many are read per round: answers have answers, too. */
const AGAIN = 4
/** An answer may take so long from its server to ours. */
const LATE_MS = 24 * 60 * 60_000

/** What is known of the threads under the own posts. */
export const Threads = Type.Object({
  roundTime: Type.String(),
  /** Posts whose threads are to be read in this round. */
  queue: Type.Array(Type.String()),
  /** For each of the latest posts how many answers it had, and when they were read. */
  read: Type.Record(Type.String(), Type.Object({ replies: Type.Integer(), time: Type.String() })),
})
export type Threads = Type.Static<typeof Threads>

export interface ThreadsRead {
  readonly threads: Threads
  /** With the root of the thread that they stand in. */
  readonly found: readonly { readonly status: Status; readonly rootUri: string | undefined }[]
  readonly more: boolean
}

/** One step: the next thread of this round, or the beginning of a round, if one is due. */
export async function readThreads(
  context: Context,
  threads: Threads,
  since: string,
  self: Self,
): Promise<ThreadsRead> {
  const [next, ...queue] = threads.queue
  const now = context.now().getTime()
  if (next === undefined) {
    if (now - Date.parse(threads.roundTime) < ROUND_MS) {
      return { threads, found: [], more: false }
    }
    const begun = await beginRound(context, threads)
    return { threads: begun, found: [], more: begun.queue.length > 0 }
  }
  const before = threads.read[next]
  const readTime = before?.time === '' ? since : (before?.time ?? since)
  const from = Math.max(Date.parse(since), Date.parse(readTime) - LATE_MS)
  // Undefined: the post was deleted meanwhile.
  const found = (await ifFound(answersUnder(context, next, from, self))) ?? []
  const read = { ...threads.read }
  if (before) read[next] = { ...before, time: context.now().toISOString() }
  return { threads: { ...threads, queue, read }, found, more: queue.length > 0 }
}

async function beginRound(context: Context, threads: Threads): Promise<Threads> {
  const { entries } = await ownStatuses(context, { limit: PAGE_SIZE })
  const now = context.now()
  const { accountId } = context.credentials
  const posts = entries.flatMap(({ status }) =>
    // An own answer within an own thread is read with it.
    status && status.inReplyToAccountId !== accountId ? [status] : [],
  )
  const read: Threads['read'] = {}
  const changed: string[] = []
  const still: { id: string; time: string }[] = []
  for (const { id, createdAt: time, repliesCount: replies } of posts) {
    const known = threads.read[id]
    read[id] = { replies, time: known?.time ?? '' }
    if (known ? known.replies !== replies : replies > 0) changed.push(id)
    else if (now.getTime() - Date.parse(time) < LIVELY_MS) still.push({ id, time: read[id].time })
  }
  const again = still.toSorted((a, b) => (a.time < b.time ? -1 : 1)).slice(0, AGAIN)
  return {
    roundTime: now.toISOString(),
    queue: [...changed, ...again.map(({ id }) => id)],
    read,
  }
}

async function answersUnder(
  context: Context,
  id: string,
  from: number,
  self: Self,
): Promise<ThreadsRead['found']> {
  const { ancestors, descendants } = await threadOf(context, id)
  const answers = descendants.filter(
    (status) => !isOwn(status, self) && Date.parse(status.createdAt) >= from,
  )
  if (answers.length === 0) return []
  const rootUri = ancestors[0] ?? (await uriOf(context, id))
  return answers
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .map((status) => ({ status, rootUri }))
}

async function uriOf(context: Context, id: string): Promise<string> {
  const { body } = await ask(context, context.credentials, 'GET', statusPath(id), StatusAnswer)
  return statusOf(body).uri
}
