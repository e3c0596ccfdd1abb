import { chmodSync, existsSync } from 'node:fs'
import { type DestinationStream, destination } from 'pino'

/** For its owner alone: what is logged names Customers' Channels, and what plugins say. */
const OWNER_ONLY = 0o600

/** A host's log in a file. */
export function logFile(path: string): DestinationStream {
  // A log of an earlier release keeps the mode that it was made with.
  if (existsSync(path)) chmodSync(path, OWNER_ONLY)
  return destination({ dest: path, sync: false, mkdir: true, mode: OWNER_ONLY })
}
