import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestDatabase } from '@hubward/postgres'
import t, { type Test } from 'tap'
import { Terminal } from './fixtures/terminal.ts'

t.setTimeout(400_000)

const main = fileURLToPath(new URL('./main.ts', import.meta.resolve('@hubward/host')))
const repository = fileURLToPath(new URL('../../..', import.meta.url))

async function emptyDatabase(t: Test): Promise<string> {
  const database = await createTestDatabase({
    name: 'dev_command',
    version: 'empty',
    prepare: async () => undefined,
  })
  t.teardown(database.drop)
  return database.url
}

/** The command, as somebody types it who stands in the repository. */
function type(t: Test, databaseUrl: string, words: readonly string[]) {
  const child = spawn(process.execPath, [main, 'dev', ...words], {
    cwd: repository,
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
  })
  const terminal = new Terminal()
  child.stdout.setEncoding('utf8').on('data', terminal.print)
  const errors = new Terminal()
  child.stderr.setEncoding('utf8').on('data', errors.print)
  const closed = once(child, 'close').then(([code]) => code)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await closed
  })
  return { child, terminal, errors, closed }
}

async function parrotFolder(t: Test): Promise<string> {
  const folder = t.testdir()
  const fixture = fileURLToPath(new URL('fixtures/parrot-plugin', import.meta.url))
  await cp(fixture, folder, { recursive: true })
  const modules = fileURLToPath(new URL('../node_modules', import.meta.url))
  await symlink(modules, join(folder, 'node_modules'), 'junction')
  await writeFile(join(folder, 'hubward.dev.yaml'), 'settings:\n  apiKey: a-key\n')
  return folder
}

const INBOX = /Inbox +(http:\/\/\S+)/

t.test('started, saved, stopped, and started again', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const folder = await parrotFolder(t)
  const first = type(t, databaseUrl, [folder])
  const said = await first.terminal.until(/Saving a file of the plugin loads it anew, and fetches/)
  t.match(said, /✓ .*\n/, 'each step is named when it is done')
  t.match(said, /\nparrot is running\. Open in a browser:\n/)
  const [, inbox = ''] = INBOX.exec(said) ?? []
  t.match(await (await fetch(inbox)).text(), /<html/)
  t.notMatch(said, '\u001b', 'no colours where there is no terminal')

  await t.test('a second one in the same folder says who is running', async (t) => {
    const second = type(t, databaseUrl, [folder])
    t.equal(await second.closed, 1)
    t.equal(
      second.errors.text,
      `Hubward is running already, as process ${first.child.pid}. Stop it first, or use that one.\n`,
    )
  })

  const saved = first.terminal.mark()
  await writeFile(join(folder, 'words.ts'), "export const BEFORE = 'It cries'\n")
  await first.terminal.until(/Loaded anew in \d+ ms: words\.ts\n/, saved)

  await t.test('a key has it fetch now', async (t) => {
    const pressed = first.terminal.mark()
    first.child.stdin.write('f')
    t.match(await first.terminal.until(/no active Channel/, pressed), /add one on the onboarding/)
  })

  await t.test('commands in the plugin’s folder are about its host', async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'channel', 'list'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    })
    t.match(stdout, /Channel/)
    const file = join(folder, '.hubward/hubward.yaml')
    t.equal((await stat(file)).mode & 0o777, 0o600, 'only its owner reads where its keys are')
  })

  first.child.kill('SIGINT')
  t.equal(await first.closed, 0)
  t.match(first.terminal.text, /\nStopping, since Ctrl\+C was pressed …\n$/)
  t.equal(first.errors.text, '')
  await t.rejects(fetch(inbox), 'nothing listens any more')

  const again = type(t, databaseUrl, [folder])
  const [, sameInbox] = INBOX.exec(await again.terminal.until(INBOX)) ?? []
  t.equal(sameInbox, inbox, 'the addresses are those of the first start')
  again.child.kill('SIGTERM')
  t.equal(await again.closed, 0)
  t.match(again.terminal.text, /\nStopping, since the system asked for it \(SIGTERM\) …\n$/)
})

t.test('what can’t be started is said in a sentence', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const refused = async (words: readonly string[]) => {
    const { errors, closed, terminal } = type(t, databaseUrl, words)
    t.equal(await closed, 1)
    t.notMatch(errors.text, /\n {4}at /, 'no stack trace')
    t.notMatch(terminal.text, 'Inbox')
    return errors.text
  }
  t.match(await refused([t.testdir()]), /There is no package\.json in \S+\. Give the folder/)
  t.match(
    await refused(['.', '--host-port', '70000']),
    /--host-port.*A port is a number between 1 and 65535/,
  )
  const folder = await parrotFolder(t)
  await writeFile(join(folder, 'hubward.dev.yaml'), 'setings: {}\n')
  t.match(await refused([folder]), /hubward\.dev\.yaml: .*It may hold "settings" and "openHosts"/)

  await writeFile(join(folder, 'hubward.dev.yaml'), 'settings:\n  apiKey: a-key\n')
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  t.equal(
    await refused([folder, '--host-port', port]),
    `Port ${port} is in use. Stop what listens there, or choose another: hubward dev --host-port …\n`,
  )
})
