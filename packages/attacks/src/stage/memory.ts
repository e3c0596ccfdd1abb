import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const LOOK_EVERY_MS = 100

/** The resident set of a process, in MiB. */
export async function residentMib(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1_024
}

/** Looks again and again, until it is asked for the most that it saw. */
export function watchMemory(pid: number): { mostMib(): number } {
  let most = 0
  const timer = setInterval(() => {
    void residentMib(pid).then(
      (mib) => {
        most = Math.max(most, mib)
      },
      () => undefined,
    )
  }, LOOK_EVERY_MS)
  return {
    mostMib() {
      clearInterval(timer)
      return most
    },
  }
}
