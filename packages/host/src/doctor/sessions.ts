import { ErrorForPeople } from '../error-for-people.ts'
import { type CheckResult, fail, pass } from '../manifests/check-result.ts'
import { type Db, sharesSessions } from '../store/database.ts'

const FOUND =
  'Before PostgreSQL stands a pooler that shares sessions, as PgBouncer does in transaction mode: LISTEN, advisory locks and prepared statements get lost there.'
const MEND =
  'Set pool_mode = session for this database, or let databaseUrl lead to PostgreSQL itself.'

class SharedSessions extends ErrorForPeople {
  override readonly name = 'SharedSessions'
}

/** For a host that starts: it would leave replies lying, and create Channels twice. @throws */
export async function requireSessions(db: Db): Promise<void> {
  if (await sharesSessions(db)) throw new SharedSessions(`${FOUND} ${MEND}`)
}

export async function examineSessions(db: Db): Promise<CheckResult> {
  const name = 'sessions'
  if (await sharesSessions(db)) return fail(name, FOUND, MEND)
  return pass(name, 'Each connection has a session of its own.')
}
