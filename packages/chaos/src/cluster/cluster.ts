import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../host/test/stage/free-port.ts'
import { type Account, asAccount, chooseAccount } from '../../../postgres/src/account.ts'
import type { Database } from '../stage/postgres.ts'
import { endWithUs } from '../stage/warden.ts'
import { Member } from './member.ts'
import type { ClusterAct, Outage } from './outages.ts'
import { clusterPrograms } from './programs.ts'
import {
  etcdArguments,
  haproxySettings,
  type MemberPlace,
  type Passwords,
  patroniSettings,
} from './settings.ts'

const MEMBERS = 3
/** Beside everything else that a run starts, three servers take their time. */
const WHOLE_WITHIN_MS = 180_000
const LOOK_EVERY_MS = 250
/** How long a member that didn't lead is away. */
const AWAY_MS = 3_000
/** After each act, so that what it stopped has come to an end before the next one. */
const CALM_MS = 8_000

const [ETCD, PROXY, LAID] = ['etcd', 'haproxy.cfg', 'laid.json']

/** What a cluster that is kept is started with again. */
interface Laid {
  readonly etcdPort: number
  readonly peerPort: number
  readonly port: number
  readonly passwords: Passwords & { readonly hubward: string }
  readonly places: readonly MemberPlace[]
}

/**
 * PostgreSQL as a cluster: three members looked after by Patroni, etcd, in which they agree who leads, and
 * HAProxy, which leads every connection to that one. What has been committed is on two members.
 */
export class Cluster implements Database {
  /** Through HAProxy, which is all that hosts know of it. */
  readonly url: string
  readonly outages: Outage[] = []
  /** A cluster has acts of its own. */
  readonly restarts = 0
  readonly logFile: string
  readonly #folder: string
  readonly #isKept: boolean
  readonly #members: readonly Member[]
  readonly #servers: readonly ChildProcess[]
  readonly #endAtOnce = () => this.#killAll()
  readonly #interrupted = () => void this.end().finally(() => process.exit(130))
  #before: Promise<unknown> = Promise.resolve()

  private constructor(made: {
    url: string
    folder: string
    isKept: boolean
    logFile: string
    members: readonly Member[]
    servers: readonly ChildProcess[]
  }) {
    this.url = made.url
    this.logFile = made.logFile
    this.#folder = made.folder
    this.#isKept = made.isKept
    this.#members = made.members
    this.#servers = made.servers
    process.once('exit', this.#endAtOnce)
    // Who keeps it ends it in an order of their own.
    if (made.isKept) return
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, this.#interrupted)
  }

  /**
   * @param kept a folder that outlives the cluster, in which one may lie already; absent: a temporary one. It
   *   has to be where PostgreSQL's user can reach it.
   */
  static async start(progress: (sentence: string) => void, kept?: string): Promise<Cluster> {
    const programs = clusterPrograms()
    const folder = kept ?? (await mkdtemp(join(tmpdir(), 'hubward-cluster-')))
    await mkdir(folder, { recursive: true })
    // PostgreSQL's user must reach it.
    await chmod(folder, 0o755)
    const account = await chooseAccount(folder)
    const logFile = kept ? `${kept}.log` : join(tmpdir(), `hubward-cluster-${process.pid}.log`)
    const logFd = openSync(logFile, kept ? 'a' : 'w', 0o600)
    const before = kept ? await laidIn(folder) : undefined
    const laid = before ?? (await lay(folder, programs.postgres, account))
    const { etcdPort, peerPort, port, passwords, places } = laid
    const members = places.map((place) => new Member(place, programs.patroni, account, logFd))
    const run = (program: string, words: readonly string[]) => {
      const child = spawn(program, words, {
        ...asAccount(account),
        stdio: ['ignore', logFd, logFd],
      })
      endWithUs(child)
      return child
    }
    const servers = [
      run(programs.etcd, etcdArguments(join(folder, ETCD), etcdPort, peerPort)),
      run(programs.haproxy, ['-f', join(folder, PROXY)]),
    ]
    const url = `postgres://hubward:${passwords.hubward}@127.0.0.1:${port}/hubward`
    const isKept = kept !== undefined
    const cluster = new Cluster({ url, folder, isKept, logFile, members, servers })
    try {
      progress('Starting etcd, HAProxy and three members of PostgreSQL …')
      for (const member of members) member.start()
      await cluster.#whole()
      if (!before) {
        await makeDatabase(port, passwords)
        await writeFile(join(folder, LAID), JSON.stringify(laid), { mode: 0o600 })
      }
      return cluster
    } catch (error) {
      await cluster.end()
      throw new Error(`The cluster did not start; its log is ${logFile}.`, { cause: error })
    }
  }

  /** One after the other: each ends some seconds after all members are there again. */
  async perform(act: ClusterAct): Promise<void> {
    const done = this.#before.then(() => this.#perform(act))
    this.#before = done.catch(() => undefined)
    await done
  }

  async restart(): Promise<void> {
    throw new Error('A cluster is not restarted as a whole.')
  }

  async #perform(act: ClusterAct): Promise<void> {
    const { leader, standby } = await this.#whole()
    const from = Date.now()
    // A killed member leaves the leader where it is.
    let ledAgain = from
    if (act === 'switchover') {
      await leader.switchOver(standby.place.name)
      ledAgain = Date.now()
    } else if (act === 'kill-member') {
      await standby.kill()
      await pause(AWAY_MS)
      standby.start()
    } else {
      await leader.kill()
      // Before that it would come back as the leader that it was.
      await this.#until(async () => {
        const seen = await this.#look()
        return seen.leader !== undefined && seen.leader !== leader
      })
      ledAgain = Date.now()
      leader.start()
    }
    await this.#whole()
    this.outages.push({ what: act, from, ledAgain, to: Date.now() })
    await pause(CALM_MS)
  }

  /** Until all members are there, and one of the others has all that the leader has. */
  async #whole(): Promise<{ leader: Member; standby: Member }> {
    let whole: { leader: Member; standby: Member } | undefined
    await this.#until(async () => {
      const { leader, standby, running } = await this.#look()
      if (!leader || !standby || running < MEMBERS) return false
      whole = { leader, standby }
      return true
    })
    if (!whole) throw new Error('no leader')
    return whole
  }

  async #look(): Promise<{ leader?: Member; standby?: Member; running: number }> {
    const answers = await Promise.all(this.#members.map((member) => member.cluster()))
    const seen = answers.find((answer) => answer !== undefined) ?? []
    const named = (role: string) => {
      const told = seen.find((one) => one.role === role && isRunning(one.state))
      const member = this.#members.find(({ place }) => place.name === told?.name)
      // What a dead member last said of itself stays for a while.
      return member && answers[this.#members.indexOf(member)] ? member : undefined
    }
    const [leader, standby] = [named('leader'), named('sync_standby')]
    const answering = answers.filter((answer) => answer !== undefined).length
    const running = Math.min(answering, seen.filter(({ state }) => isRunning(state)).length)
    return { ...(leader && { leader }), ...(standby && { standby }), running }
  }

  async #until(done: () => Promise<boolean>): Promise<void> {
    const until = performance.now() + WHOLE_WITHIN_MS
    while (!(await done())) {
      if (performance.now() > until) {
        throw new Error(`the cluster did not become whole again: see ${this.logFile}`)
      }
      await pause(LOOK_EVERY_MS)
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()))
    await Promise.all(this.#servers.map(endServer))
    process.off('exit', this.#endAtOnce)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#interrupted)
    if (this.#isKept) return
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #killAll(): void {
    for (const member of this.#members) member.endAtOnce()
    for (const server of this.#servers) server.kill('SIGKILL')
  }
}

/** Chooses ports and passwords, and writes what each part is told. */
async function lay(
  folder: string,
  postgresPrograms: string,
  account: Account | undefined,
): Promise<Laid> {
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()]
  const passwords = { superuser: secret(), replication: secret(), hubward: secret() }
  const places: MemberPlace[] = []
  for (let place = 0; place < MEMBERS; place += 1) {
    const member: MemberPlace = {
      name: `member${place}`,
      folder: join(folder, `member${place}`),
      postgresPort: await freePort(),
      restPort: await freePort(),
    }
    const settings = patroniSettings(member, etcdPort, postgresPrograms, passwords)
    await mkdir(member.folder)
    await give(account, member.folder, 0o700)
    await writeFile(join(member.folder, 'patroni.json'), settings, { mode: 0o600 })
    await give(account, join(member.folder, 'patroni.json'), 0o600)
    places.push(member)
  }
  await writeFile(join(folder, PROXY), haproxySettings(port, places), { mode: 0o644 })
  await mkdir(join(folder, ETCD))
  await give(account, join(folder, ETCD), 0o700)
  return { etcdPort, peerPort, port, passwords, places }
}

/** A cluster that was there before, as far as it came to its database. */
async function laidIn(folder: string): Promise<Laid | undefined> {
  const text = await readFile(join(folder, LAID), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

/** Of a standby, newer releases of Patroni say more than that it runs. */
function isRunning(state: string): boolean {
  return state === 'running' || state === 'streaming'
}

async function makeDatabase(
  port: number,
  passwords: { superuser: string; hubward: string },
): Promise<void> {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/postgres`,
  })
  await client.connect()
  await client.query(`create role hubward login password '${passwords.hubward}'`)
  await client.query('create database hubward owner hubward')
  await client.end()
}

async function give(account: Account | undefined, path: string, mode: number): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
  await chmod(path, mode)
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}

function secret(): string {
  return randomBytes(16).toString('hex')
}
