import type { ImapFlow } from 'imapflow'

/** The folder for sent mail, the archive, and so on: as the server says (RFC 6154), or by its name. */
export async function specialFolder(
  client: ImapFlow,
  use: '\\Sent' | '\\Archive',
): Promise<string | undefined> {
  const folders = await client.list()
  return folders.find(({ specialUse }) => specialUse === use)?.path
}
