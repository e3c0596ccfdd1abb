import type { Context } from './context.ts'
import { digest } from './ids.ts'
import type { ReadMail, ReadOptions } from './read-mail.ts'

/** So many mails that a mail names are looked up. */
const LOOKED_UP = 12

const keyOf = (messageId: string) => `thread/${digest(messageId)}`

/** Looks up in which thread the mails are that a mail names: programs leave some of them out. */
export function threadFinder({
  channelStore,
}: Pick<Context, 'channelStore'>): NonNullable<ReadOptions['threadOf']> {
  return async (messageIds) => {
    for (const id of messageIds.slice(0, LOOKED_UP)) {
      const known = await channelStore.get(keyOf(id))
      if (typeof known?.value === 'string') return known.value
    }
    return undefined
  }
}

/** Keeps for a mail which thread it is in, for answers that name it alone. It holds nobody's words. */
export async function rememberThread(
  { channelStore }: Pick<Context, 'channelStore'>,
  { message, mail }: Extract<ReadMail, { kind: 'message' }>,
): Promise<void> {
  if (mail.messageId === undefined) return
  const { networkItemId, root, interactor } = message.interaction
  await channelStore.set(keyOf(mail.messageId), root?.rootId ?? networkItemId, undefined, {
    ...(interactor && { about: interactor.interactorId }),
  })
}
