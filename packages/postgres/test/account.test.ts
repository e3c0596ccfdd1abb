import { execFileSync } from 'node:child_process'
import { chmod, chown, copyFile, cp, lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { canEnter, REACHABLE } from '../src/account.ts'
import { startPostgres } from '../src/index.ts'
import { installedPrograms } from '../src/programs.ts'
import { reachablePrograms } from '../src/reachable.ts'
import { newDirectory } from './fixtures/directory.ts'
import { startUser } from './fixtures/process.ts'

// PostgreSQL refuses to run as root, so that root needs a second user, and that one needs ways.

const root = process.getuid?.() === 0
const asRoot = { skip: root ? false : 'only root can become another user' }
const nobody = root
  ? { name: 'nobody', uid: idOf('-u'), gid: idOf('-g') }
  : { name: '', uid: 0, gid: 0 }

const asNobody =
  root && !(await canEnter(nobody, import.meta.dirname))
    ? { skip: 'another user can not read this checkout' }
    : asRoot

function idOf(option: string): number {
  return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))
}

t.test('root has a database in a directory that only root can enter', asRoot, async (t) => {
  const directory = join(await newDirectory(t, 0o700), 'postgres')
  const server = await startPostgres({ directory })
  await server.stop()
  t.ok((await lstat(join(directory, 'data'))).isSymbolicLink(), 'a link leads to the data')

  const again = await startPostgres({ directory })
  t.equal(again.url, server.url)
  await again.stop()
})

t.test('programs that only root can reach are copied for the other user', asRoot, async (t) => {
  const hidden = await newDirectory(t, 0o700)
  const installed = await installedPrograms()
  const directory = join(hidden, 'native')
  await cp(installed.directory, directory, { recursive: true, verbatimSymlinks: true })
  const version = `test-${process.pid}`
  t.teardown(() => rm(join(REACHABLE, `postgresql-${version}`), { recursive: true, force: true }))

  const copies = await Promise.all([
    reachablePrograms(nobody, { directory, version }),
    reachablePrograms(nobody, { directory, version }),
  ])
  t.strictSame(copies, Array(2).fill(join(REACHABLE, `postgresql-${version}`)))
  t.equal(await reachablePrograms(undefined, { directory, version }), directory)
})

t.test('an ordinary user has a database in their own directory', asNobody, async (t) => {
  const home = await newDirectory(t)
  const directory = join(home, 'private')
  await mkdir(directory, { mode: 0o700 })
  await chown(directory, nobody.uid, nobody.gid)
  // The Node that runs this test may itself be in root's home.
  const execPath = join(home, 'node')
  await copyFile(process.execPath, execPath)
  await chmod(execPath, 0o755)

  const user = await startUser(join(directory, 'postgres'), { ...nobody, execPath })
  t.equal((await lstat(join(directory, 'postgres', 'data'))).uid, nobody.uid)
  await user.stop()
})
