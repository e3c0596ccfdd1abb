import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The process of the PostgreSQL whose data lies in a member's folder; undefined where none runs. */
export function postmasterOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
    // A file that a killed server left behind may name somebody else by now.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ? pid : undefined
  } catch {
    return undefined
  }
}
