import { fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { createTestDatabase, startTestServer, type TestDatabaseOptions } from '../src/index.ts'
import { newDirectory } from './fixtures/directory.ts'

const directory = await newDirectory(t)
process.chdir(directory)
// The server is shared by all test files that run in this directory; held, it starts once.
const server = await startTestServer()
t.teardown(() => server.stop())

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows.flat()
  } finally {
    await client.end()
  }
}

/** Writes a line for each preparation, so that they can be counted across processes. */
function fruit(version: string): TestDatabaseOptions {
  return {
    name: 'fruit',
    version,
    async prepare(url) {
      await ask(url, `create table fruit as select 'apple' as name`)
      await appendFile(join(directory, 'prepared'), `${version}\n`)
    },
  }
}

async function preparations(version: string): Promise<number> {
  const text = await readFile(join(directory, 'prepared'), 'utf8')
  return text.split('\n').filter((line) => line === version).length
}

const names = `select datname from pg_database where datname like 'test\\_%'`

t.test('it forces nothing to the disk', async (t) => {
  // The one server that tests of this directory share; given by DATABASE_URL_TEST, it is somebody else's.
  const own = process.env.DATABASE_URL_TEST === undefined
  if (own) t.same(await ask(server.url, `select current_setting('fsync')`), ['off'])
})

t.test('each test file has a database of its own, prepared once', async (t) => {
  const [one, two] = await Promise.all([
    createTestDatabase(fruit('1')),
    createTestDatabase(fruit('1')),
  ])
  t.not(one.url, two.url)
  await ask(one.url, `insert into fruit values ('pear')`)
  t.strictSame(await ask(one.url, 'select name from fruit order by 1'), ['apple', 'pear'])
  t.strictSame(await ask(two.url, 'select name from fruit'), ['apple'])
  t.equal(await preparations('1'), 1)

  await one.drop()
  await one.drop()
  await two.drop()
  t.strictSame(await ask(server.url, names), [])
})

t.test('several processes at once prepare once', async (t) => {
  const children = [1, 2, 3].map(() =>
    fork(join(import.meta.dirname, 'fixtures/clone.ts'), ['several'], {
      cwd: directory,
      execArgv: [],
      env: { PATH: process.env.PATH },
    }),
  )
  const codes = await Promise.all(children.map((child) => once(child, 'exit')))
  t.strictSame(codes.flat(), [0, null, 0, null, 0, null])
  t.equal(await preparations('several'), 1)
})

t.test('another version is prepared anew, and old ones are dropped', async (t) => {
  for (const version of ['2', '3', '4', '5']) {
    const database = await createTestDatabase(fruit(version))
    await database.drop()
    t.equal(await preparations(version), 1)
  }
  const templates = `select count(*)::int from pg_database where datname like 'template\\_fruit%'`
  t.strictSame(await ask(server.url, templates), [3])
})

t.test('a preparation that failed is tried again', async (t) => {
  const broken = { ...fruit('6'), prepare: () => Promise.reject(new Error('no fruit today')) }
  await t.rejects(createTestDatabase(broken), { message: 'no fruit today' })
  const database = await createTestDatabase(fruit('6'))
  t.strictSame(await ask(database.url, 'select name from fruit'), ['apple'])
  await database.drop()
})

t.test('what a killed test file left behind is dropped by the next', async (t) => {
  const abandoned = fork(join(import.meta.dirname, 'fixtures/clone.ts'), ['6', 'and stay'], {
    cwd: directory,
    execArgv: [],
    env: { PATH: process.env.PATH },
  })
  const [url] = await once(abandoned, 'message')
  const inUse = await createTestDatabase(fruit('6'))
  t.strictSame(
    await ask(String(url), 'select name from fruit'),
    ['apple'],
    'while it lives, it stays',
  )
  await inUse.drop()

  abandoned.kill('SIGKILL')
  await once(abandoned, 'exit')
  // PostgreSQL notices a moment later that a connection is gone, and its locks with it. Those of
  // clones have two parts.
  const locks = `select count(*)::int from pg_locks where locktype = 'advisory' and objsubid = 2`
  while ((await ask(server.url, locks))[0] !== 0) await wait(50)
  const next = await createTestDatabase(fruit('6'))
  t.strictSame(await ask(server.url, names), [new URL(next.url).pathname.slice(1)])
  await next.drop()
})

t.test('a name that makes no database name is refused', async (t) => {
  const unfit = createTestDatabase({ ...fruit('1'), name: 'Drop Table' })
  await t.rejects(unfit, { message: /small letters, digits and underscores, not "Drop Table"/ })
})

t.test('DATABASE_URL_TEST takes the place of the embedded server', async (t) => {
  process.env.DATABASE_URL_TEST = server.url
  t.teardown(() => {
    delete process.env.DATABASE_URL_TEST
  })
  const database = await createTestDatabase(fruit('6'))
  t.equal(new URL(database.url).port, new URL(server.url).port)
  await database.drop()
})
