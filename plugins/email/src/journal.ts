import { readStored } from '@hubward/plugin'
import Type from 'typebox'
import type { Context } from './context.ts'
import { digest } from './ids.ts'

/** How far an answer has got: it may have gone out, or the server has taken it. */
const Stage = Type.Union([Type.Literal('sending'), Type.Literal('taken')])
export type Stage = Type.Static<typeof Stage>

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
export function stageOf(
  { channelStore }: Kept,
  idempotencyKey: string,
): Promise<Stage | undefined> {
  return readStored(channelStore, keyOf(idempotencyKey), Stage)
}
