import { ConfigError } from '@hubward/host'
import { PostgresError } from '@hubward/postgres'
import { PortInUse, StateFileError } from '@hubward/simulator'
import { AlreadyRunning } from './kept-folder.ts'

/** How a person chooses ports, and begins anew. */
export interface CommandWords {
  /** What options are added to, such as `npm start --`. */
  readonly command: string
  /** What removes all that is kept, such as `npm run reset`. */
  readonly reset: string
}

/** What went wrong, for a person: what, and what to do. A stack only for what nobody foresaw. */
export function sentenceFor(error: unknown, { command, reset }: CommandWords): string {
  if (error instanceof PortInUse) {
    return `${error.message.replace(/ or choose.*$/, '')} or choose other ones: ${command} --api-port … --app-port …`
  }
  if (error instanceof ConfigError) {
    return `${error.message}\nOn this computer "${reset}" removes what was promoted, and everything else.`
  }
  if (
    error instanceof PostgresError ||
    error instanceof StateFileError ||
    error instanceof AlreadyRunning
  ) {
    return error.message
  }
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use. Stop what listens there, or choose another: ${command} --host-port …`
  }
  return error.stack ?? error.message
}
