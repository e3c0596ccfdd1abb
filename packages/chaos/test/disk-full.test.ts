import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFile, chmod, mkdtemp, readFile, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { compareActions } from '../src/histories/actions.ts'
import { collect } from '../src/histories/histories.ts'
import { compareMessages } from '../src/histories/messages.ts'
import { Performer } from '../src/performer.ts'
import { makePlan } from '../src/plan/plan.ts'
import { becomeQuiet, Reconnecting } from '../src/quiet.ts'
import { Postgres } from '../src/stage/postgres.ts'
import { buildWorld } from '../src/stage/world.ts'

t.setTimeout(600_000)

const run = promisify(execFile)
/** Enough for an empty cluster and little more. */
const SIZE = '220m'

/** A small disk; undefined where none may be mounted. */
async function smallDisk(): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'hubward-disk-'))
  // PostgreSQL may run as another user, who has to reach it.
  await chmod(directory, 0o755)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', directory])
    return directory
  } catch {
    await rmdir(directory)
    return undefined
  }
}

const disk = await smallDisk()
const skip = disk === undefined && 'a tmpfs can’t be mounted here'

t.test('a full disk of PostgreSQL loses nothing, and doubles nothing', { skip }, async (t) => {
  t.setTimeout(600_000)
  const directory = disk ?? ''
  const ballast = join(directory, 'ballast')
  const over = new AbortController()
  const plan = makePlan({
    seed: 1,
    durationMs: 1_000,
    hosts: 1,
    accountsPerIntegration: 1,
    strictGrants: false,
  })
  const world = await buildWorld(plan, {
    directory,
    signal: over.signal,
    progress: (sentence) => t.comment(sentence),
  })
  t.teardown(async () => {
    over.abort()
    await world.end()
    await run('umount', [directory])
    await rmdir(directory)
  })
  const { network, socialhub, postgres, pool } = world
  const [account] = plan.accounts
  if (!account) throw new Error('a plan without accounts')
  let written = 0
  const write = () => {
    written += 1
    // Random, so that it can't be compressed into the room that is left.
    const text = randomBytes(4_500).toString('hex')
    return network.add(account.name, { id: `message-${written}`, text })
  }
  await write()
  while (socialhub.arrivals.length === 0) await pause(100)
  const [ticket] = socialhub.arrivals

  await fill(ballast)
  const noRoom = async () =>
    /No space left|disk full|53100/.test(await readFile(world.logFile, 'utf8')) ||
    (await pool.query('select 1').then(
      () => false,
      () => true,
    ))
  for (let round = 0; round < 60 && !(await noRoom()); round += 1) {
    for (let count = 0; count < 20; count += 1) await write()
    await socialhub.act('reply', {
      ticketId: ticket?.ticketId ?? '',
      actionId: 'reply-once',
      text: `written on a full disk, ${round}`,
    })
    await pause(500)
  }
  t.ok(await noRoom(), 'PostgreSQL has no room left, and the host has met it')

  await rm(ballast)
  if (!(postgres instanceof Postgres)) throw new Error('a plan without a cluster has one server')
  await pool.query('select 1').catch(() => postgres.startAgain())
  const unsettled = await becomeQuiet(world, new Performer(world), new Reconnecting(world), 240_000)
  t.same(unsettled, [], 'it goes on by itself once there is room')
  const histories = await collect(world)
  const messages = compareMessages(histories)
  const actions = compareActions(histories)
  t.same([...messages.faults, ...actions.faults], [])
  t.equal(messages.counts['messages that became Tickets'], written)
})

/** Takes all room that is left. */
async function fill(file: string): Promise<void> {
  for (const bytes of [1_000_000, 4_096]) {
    for (;;) {
      try {
        await appendFile(file, randomBytes(bytes))
      } catch {
        break
      }
    }
  }
}
