import { readFile } from 'node:fs/promises'

/** As Linux counts CPU time in /proc: 100 a second. */
const TICK_MS = 10

export interface Process {
  readonly cpuMs: number
  readonly parent: number
  readonly residentBytes: number
}

/** From /proc, which counts its time in all threads. */
export async function processOf(pid: number): Promise<Process> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0] = fields
  return {
    parent,
    cpuMs: ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MS,
    residentBytes: (fields[21] ?? 0) * 4_096,
  }
}

export async function cpuMsOf(pid: number): Promise<number> {
  return (await processOf(pid)).cpuMs
}
