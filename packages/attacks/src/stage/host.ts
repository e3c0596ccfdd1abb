import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** In the line of a page; honest visitors have one as well. */
const PAGE_LINE = '"msg":"answered"'

/** Of a start on a busy machine. */
const READY_WITHIN_MS = 120_000

export interface HostOptions {
  /** The clone whose host it is. */
  readonly root: string
  readonly configFile: string
  readonly logFile: string
  readonly url: string
  readonly env: Readonly<Record<string, string>>
}

/** `hubward start`, as an operator starts it. */
export class Host {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #logFile: string

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child
    this.#logFile = logFile
    this.pid = child.pid ?? 0
  }

  static async start({ root, configFile, logFile, url, env }: HostOptions): Promise<Host> {
    const log = openSync(logFile, 'w', 0o600)
    const child = spawn(
      process.execPath,
      [join(root, 'packages/host/src/main.ts'), 'start', '--config', configFile],
      { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', log, log] },
    )
    const host = new Host(child, logFile)
    const began = performance.now()
    while (performance.now() - began < READY_WITHIN_MS) {
      const ready = await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (ready) return host
      if (child.exitCode !== null) break
      await pause(100)
    }
    const said = await readFile(logFile, 'utf8')
    await host.end()
    throw new Error(`the host is not ready: ${said.slice(-2_000)}`)
  }

  /** How many lines it has logged so far, besides the one that each page has. */
  async logLines(): Promise<number> {
    const text = await readFile(this.#logFile, 'utf8')
    return text.split('\n').filter((line) => line !== '' && !line.includes(PAGE_LINE)).length
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async end(): Promise<void> {
    if (!this.isRunning) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
