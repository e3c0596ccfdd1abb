// Notices that whoever started us has died. npm passes a SIGTERM on to its shell only, so that
// what the shell has started would live on and keep its port.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const EVERY_MS = 500

/** Calls `orphaned` once when our parent has died, or the npm above it. Returns how to stop. */
export function watchParent(orphaned) {
  if (process.platform === 'win32') return () => {}
  const parent = process.ppid
  const throughNpm = process.env.npm_lifecycle_event !== undefined && isShell(parent)
  const grandparent = throughNpm ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    const alive =
      process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent)
    if (alive) return
    clearInterval(timer)
    orphaned()
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** npm puts a shell between itself and us, and that one outlives npm. */
function isShell(pid) {
  return /(^|\/)-?(ba|da|z|k)?sh$/.test(look(pid, 'comm'))
}

function parentOf(pid) {
  return Number(look(pid, 'ppid'))
}

function look(pid, field) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim()
    }
    // "pid (command) state ppid …", where the command may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    if (field === 'comm') return stat.slice(stat.indexOf('(') + 1, end)
    return stat.slice(end + 2).split(' ')[1]
  } catch {
    return ''
  }
}
