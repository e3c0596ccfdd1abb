import { readStored } from '@hubward/plugin'
import Type from 'typebox'
import type { Context } from './settings.ts'

/**
 * When the Channel's statuses were listed again, as far as a listing can be believed. What is missing
 * once may be back in the next listing; what is missing from two listings is gone.
 */

/** As earlier versions called it: what they stored is read here. */
const KEY = 'looks'
/** Ten minutes lie between two listings, and two days are listed. */
const KEPT = 400
/** So many may be missing from a listing without a doubt. */
const FEW = 10

/** What a listing has seen so far. */
export const Listing = Type.Object({
  /** When it began: ISO 8601. */
  time: Type.String(),
  seen: Type.Integer(),
  /** Of these so many are missing that have not been told yet. */
  missing: Type.Integer(),
})
export type Listing = Type.Static<typeof Listing>

const Stored = Type.Object({ good: Type.Array(Type.String()) })

/** The times of the listings that were believed. */
export async function believedListings({ channelStore }: Context): Promise<ReadonlySet<string>> {
  return new Set((await readStored(channelStore, KEY, Stored))?.good)
}

/**
 * A server from which most is missing at once was restored, or moved, or is another one: such a listing
 * says nothing of single statuses. Where there are few, all of them may be gone.
 */
export function isDoubtful({ seen, missing }: Listing): boolean {
  return missing > FEW && missing > seen - missing
}

/** Writing it again changes nothing. */
export async function storeBelievedListing(context: Context, { time }: Listing): Promise<void> {
  const good = await believedListings(context)
  if (good.has(time)) return
  await context.channelStore.set(KEY, { good: [...good, time].slice(-KEPT) })
}
