import { PluginError } from '@hubward/plugin'
import type { ImapFlow, ListResponse } from 'imapflow'

/** What nobody reads as mail that came in. */
const NOT_READ = new Set(['\\Junk', '\\Trash', '\\Drafts', '\\Sent', '\\All'])
/** Where a server doesn't say which folder is which (RFC 6154). */
const USUAL_NAMES: Readonly<Record<'\\Sent' | '\\Archive', RegExp>> = {
  '\\Sent':
    /^(inbox[./])?(sent( items| messages| mail)?|gesendet(e (objekte|elemente))?|éléments envoyés|envoyés|messages envoyés)$/i,
  '\\Archive': /^(inbox[./])?(archives?|archiv)$/i,
}

/** The folder for sent mail, or the archive: as the server says, or by its name. */
export async function specialFolder(
  client: ImapFlow,
  use: '\\Sent' | '\\Archive',
): Promise<string | undefined> {
  const folders = await list(client)
  const marked = (wanted: string) => folders.find(({ specialUse }) => specialUse === wanted)
  const named = folders.find(({ path }) => USUAL_NAMES[use].test(path))
  // Gmail has no archive: what is moved out of the inbox is in "All Mail".
  return (marked(use) ?? named ?? (use === '\\Archive' ? marked('\\All') : undefined))?.path
}

/** The folders that can become Channels. */
export async function listFolders(client: ImapFlow): Promise<readonly string[]> {
  const folders = await list(client)
  return folders
    .filter(({ specialUse }) => specialUse === undefined || !NOT_READ.has(specialUse))
    .map(({ path }) => path)
}

/** Everywhere that a mail may have been moved to. */
export async function allFolders(client: ImapFlow): Promise<readonly string[]> {
  return (await list(client)).map(({ path }) => path)
}

async function list(client: ImapFlow): Promise<readonly ListResponse[]> {
  const folders = await client.list()
  if (folders.length === 0) {
    throw new PluginError('unavailable', { message: 'the server listed no folders' })
  }
  return folders.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
}
