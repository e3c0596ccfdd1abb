import {
  type AuthenticationContext,
  type LocalizedText,
  PluginError,
  RefusedFields,
} from '@hubward/plugin'
import type { Credentials } from './credentials.ts'
import { isRefusedLogin, type Trouble, troubleOf } from './failures.ts'
import { listFolders } from './folders.ts'
import { closeImap, openImap } from './imap.ts'
import { noFolder, SENTENCES } from './login-sentences.ts'
import type { Settings } from './settings.ts'
import { SmtpClient } from './smtp.ts'

type Trying = Pick<
  AuthenticationContext<Settings>,
  'settings' | 'signal' | 'connect' | 'startTls' | 'log'
>

/** What both servers said. */
export interface Tried {
  /** The folders to read, as the server writes them. */
  readonly folders: readonly string[]
  readonly largestBytes: number | undefined
}

/**
 * Logs in at both servers, and looks for the folders that are wanted.
 *
 * @throws RefusedFields with what the Customer can mend, at the field that is wrong.
 */
export async function tryServers(
  context: Trying,
  credentials: Credentials,
  wanted: readonly string[],
): Promise<Tried> {
  const { settings, signal } = context
  const options = { settings, login: credentials, signal }
  const folders = await attempt(context, 'imap', credentials, async () => {
    const imap = await openImap(context, { ...options, server: credentials.imap })
    try {
      return findFolders(await listFolders(imap), wanted)
    } finally {
      await closeImap(imap)
    }
  })
  const largestBytes = await attempt(context, 'smtp', credentials, async () => {
    const smtp = await SmtpClient.open(context, { ...options, server: credentials.smtp })
    smtp.close()
    return smtp.largestBytes
  })
  return { folders, largestBytes }
}

function findFolders(there: readonly string[], wanted: readonly string[]): readonly string[] {
  const names = wanted.map((name) => name.trim()).filter((name) => name !== '')
  const found = names.map((name) => {
    const same = there.find((one) => one === name || one.toLowerCase() === name.toLowerCase())
    if (same === undefined) throw new RefusedFields({ folders: noFolder(name, there) })
    return same
  })
  return found.length === 0 ? ['INBOX'] : [...new Set(found)]
}

async function attempt<Answer>(
  { log }: Trying,
  which: 'imap' | 'smtp',
  credentials: Credentials,
  trial: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await trial()
  } catch (thrown) {
    if (thrown instanceof PluginError) throw thrown
    const trouble = isTokenRefused(thrown, credentials) ? 'tokenRefused' : troubleOf(thrown)
    log.info('a server of a mailbox could not be opened', { which, trouble: trouble ?? 'unknown' })
    throw new RefusedFields(fieldFor(which, trouble ?? 'silent'), { cause: thrown })
  }
}

function isTokenRefused(thrown: unknown, { accessToken }: Credentials): boolean {
  return accessToken !== undefined && isRefusedLogin(thrown) && troubleOf(thrown) !== 'busy'
}

/** Each sentence stands at the field that can be changed. */
function fieldFor(which: 'imap' | 'smtp', trouble: Trouble): Record<string, LocalizedText> {
  const at: Readonly<Partial<Record<Trouble, string>>> = {
    password: 'password',
    appPassword: 'password',
    passwordsOff: 'password',
    user: 'user',
    port: `${which}Port`,
    tls: `${which}Tls`,
    forbidden: 'form',
    tokenRefused: 'form',
    busy: 'form',
  }
  const says = which === 'smtp' && trouble === 'password' ? 'smtpPassword' : trouble
  return { [at[trouble] ?? `${which}Host`]: SENTENCES[says] }
}
