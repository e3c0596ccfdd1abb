import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/** More texts than the host has statements: what is put together anew each time stays unnamed. */
const MOST_NAMES = 500

/**
 * What has `*` may have a column more tomorrow, when a newer host's migration ran: PostgreSQL refuses
 * a prepared statement whose result has changed.
 */
const ALL_COLUMNS = /(\.|select |returning )\*/

/**
 * A pool whose connections prepare each statement once. To plan the host's more common ones costs
 * PostgreSQL several times what it costs to run them: docs/performance.md.
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST_NAMES || ALL_COLUMNS.test(text)) return known
    const name = `hubward-${names.size}`
    names.set(text, name)
    return name
  }
  return {
    async connect() {
      const client = await pool.connect()
      const found = wrapped.get(client) ?? wrap(client, nameOf)
      wrapped.set(client, found)
      return found
    },
    end: () => pool.end(),
    options: pool.options,
  }
}

function wrap(
  client: pg.PoolClient,
  nameOf: (text: string) => string | undefined,
): PostgresPoolClient {
  let takesNoWrites = false
  const noted = (error: unknown): never => {
    takesNoWrites ||= isReadOnly(error)
    throw error
  }
  return Object.assign(Object.create(client), {
    query(text: unknown, values?: readonly unknown[]) {
      // BEGIN and COMMIT have no plan, and a cursor is no text.
      if (typeof text !== 'string' || values === undefined || values.length === 0) {
        const answer: unknown = Reflect.apply(client.query, client, [text, values])
        return answer instanceof Promise ? answer.catch(noted) : answer
      }
      return client.query({ text, values: [...values], name: nameOf(text) }).catch(noted)
    },
    release: (error?: Error | boolean) => client.release(error || takesNoWrites),
  })
}

/**
 * Whether the server takes no writes: it led a cluster and has become a standby. A pool would go on
 * using the connection for as long as there is something to do; a new one finds who leads now.
 */
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '25006'
}
