import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { logOf, type Progress, readProgress } from '../src/long/folder.ts'

// Processes of every kind start and die here. `pnpm chaos --long` is the long form of the same.
t.setTimeout(600_000)
/** Since the test began: there is time left to say what the runner was about. */
const GIVE_UP_MS = 560_000

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

t.test('a long run goes on after its runner was killed, and compares everything', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'hubward-long-'))
  const folder = join(parent, 'run')
  const chaos = (...words: string[]) =>
    promisify(execFile)(process.execPath, [MAIN, '--long', '--folder', folder, ...words])
  const runner = async (until: (progress: Progress) => boolean): Promise<Progress> => {
    for (;;) {
      const progress = readProgress(folder)
      if (progress && until(progress)) return progress
      const isOver = progress && !isThere(progress.pid)
      if (isOver || performance.now() > GIVE_UP_MS) {
        const told = (await readFile(logOf(folder), 'utf8')).split('\n').slice(-40).join('\n')
        throw new Error(`the runner ${isOver ? 'has ended' : 'takes too long'}: ${told}`)
      }
      await pause(100)
    }
  }
  t.teardown(async () => {
    await chaos('--stop').catch(() => undefined)
    await rm(parent, { recursive: true, force: true, maxRetries: 5 })
  })

  const goals = ['--messages', '120', '--replies', '15', '--kills', '3']
  const { stdout } = await chaos(
    ...goals,
    '--round',
    '1000',
    '--channels',
    '1',
    '--hosts',
    '2',
    '--seed',
    '4',
  )
  t.match(stdout, /--long --resume --folder/)
  await t.rejects(chaos(), /under way/, 'there is one at a time')
  const first = await runner(({ counts }) => Number(counts.messages ?? 0) > 20)
  process.kill(first.pid, 'SIGKILL')
  while (isThere(first.pid)) await pause(20)
  t.match((await chaos('--status')).stdout, /not under way/)

  await chaos('--resume')
  const end = await runner(({ outcome }) => outcome !== 'open')
  t.same(
    end.faults.map(({ what }) => what),
    [],
    'the histories agree',
  )
  t.equal(end.life, 2)
  const last = end.rounds.at(-1)
  t.ok((last?.messages ?? 0) >= 120, `${last?.messages} messages`)
  t.ok((last?.kills ?? 0) >= 3, `${last?.kills} kills`)
  t.equal(end.failovers.length, 1, 'PostgreSQL crashed in the middle')
  if (!end.former.startsWith('none'))
    t.equal(end.updated, 2, `hosts were updated from ${end.former}`)
  // What was written before the runner was killed is there as well.
  t.ok((last?.compared['messages that became Tickets'] ?? 0) >= 110)
  t.ok((last?.compared['messages that the ledger knows'] ?? 0) >= 120)
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
