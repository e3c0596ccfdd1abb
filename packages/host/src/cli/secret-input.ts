import { text } from 'node:stream/consumers'
import { CommandError } from './errors.ts'

/**
 * A secret from standard input: arguments are visible to every user of the machine, and kept in the
 * shell's history.
 *
 * @param what as in "Access Token".
 */
export async function readSecret(what: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`${what}, then Enter and Ctrl-D: `)
  const secret = (await text(process.stdin)).trim()
  if (secret === '') throw new CommandError(`No ${what} came by standard input.`)
  return secret
}
