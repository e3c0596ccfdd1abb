/** What to do about each failure. The message of an error says what happened, this says what next. */
export const postgresErrors = {
  'unsupported-platform':
    'Start a PostgreSQL server (version 14 or newer) yourself and name it in DATABASE_URL.',
  'binaries-missing':
    'Run "pnpm install" again without leaving out optional dependencies, or name a PostgreSQL server in DATABASE_URL.',
  'unreachable-directory':
    'Choose a directory that an unprivileged user can reach, work as an ordinary user, or name a PostgreSQL server in DATABASE_URL.',
  'cannot-create':
    'Make room, or choose another directory, or name a PostgreSQL server in DATABASE_URL.',
  'cannot-start':
    'Read the last lines above. When the data are of no use to you, delete the directory and start again.',
} as const

export type PostgresErrorCode = keyof typeof postgresErrors

/** The embedded PostgreSQL can't be used. `message` is one or two sentences for a person. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
  readonly code: PostgresErrorCode

  constructor(code: PostgresErrorCode, whatHappened: string) {
    super(`${whatHappened} ${postgresErrors[code]}`)
    this.code = code
  }
}
