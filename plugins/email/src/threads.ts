import { readStored } from '@hubward/plugin'
import Type from 'typebox'
import type { Context } from './context.ts'
import { digest } from './ids.ts'
import { headerOf } from './mime.ts'
import type { Mail } from './parse-mail.ts'
import { idOf, type ReadMail } from './read-mail.ts'

/** So many mails that a mail names are looked up. */
const LOOKED_UP = 12

/** What is kept of a mail under its Message-ID. It holds nobody's words. */
const Known = Type.Object({
  /** The thread that it is in. */
  root: Type.String(),
  /** Tells two mails apart that claim the same Message-ID: some devices write the same in each. */
  print: Type.String(),
})

type Kept = Pick<Context, 'channelStore'>

const keyOf = (messageId: string) => `mail/${digest(messageId)}`
const printOf = ({ head }: Mail) => digest(headerOf(head, 'from'), headerOf(head, 'date'))

/** Which thread the first of these mails is in that is known: programs leave some of them out. */
export async function threadOf(
  kept: Kept,
  messageIds: readonly string[],
): Promise<string | undefined> {
  for (const id of messageIds.slice(0, LOOKED_UP)) {
    const known = await lookUp(kept, id)
    if (known) return known.root
  }
  return undefined
}

/** What SocialHub calls a mail: by its Message-ID, unless another mail came with the same before. */
export async function idAmong(kept: Kept, mail: Mail, own: boolean): Promise<string> {
  if (mail.messageId === undefined) return idOf(mail, own)
  const known = await lookUp(kept, mail.messageId)
  const isOther = known !== undefined && known.print !== printOf(mail)
  return isOther ? idOf({ ...mail, messageId: undefined }, false) : idOf(mail, own)
}

/** Keeps for a mail which thread it is in, for answers that name it alone. */
export async function rememberMail(
  { channelStore }: Kept,
  { message, mail }: Extract<ReadMail, { kind: 'message' }>,
): Promise<void> {
  if (mail.messageId === undefined) return
  const { networkItemId, root, interactor } = message.interaction
  const value = { root: root?.rootId ?? networkItemId, print: printOf(mail) }
  const about = interactor && { about: interactor.interactorId }
  // Whoever came first keeps the id.
  await channelStore.set(keyOf(mail.messageId), value, 0, about)
}

async function lookUp({ channelStore }: Kept, messageId: string) {
  return await readStored(channelStore, keyOf(messageId), Known)
}
