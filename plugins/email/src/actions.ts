import { type PerformedAction, PluginError } from '@hubward/plugin'
import type { ImapFlow } from 'imapflow'
import type { Context } from './context.ts'
import { imapFailure } from './failures.ts'
import { type FoundMail, findMail } from './find-mail.ts'
import { allFolders, specialFolder } from './folders.ts'
import { readNote } from './reply-note.ts'
import { withMailbox } from './sent-copy.ts'

const PATIENCE_MS = 25_000

/** What an agent does with a mail in its mailbox; each may be repeated. */
export const actions = {
  seen: async (context: Context, action: PerformedAction): Promise<void> => {
    await withMail(context, action, async (client, { uid }) => {
      const isSet = await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
      if (!isSet) throw notDone(client, NOT_MARKED)
    })
  },

  move: async (context: Context, action: PerformedAction): Promise<void> => {
    await withMail(context, action, async (client, { uid, path }, from) => {
      const target = await targetFolder(context, client)
      // Moved already, by an earlier attempt or by hand.
      if (path === target || path !== from) return
      const isMoved = await client.messageMove(String(uid), target, { uid: true })
      if (!isMoved) throw notDone(client, NOT_MOVED)
    })
  },
}

const NOT_MARKED = {
  en: 'The mail server does not let this mail be marked as read.',
  de: 'Der Mailserver lässt diese Mail nicht als gelesen markieren.',
  fr: 'Le serveur de messagerie ne permet pas de marquer ce courriel comme lu.',
}
const NOT_MOVED = {
  en: 'The mail server does not let this mail be moved.',
  de: 'Der Mailserver lässt diese Mail nicht verschieben.',
  fr: 'Le serveur de messagerie ne permet pas de déplacer ce courriel.',
}

/** The library answers false where the server said no, and where the connection ended. */
function notDone(client: ImapFlow, sentence: typeof NOT_MOVED): PluginError {
  return client.usable
    ? new PluginError('rejected', { sentence })
    : new PluginError('unavailable', { message: 'the connection ended before the server answered' })
}

async function targetFolder(
  { channelSettings: { doneFolder = '' } }: Context,
  client: ImapFlow,
): Promise<string> {
  const wanted = doneFolder.trim()
  const folders = wanted === '' ? [] : await allFolders(client)
  const target =
    wanted === ''
      ? await specialFolder(client, '\\Archive')
      : folders.find((path) => path.toLowerCase() === wanted.toLowerCase())
  if (target !== undefined) return target
  throw new PluginError('rejected', {
    sentence:
      wanted === ''
        ? {
            en: 'The mailbox has no archive. Name a folder in the Channel’s settings.',
            de: 'Das Postfach hat kein Archiv. Nennen Sie in den Einstellungen des Kanals einen Ordner.',
            fr: 'La boîte n’a pas d’archive. Indiquez un dossier dans les paramètres du canal.',
          }
        : {
            en: `The mailbox has no folder “${wanted}”, which the Channel’s settings name.`,
            de: `Das Postfach hat keinen Ordner „${wanted}“, den die Einstellungen des Kanals nennen.`,
            fr: `La boîte n’a pas de dossier « ${wanted} », indiqué dans les paramètres du canal.`,
          },
  })
}

async function withMail(
  context: Context,
  { actedOn }: PerformedAction,
  use: (client: ImapFlow, mail: FoundMail, from: string) => Promise<void>,
): Promise<void> {
  const note = readNote(actedOn.reference)
  if (!note?.at) throw new PluginError('not-found', { message: 'nobody knows where this mail is' })
  const { at, messageId } = note
  try {
    await withMailbox(context, PATIENCE_MS, async (client) => {
      const found = await findMail(client, { ...at, messageId }, { readOnly: false })
      if (!found) {
        throw new PluginError('not-found', { message: 'the mail is in the mailbox no more' })
      }
      try {
        await use(client, found, at.folder)
      } finally {
        found.lock.release()
      }
    })
  } catch (thrown) {
    throw imapFailure(thrown)
  }
}
