import type { Context } from './context.ts'
import { digest } from './ids.ts'

/** How far an answer has got: it may have gone out, or the server has taken it. */
export type Stage = 'sending' | 'taken'

type Kept = Pick<Context, 'channelStore'>

const keyOf = (idempotencyKey: string) => `reply/${digest(idempotencyKey)}`

/**
 * Noted before a server is asked to take an answer. What was never noted was never sent; what was noted
 * and is in no folder may have been.
 */
export async function noteStage(
  { channelStore }: Kept,
  idempotencyKey: string,
  stage: Stage,
  recipient: string,
): Promise<void> {
  const about = recipient.toLowerCase()
  await channelStore.set(keyOf(idempotencyKey), stage, undefined, { about })
}

/** For an answer that the server refused: it was certainly not sent. */
export async function forgetStage({ channelStore }: Kept, idempotencyKey: string): Promise<void> {
  await channelStore.delete(keyOf(idempotencyKey))
}

/** Undefined: it was never sent. */
export async function stageOf(
  { channelStore }: Kept,
  idempotencyKey: string,
): Promise<Stage | undefined> {
  const kept = await channelStore.get(keyOf(idempotencyKey))
  return kept?.value === 'taken' || kept?.value === 'sending' ? kept.value : undefined
}
