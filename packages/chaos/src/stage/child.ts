import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * A server in a process of its own, which says how it can be reached in its first message, and ends
 * when nobody listens to it any more.
 */
export async function startChild<Started>(
  file: string,
  env: Record<string, string> = {},
  execArgv: readonly string[] = [],
): Promise<{ child: ChildProcess; started: Started; end(): Promise<void> }> {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...env },
    execArgv: [...process.execArgv, ...execArgv],
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code} before it had started`)
  })
  const [started] = (await Promise.race([once(child, 'message'), failed])) as [Started]
  return {
    child,
    started,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
