import { ownDays } from '../config.ts'
import type { HostContext } from '../host-context.ts'
import { beginRound } from '../round.ts'
import { eraseOldFiles } from '../store/erased-files.ts'
import {
  eraseContents,
  eraseCreations,
  eraseKept,
  erasePayloads,
  eraseRevisions,
  eraseUnreadPushes,
} from '../store/expired.ts'
import { eraseStoodStill } from './stood-still.ts'

/** Rows that one transaction erases: it holds nobody up. */
const BATCH = 500
/** Credentials of a Channel that has stood still for so long are erased, and what waits for it. */
const INACTIVE_DAYS = 90
/** Settled attempts to create a Channel: their intent is needed for nothing any more. */
const CREATION_DAYS = 1

/** How much was erased, by what it was. */
export type Erased = Record<
  'messages' | 'revisions' | 'actions' | 'pushes' | 'creations' | 'files' | 'kept' | 'credentials',
  number
>

/**
 * Erases what the operator no longer keeps. What stays are ids, keyed hashes, dates and the sealed
 * references: enough to recognise a message that comes again, and to publish a late reply.
 *
 * @param round bounds what waits for Networks.
 */
export async function eraseExpired(
  context: Pick<HostContext, 'config' | 'db' | 'sealer' | 'plugins' | 'integrations' | 'log'>,
  round = beginRound(new AbortController().signal),
): Promise<Erased> {
  const { db } = context
  const retentionDays = ownDays(context.config, 'retentionDays')
  const fileRetentionDays = ownDays(context.config, 'fileRetentionDays')
  const creationDays = { settledDays: CREATION_DAYS, openDays: retentionDays.general }
  return {
    messages: await inBatches(() => eraseContents(db, retentionDays, BATCH)),
    revisions: await inBatches(() => eraseRevisions(db, retentionDays, BATCH)),
    actions: await inBatches(() => erasePayloads(db, retentionDays, BATCH)),
    pushes: await inBatches(() => eraseUnreadPushes(db, INACTIVE_DAYS, BATCH)),
    creations: await inBatches(() => eraseCreations(db, creationDays, BATCH)),
    files: await inBatches(() =>
      db.transaction().execute((trx) => eraseOldFiles(trx, fileRetentionDays, BATCH)),
    ),
    kept: await inBatches(() => eraseKept(db, fileRetentionDays, BATCH)),
    credentials: await inBatches(() => eraseStoodStill(context, INACTIVE_DAYS, BATCH, round)),
  }
}

async function inBatches(erase: () => Promise<number>): Promise<number> {
  let all = 0
  for (;;) {
    const erased = await erase()
    all += erased
    if (erased < BATCH) return all
  }
}
