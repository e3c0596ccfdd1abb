import type { Db } from '../store/database.ts'
import { type Proof, prove } from '../store/proof.ts'
import { storeProofs } from '../store/proofs.ts'

/** Channels that one transaction looks through. */
const BATCH = 100

/**
 * Compares what was counted as it came in with what is stored. All of a Channel is seen at one moment,
 * so hosts may go on meanwhile. What came of it is noted for the metrics, unless only a part was looked at.
 */
export async function proveChannels(
  db: Db,
  channelIds: readonly string[],
  since: Date | null,
): Promise<readonly Proof[]> {
  const proofs: Proof[] = []
  for (let at = 0; at < channelIds.length; at += BATCH) {
    const batch = channelIds.slice(at, at + BATCH)
    const found = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((trx) => prove(trx, { channelIds: batch, since }))
    if (since === null) await storeProofs(db, found)
    proofs.push(...found)
  }
  return proofs
}
