import pg from 'pg'

declare module 'pg' {
  // pg has had both since 8.0; its types lack them.
  interface Client {
    ref(): void
    unref(): void
  }
}

/**
 * Who uses the server: every user holds one shared advisory lock for as long as they live, on a
 * connection of their own. The lock goes with the connection, so a killed process counts as gone;
 * whoever gets the lock exclusively was the last.
 */
const USERS = 0x68756277

export interface User {
  client: pg.Client
  /** The data directory of the server that answered. */
  data: string
}

/** Waits while the last user before us is stopping the server, and then fails: start it again. */
export async function join(url: string): Promise<User> {
  const client = await connect(url)
  try {
    await client.query('select pg_advisory_lock_shared($1)', [USERS])
    const { rows } = await client.query<{ data: string }>(
      `select current_setting('data_directory') as data`,
    )
    return { client, data: rows[0]?.data ?? '' }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** True when nobody else uses the server. Nobody can join from then on: stop it. */
export async function leave(user: User): Promise<boolean> {
  await user.client.query('select pg_advisory_unlock_shared($1)', [USERS])
  return isUnused(user.client)
}

export async function isUnused(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ unused: boolean }>(
    'select pg_try_advisory_lock($1) as unused',
    [USERS],
  )
  return rows[0]?.unused === true
}

/** A connection whose end is no uncaught error. */
export async function connect(url: string, patienceMs = 5_000): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patienceMs })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
