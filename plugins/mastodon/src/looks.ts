import Type from 'typebox'
import Value from 'typebox/value'
import type { Context } from './list.ts'

/**
 * When the Channel's statuses were looked at again, as far as a look can be believed. What is missing
 * once may be back at the next look; what is missing from two looks is gone.
 */

const KEY = 'looks'
/** Ten minutes lie between two looks, and two days are looked at. */
const KEPT = 400
/** So many may be missing from a look without a doubt. */
const FEW = 10

/** What a look has seen so far. */
export const Look = Type.Object({
  /** When it began: ISO 8601. */
  time: Type.String(),
  seen: Type.Integer(),
  /** Of these so many are missing that have not been told yet. */
  missing: Type.Integer(),
})
export type Look = Type.Static<typeof Look>

const Stored = Type.Object({ good: Type.Array(Type.String()) })

/** The times of the looks that were believed. */
export async function goodLooks({ channelStore }: Context): Promise<ReadonlySet<string>> {
  const stored = (await channelStore.get(KEY))?.value
  return new Set(Value.Check(Stored, stored) ? stored.good : [])
}

/**
 * A server from which most is missing at once was restored, or moved, or is another one: such a look
 * says nothing of single statuses. Where there are few, all of them may be gone.
 */
export function isDoubtful({ seen, missing }: Look): boolean {
  return missing > FEW && missing > seen - missing
}

/** Writing it again changes nothing. */
export async function storeGoodLook(context: Context, { time }: Look): Promise<void> {
  const good = await goodLooks(context)
  if (good.has(time)) return
  await context.channelStore.set(KEY, { good: [...good, time].slice(-KEPT) })
}
