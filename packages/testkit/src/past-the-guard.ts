import { AsyncLocalStorage } from 'node:async_hooks'
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import { subscribe } from 'node:diagnostics_channel'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Sees where a plugin leaves its process by another way than its context: a socket, a datagram, a
 * look-up, a process or a thread of its own. A real host’s guard stands in the context alone, so such
 * a connection could reach a private address, and a test without it would never tell.
 *
 * It looks at the entry points of Node and changes nothing of what they do. What a plugin loaded
 * before the first test host was made, and what it does while it is imported, is not seen.
 */

/** Where it is noted what the plugin’s call that runs now does; none outside of such a call. */
const calls = new AsyncLocalStorage<Set<string> | undefined>()
let watching = false

/** Runs a call of a plugin. What it does past its context is added to the ways. */
export function watched<Value>(ways: Set<string>, call: () => Value): Value {
  watch()
  return calls.run(ways, call)
}

/** Runs what the plugin may do, since its context does it. */
export function throughContext<Value>(act: () => Value): Value {
  return calls.run(undefined, act)
}

/** Notes what was seen in another way, such as an option that takes a connection out of our hands. */
export function notePast(way: string): void {
  calls.getStore()?.add(way)
}

function watch(): void {
  if (watching) return
  watching = true
  before(net.Socket.prototype, 'connect', (given) => `a socket to ${placeOf(given)}`)
  before(net.Server.prototype, 'listen', () => 'a server that listens')
  for (const name of ['send', 'connect']) before(dgram.Socket.prototype, name, () => 'a datagram')
  for (const names of [
    dns,
    dns.promises,
    dns.Resolver.prototype,
    dns.promises.Resolver.prototype,
  ]) {
    for (const name of Object.getOwnPropertyNames(names)) {
      if (/^(lookup|resolve|reverse)/.test(name)) {
        before(names, name, ([asked]) => `a look-up of ${String(asked)}`)
      }
    }
  }
  const { ChildProcess } = childProcess
  before(ChildProcess.prototype, 'spawn', () => 'a process')
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    before(childProcess, name, () => 'a process')
  }
  subscribe('worker_threads', () => notePast('a thread'))
  // Whoever wrote `import { lookup } from 'node:dns'` gets what stands there now.
  syncBuiltinESMExports()
}

/** Looks at what a function is called with, and calls it. */
function before(holder: object, name: string, told: (given: unknown[]) => string): void {
  const original: unknown = Reflect.get(holder, name)
  if (typeof original !== 'function') return
  const look = function look(this: unknown, ...given: unknown[]): unknown {
    if (calls.getStore()) notePast(told(given))
    return Reflect.apply(original, this, given)
  }
  // Also what can't be listed: `promisify` looks for a symbol.
  Reflect.set(
    holder,
    name,
    Object.defineProperties(look, Object.getOwnPropertyDescriptors(original)),
  )
}

/** The place that a socket goes to, as its many ways to be called have it. */
function placeOf(given: readonly unknown[]): string {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given
  if (typeof first !== 'object' || first === null) {
    return `${typeof second === 'string' ? second : 'localhost'}:${String(first)}`
  }
  const { host = 'localhost', port, path } = first as Record<string, unknown>
  return typeof path === 'string' && port === undefined ? path : `${host}:${port}`
}
