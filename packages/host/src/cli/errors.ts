import type { Redact } from '@hubward/border'
import { SocialHubError } from '@hubward/socialhub'
import type { Config } from '../config.ts'
import { ErrorForPeople } from '../error-for-people.ts'
import { operatorSecrets, redactLines } from '../log.ts'

/** What a person can mend, said in a sentence; the exit code is 1. */
export class CommandError extends ErrorForPeople {
  override readonly name = 'CommandError'
}

/**
 * Ends a command with a sentence instead of a stack trace, wherever the cause is known.
 *
 * @param command is given a function that takes the configuration, once it is known: an error of the
 * database driver, say, may carry a password.
 */
export async function withClearErrors(
  command: (conceal: (config: Config) => void) => Promise<void>,
): Promise<void> {
  let redact: Redact = (text) => text
  try {
    await command((config) => {
      redact = redactLines(operatorSecrets(config))
    })
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`${redact(sentence(error))}\n`)
  }
}

function sentence(error: unknown): string {
  if (error instanceof ErrorForPeople || error instanceof SocialHubError) {
    return error.message
  }
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const filled = sentenceOfSystem(error, code)
  if (filled !== undefined) return filled
  if (code === 'EADDRINUSE') {
    return 'The port is in use. Set another one (listen.port, HUBWARD_LISTEN_PORT), or end the program that uses it.'
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '57P03') {
    return `PostgreSQL can’t be reached (${code}). Check databaseUrl, and whether the server runs.`
  }
  if (code === '42P01' || code === '42703') {
    return 'The database lacks tables or columns of this version. Run "hubward migrate".'
  }
  if (code === '28P01' || code === '28000' || code === '3D000') {
    return `PostgreSQL refuses the connection: ${error.message}. Check databaseUrl.`
  }
  if (code === '42501') {
    return `PostgreSQL refuses a right: ${error.message}. Make the role of databaseUrl the owner of its database: ALTER DATABASE … OWNER TO …`
  }
  if (code === '53100') {
    return 'The disk of PostgreSQL is full. Make room there; nothing is lost that was acknowledged.'
  }
  if (code === '53300') {
    return 'PostgreSQL has no connection left. Raise its max_connections, or lower connections.'
  }
  if (code === 'ETIMEDOUT' || code === 'ECONNRESET' || code === 'EHOSTUNREACH') {
    return `PostgreSQL can’t be reached (${code}). Check databaseUrl, and the network between.`
  }
  return error.stack ?? error.message
}

/** What this machine refuses, by the file or port that it is about. */
function sentenceOfSystem(error: Error, code: string): string | undefined {
  const path = 'path' in error ? String(error.path) : undefined
  const isListening = 'syscall' in error && error.syscall === 'listen'
  if ((code === 'EACCES' || code === 'EPERM') && isListening) {
    return 'This user may not listen on that port. Set one above 1023 (listen.port, HUBWARD_LISTEN_PORT), and let a proxy stand in front.'
  }
  if (code === 'EADDRNOTAVAIL' && isListening) {
    return 'This machine has no such address. Set listen.host (HUBWARD_LISTEN_HOST) to one of its own, such as 127.0.0.1.'
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return `The disk is full${path === undefined ? '' : `: ${path} can’t be written`}. Make room, and try again.`
  }
  if (path === undefined) return undefined
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `This user may not use ${path}. Run it as the host’s user, or give that user the right.`
  }
  return code === 'ENOENT' ? `There is no ${path}. Check the path.` : undefined
}
