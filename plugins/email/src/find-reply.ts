import type { FoundReply, Reply } from '@hubward/plugin'
import { messageIdOf } from './compose.ts'
import type { Context } from './context.ts'
import { imapFailure } from './failures.ts'
import { specialFolder } from './folders.ts'
import { stageOf } from './journal.ts'
import { answerable, published } from './reply.ts'
import { isIn, withMailbox } from './sent-copy.ts'

const PATIENCE_MS = 40_000

/**
 * What became of an answer. Only what was never handed to a server is certainly absent: a server may have
 * taken what is in no folder.
 */
export async function findReply(
  context: Context,
  asked: Reply & { readonly attemptedTime: string },
): Promise<FoundReply> {
  const stage = await stageOf(context, asked.idempotencyKey)
  if (stage === undefined) return { outcome: 'absent' }
  const { address } = context.credentials
  const messageId = messageIdOf({ address, idempotencyKey: asked.idempotencyKey })
  const found: FoundReply = {
    outcome: 'found',
    reply: published({ messageId }, answerable(asked), new Date(asked.attemptedTime)),
  }
  try {
    const isSent = await withMailbox(context, PATIENCE_MS, async (client) => {
      const sent = await specialFolder(client, '\\Sent')
      return sent !== undefined && (await isIn(client, sent, messageId))
    })
    return isSent || stage === 'taken' ? found : { outcome: 'unknown' }
  } catch (thrown) {
    // The server has said that it took the mail: for that no folder is needed.
    if (stage === 'taken') return found
    throw imapFailure(thrown)
  }
}
