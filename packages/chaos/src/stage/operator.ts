import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type pg from 'pg'

/** Those that would recover by themselves, once the Network is in order, have done so by then. */
const PATIENCE_MS = 45_000

const hubward = fileURLToPath(new URL('./main.ts', import.meta.resolve('@hubward/host')))

/**
 * Plays the operator: hosts that were killed in the middle of a refresh lose grants for good, and when
 * many were lost within ten minutes, their Channels are held until somebody confirms it.
 */
export class Operator {
  readonly #env: NodeJS.ProcessEnv
  readonly #pool: pg.Pool
  #since = Number.POSITIVE_INFINITY
  /** How many brakes were released. */
  count = 0
  /** The program of the release that the hosts run; that of today if nothing else is said. */
  program = hubward

  /** @param settings see `settingsOf`. */
  constructor(settings: NodeJS.ProcessEnv, pool: pg.Pool) {
    this.#env = { PATH: process.env.PATH, ...settings }
    this.#pool = pool
  }

  /** Once a host of today has brought the tables up to date. */
  useToday(): void {
    this.program = hubward
  }

  /** To be called now and then, once everything works. */
  async look(): Promise<void> {
    this.#since = Math.min(this.#since, performance.now())
    if (performance.now() - this.#since < PATIENCE_MS) return
    const { rows } = await this.#pool.query<{ integration: string }>(
      `select integration from brakes where released_at is null and code = 'authentication'
        and since < now() - interval '${PATIENCE_MS} milliseconds'`,
    )
    for (const { integration } of rows) {
      const words = [this.program, 'channel', 'end', integration, '--confirm']
      // A brake that came off by itself meanwhile needs nobody.
      await promisify(execFile)(process.execPath, words, { env: this.#env }).then(
        () => {
          this.count += 1
        },
        () => undefined,
      )
    }
  }
}

/** What commands of the operator are configured with. */
export function settingsOf(config: {
  readonly databaseUrl: string
  readonly publicUrl: string
  readonly operator: { readonly name: string }
  readonly keys: readonly { readonly id: string; readonly key: string }[]
}): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: config.databaseUrl,
    HUBWARD_PUBLIC_URL: config.publicUrl,
    HUBWARD_OPERATOR_NAME: config.operator.name,
    HUBWARD_DEVELOPMENT: 'true',
    HUBWARD_KEYS: config.keys.map(({ id, key }) => `${id}:${key}`).join(','),
  }
}
