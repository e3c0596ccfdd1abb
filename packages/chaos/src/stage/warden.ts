import { type ChildProcess, fork } from 'node:child_process'

/** What the warden is told: of a process that began, or ended, and where PostgreSQL's data lies. */
export type Watched =
  | { readonly began: number }
  | { readonly ended: number }
  | { readonly folder: string }

let warden: ChildProcess | undefined

/**
 * Ends a process when this one is killed, which can't do it itself then. Most of what a run starts ends by
 * itself when it is alone; a host that stands still and a server of somebody else's don't.
 */
export function endWithUs(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  tell({ began: pid })
  child.once('exit', () => tell({ ended: pid }))
}

/** The same of the PostgreSQL in a member's folder, which Patroni starts. */
export function endPostgresWithUs(folder: string): void {
  tell({ folder })
}

function tell(watched: Watched): void {
  warden ??= start()
  if (warden.connected) warden.send(watched, () => undefined)
}

function start(): ChildProcess {
  const started = fork(new URL('./warden-process.ts', import.meta.url), {
    // Whoever ends all processes of a group shall not end this one before it has done its work.
    detached: true,
    stdio: 'ignore',
  })
  started.unref()
  started.channel?.unref()
  return started
}
