import type { ChildProcess } from 'node:child_process'
import { messageOf, startChild } from './start-child.ts'
import type { Wire, WireResult } from './wire.ts'

/** Somebody who writes bytes to a host from a process of their own. */
export class Attacker {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(): Promise<Attacker> {
    return new Attacker(await startChild(new URL('./attacker-process.ts', import.meta.url)))
  }

  async send(wire: Wire): Promise<WireResult> {
    const answered = messageOf(this.#child)
    this.#child.send(wire)
    return (await answered) as WireResult
  }

  end(): void {
    this.#child.disconnect()
  }
}
