import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { Doorbell } from '../src/doorbell.ts'
import { openDatabase } from '../src/store/database.ts'
import { DOORBELL } from '../src/store/turns.ts'
import { createHostDatabase } from './stage/database.ts'
import { eventually } from './stage/stage.ts'

// What a cluster does to a host's connections when its leader changes. `pnpm chaos --cluster` has a real
// one.

const quiet = pino({ level: 'silent' })

t.test('a server that takes no writes any more is left for the one that leads', async (t) => {
  const database = await createHostDatabase()
  const { db } = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  const writes = {
    'a statement': () => sql`delete from turns`.execute(db),
    'a statement with values': () =>
      sql`update turns set rung = rung where channel_id = ${17}`.execute(db),
    'a transaction': () => db.transaction().execute((trx) => sql`delete from turns`.execute(trx)),
  }
  for (const [what, write] of Object.entries(writes)) {
    // This connection's server takes no writes; that of a new one does.
    await sql`select set_config('default_transaction_read_only', 'on', false)`.execute(db)
    await t.rejects(write(), { code: '25006' }, what)
    await t.resolves(write(), 'the next one has another connection')
  }
})

t.test('LISTEN that is refused, as by a standby, costs no connection', async (t) => {
  const database = await createHostDatabase()
  const way = await openWay(new URL(database.url))
  const { pool, db } = openDatabase(way.url, 3)
  const direct = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await direct.db.destroy()
    await way.close()
    await database.drop()
  })
  const heard: string[] = []
  const doorbell = new Doorbell(pool, quiet, (channelId) => heard.push(channelId), {
    heard: () => undefined,
    heardNothing: () => undefined,
  })
  await doorbell.start()

  way.refuseListen = true
  way.cut()
  // More often than the pool has connections.
  await eventually(
    () => way.refused,
    (times) => times >= 5,
  )
  t.ok(await sql`select 1`.execute(db), 'the others find a connection')
  way.refuseListen = false
  const ring = () => sql`select pg_notify(${DOORBELL}, '23 push')`.execute(direct.db)
  await eventually(
    async () => {
      await ring()
      return heard
    },
    (channels) => channels.includes('23'),
  )
  await doorbell.stop()
})

t.test('a way that breaks again while LISTEN is asked for leaves one listener', async (t) => {
  const database = await createHostDatabase()
  const way = await openWay(new URL(database.url))
  const { pool, db } = openDatabase(way.url, 4)
  const direct = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await direct.db.destroy()
    await way.close()
    await database.drop()
  })
  let begun = 0
  const doorbell = new Doorbell(pool, quiet, () => undefined, {
    heard: () => undefined,
    heardNothing: () => {
      begun += 1
    },
  })
  await doorbell.start()
  way.cutAtListen = true
  way.cut()
  await eventually(
    () => way.refused,
    (times) => times >= 3,
  )
  way.cutAtListen = false
  await eventually(
    () => begun,
    (times) => times >= 2,
  )
  await eventually(
    () => way.asked,
    (asked) => asked >= way.refused + 2,
  )
  const listeners = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and query like 'listen%'`.execute(direct.db)
    return rows[0]?.count
  }
  t.equal(await listeners(), 1)
  t.equal(begun, 2, 'nobody else goes on trying')
  await doorbell.stop()
})

/** When nothing was said for a while. */
const ASKS_THE_OTHER_SIDE = '02'
const linux = { skip: process.platform === 'linux' ? false : 'Only Linux tells of its timers.' }

t.test('a server that vanished without a word is missed', linux, async (t) => {
  const database = await createHostDatabase()
  const { pool, db } = openDatabase(database.url, 1)
  t.teardown(async () => {
    await db.destroy()
    await database.drop()
  })
  const client = await pool.connect()
  const { rows } = await client.query<{ ours: number; theirs: number }>(
    'select inet_client_port() as ours, inet_server_port() as theirs',
  )
  const { ours = 0, theirs = 0 } = rows[0] ?? {}
  const hex = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  /** The kind of timer, and when it ends, in hundredths of a second. */
  const timer = async () => {
    const table = await readFile('/proc/net/tcp', 'utf8')
    const lines = table.split('\n').map((line) => line.trim().split(/\s+/))
    const line = lines.find(([, local, remote]) => {
      return local?.endsWith(hex(ours)) && remote?.endsWith(hex(theirs))
    })
    return line?.[5]?.split(':') ?? []
  }
  // On a busy machine it waits a moment for the other side to have heard the query.
  const [, ends] = await eventually(timer, ([kind]) => kind === ASKS_THE_OTHER_SIDE)
  t.ok(Number.parseInt(ends ?? '', 16) <= 1_000, 'after ten seconds')
  client.release()
})

/** A way to PostgreSQL that can break, or have LISTEN refused: by a word that PostgreSQL doesn't know. */
async function openWay(server: URL) {
  const open = new Set<Socket>()
  const way = {
    url: '',
    refuseListen: false,
    cutAtListen: false,
    /** How often LISTEN was asked for, and how often it was refused or broken off. */
    asked: 0,
    refused: 0,
    cut: () => {
      for (const socket of open) socket.destroy()
    },
    close: async () => {
      way.cut()
      proxy.close()
      await once(proxy, 'close')
    },
  }
  const proxy = createServer((near) => {
    const far = connect({ host: server.hostname, port: Number(server.port) })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    far.pipe(near)
    near.on('data', (chunk) => {
      const listens = chunk.includes('listen hubward')
      if (listens) way.asked += 1
      if (listens && (way.refuseListen || way.cutAtListen)) way.refused += 1
      if (listens && way.cutAtListen) near.destroy()
      else if (listens && way.refuseListen) {
        far.write(Buffer.from(chunk.toString('latin1').replaceAll('listen ', 'lessen '), 'latin1'))
      } else far.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = new URL(server)
  url.host = `127.0.0.1:${port}`
  way.url = url.href
  return way
}
