import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A person's terminal in one folder, with what they type read from the tutorial. */
export class Terminal {
  folder: string
  readonly #environment: NodeJS.ProcessEnv
  readonly #running: ChildProcess[] = []

  constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.folder = folder
    this.#environment = environment
  }

  /** Types a command that ends; answers what it printed. */
  async run(command: string): Promise<string> {
    const [, into] = /^cd (\S+)$/.exec(command) ?? []
    if (into !== undefined) {
      this.folder = `${this.folder}/${into}`
      return ''
    }
    const { child, printed } = this.#start(command)
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${printed()}`)
    return printed()
  }

  /** Types a command that goes on; answers what it has printed once that fits. */
  async startUntil(command: string, ready: RegExp): Promise<string> {
    const { child, printed } = this.#start(command)
    this.#running.push(child)
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`${command} ended with ${code}:\n${printed()}`)
    })
    // Only of interest until it is ready.
    ended.catch(() => undefined)
    while (!ready.test(printed())) {
      await Promise.race([ended, once(child.stdout ?? child, 'data')])
    }
    return printed()
  }

  /** Ctrl-C in every terminal, and the end of all that was started there. */
  async close(): Promise<void> {
    for (const child of this.#running.splice(0).reverse()) {
      const ended = once(child, 'close')
      // A terminal signals the whole group.
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
      await ended
    }
  }

  #start(command: string): { child: ChildProcess; printed: () => string } {
    let text = ''
    // tap would put options of its own into the environment of every Node.
    const child = spawn('/bin/sh', ['-c', `unset NODE_OPTIONS; ${command}`], {
      cwd: this.folder,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const add = (chunk: Buffer) => {
      text += chunk.toString()
    }
    child.stdout?.on('data', add)
    child.stderr?.on('data', add)
    return { child, printed: () => text }
  }
}
