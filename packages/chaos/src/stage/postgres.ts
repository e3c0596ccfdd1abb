import { readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '@hubward/postgres'

/** What hosts keep their data in. */
export interface Database {
  readonly url: string
  readonly restarts: number
  restart(how: 'fast' | 'crash'): Promise<void>
  end(): Promise<void>
}

/** A PostgreSQL of the run's own, that can be ended and started again. Its URL stays the same. */
export class Postgres implements Database {
  readonly directory: string
  #server: PostgresServer
  restarts = 0

  readonly #isKept: boolean

  private constructor(directory: string, server: PostgresServer, isKept: boolean) {
    this.directory = directory
    this.#server = server
    this.#isKept = isKept
  }

  /** @param isKept whether its data is still there after the end. */
  static async start(directory: string, isKept = false): Promise<Postgres> {
    return new Postgres(directory, await startPostgres({ directory }), isKept)
  }

  get url(): string {
    return this.#server.url
  }

  /** `fast`: every connection is cut off. `crash`: so is everything else, and the log is replayed. */
  async restart(how: 'fast' | 'crash'): Promise<void> {
    if (how === 'crash') process.kill(await this.#pid(), 'SIGQUIT')
    await this.#server.stop()
    await this.startAgain()
    this.restarts += 1
  }

  /** After whatever ended it. */
  async startAgain(): Promise<void> {
    const { url } = this
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#server = await startPostgres({ directory: this.directory })
        break
      } catch (error) {
        if (attempt === 10) throw error
      }
    }
    // Hosts would wait for it until the run ends.
    if (this.url !== url) throw new Error('Another program has taken the port of PostgreSQL.')
  }

  async #pid(): Promise<number> {
    const text = await readFile(join(this.directory, 'data', 'postmaster.pid'), 'utf8')
    return Number(text.split('\n')[0])
  }

  async end(): Promise<void> {
    await this.#server.stop()
    if (this.#isKept) return
    const data = await realpath(join(this.directory, 'data')).catch(() => undefined)
    // Where PostgreSQL's user can't reach the directory, its data lies elsewhere.
    if (data) await rm(data, { recursive: true, force: true })
    await rm(this.directory, { recursive: true, force: true })
  }
}
