import { readFileSync } from 'node:fs'
import { postmasterOf } from '../cluster/postmaster.ts'
import type { Watched } from './warden.ts'

/** When each process began that is to be ended, since its number may be another's by then. */
const watched = new Map<number, string | undefined>()
const folders = new Set<string>()

process.on('message', (told: Watched) => {
  if ('folder' in told) folders.add(told.folder)
  else if ('ended' in told) watched.delete(told.ended)
  else watched.set(told.began, beginOf(told.began))
})
process.once('disconnect', () => {
  for (const [pid, begin] of watched) {
    if (begin !== undefined && beginOf(pid) === begin) signalTo(pid, 'SIGKILL')
  }
  // PostgreSQL, after whoever would start it again. It gives back what it had of the system.
  for (const folder of folders) {
    const pid = postmasterOf(folder)
    if (pid !== undefined) signalTo(pid, 'SIGQUIT')
  }
  process.exit(0)
})

/** In ticks since the machine was started: `man 5 proc_pid_stat`. */
function beginOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended in this moment.
  }
}
