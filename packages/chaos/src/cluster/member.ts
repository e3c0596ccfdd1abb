import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import got from 'got'
import { type Account, asAccount } from '../../../postgres/src/account.ts'
import { endPostgresWithUs, endWithUs } from '../stage/warden.ts'
import { postmasterOf } from './postmaster.ts'
import type { MemberPlace } from './settings.ts'

/** What Patroni's REST API says of one member. */
interface Told {
  readonly name: string
  readonly role: string
  readonly state: string
}

/** Patroni and the PostgreSQL that it looks after. */
export class Member {
  readonly place: MemberPlace
  readonly #program: string
  readonly #account: Account | undefined
  readonly #logFd: number
  #patroni: ChildProcess | undefined

  constructor(place: MemberPlace, program: string, account: Account | undefined, logFd: number) {
    this.place = place
    this.#program = program
    this.#account = account
    this.#logFd = logFd
  }

  start(): void {
    const settings = join(this.place.folder, 'patroni.json')
    const stdio = ['ignore' as const, this.#logFd, this.#logFd]
    this.#patroni = spawn(this.#program, [settings], { ...asAccount(this.#account), stdio })
    endWithUs(this.#patroni)
    endPostgresWithUs(this.place.folder)
  }

  /** As a machine that loses its power: nobody says goodbye. */
  async kill(): Promise<void> {
    // First who would start PostgreSQL again. What belongs to PostgreSQL ends with it.
    await this.#killPatroni()
    await this.#endPostgres('SIGKILL')
  }

  async #killPatroni(): Promise<void> {
    const patroni = this.#patroni
    if (!patroni || patroni.exitCode !== null || patroni.signalCode !== null) return
    const ended = once(patroni, 'exit')
    patroni.kill('SIGKILL')
    await ended
  }

  async #endPostgres(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const pid = this.#postmaster()
    if (pid === undefined) return
    signalTo(pid, signal)
    // One that nobody reaps is gone as well: it has no command any more.
    while (this.#postmaster() === pid) await pause(20)
  }

  /** For good. PostgreSQL gives back what it had of the system. */
  async end(): Promise<void> {
    await this.#killPatroni()
    await this.#endPostgres('SIGQUIT')
  }

  /** When this process is about to end and nothing can be waited for. */
  endAtOnce(): void {
    this.#patroni?.kill('SIGKILL')
    const pid = this.#postmaster()
    if (pid !== undefined) signalTo(pid, 'SIGQUIT')
  }

  #postmaster(): number | undefined {
    return postmasterOf(this.place.folder)
  }

  /** Who is in the cluster, as this member sees it; undefined while it doesn't answer. */
  async cluster(): Promise<readonly Told[] | undefined> {
    try {
      const answer = await this.#rest('cluster').json<{ members: Told[] }>()
      return answer.members
    } catch {
      return undefined
    }
  }

  /** @throws where Patroni refuses, as while no standby has all that the leader has. */
  async switchOver(to: string): Promise<void> {
    const json = { leader: this.place.name, candidate: to }
    await this.#rest.post('switchover', { json, timeout: { request: 60_000 } })
  }

  get #rest() {
    return got.extend({
      prefixUrl: `http://127.0.0.1:${this.place.restPort}`,
      retry: { limit: 0 },
      timeout: { request: 1_500 },
    })
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended in this moment.
  }
}
