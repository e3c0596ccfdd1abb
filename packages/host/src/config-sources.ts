import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isRecord } from '@hubward/border'
import { Settings } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A secret manager that doesn't answer must not keep a host from saying so. */
const COMMAND_MS = 30_000
const COMMAND_BYTES = 65_536

/** Where a setting can't be read from; the message is a sentence. */
export class UnreadSource extends Error {
  override readonly name = 'UnreadSource'
}

/**
 * The environment, with what it only points to: each variable of a setting may come from the file that
 * the same name with `_FILE` names, or from a credential of systemd's that has its name.
 *
 * @throws UnreadSource
 */
export async function resolvedEnvironment(environment: Environment): Promise<Environment> {
  const folder = environment.CREDENTIALS_DIRECTORY
  const found: Record<string, string | undefined> = { ...environment }
  for (const name of variablesOf(Settings)) {
    const named = environment[`${name}_FILE`]
    if (named !== undefined && environment[name] !== undefined) {
      throw new UnreadSource(`${name} and ${name}_FILE are both set; leave one of them out.`)
    }
    if (named !== undefined) found[name] = await contentOf(named, `${name}_FILE`)
    else if (environment[name] === undefined && folder !== undefined) {
      found[name] = await readFile(join(folder, name), 'utf8').then(
        (text) => text.trim(),
        () => undefined,
      )
    }
  }
  return found
}

/**
 * What a command of the operator's prints, such as one that asks a secret manager.
 *
 * @throws UnreadSource
 */
export async function printedBy(command: string): Promise<string> {
  const limits = { timeout: COMMAND_MS, maxBuffer: COMMAND_BYTES }
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], limits)
    return stdout
      .trim()
      .split(/\s*\n\s*/)
      .join(',')
  } catch (error) {
    // Neither what it printed nor the command itself: a password may stand in both.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why =
      code === null || code === undefined ? 'did not end in 30 seconds' : `ended with ${code}`
    throw new UnreadSource(
      `keysCommand: the command ${why}. It must print id:key, one a line. Run it by hand, as the host’s user.`,
    )
  }
}

async function contentOf(path: string, variable: string): Promise<string> {
  return await readFile(path, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
      throw new UnreadSource(
        `${variable}: the file ${path} can’t be read (${code}). Check the path, and that the host’s user may read it.`,
      )
    },
  )
}

/** The environment variable of each setting. */
export function variablesOf(schema: unknown): string[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return []
  return Object.values(schema.properties).flatMap((property) => [
    ...(isRecord(property) && typeof property.env === 'string' ? [property.env] : []),
    ...variablesOf(property),
  ])
}
