import { AsyncLocalStorage } from 'node:async_hooks'
import { flushCompileCache } from 'node:module'
import type { ReadableStream } from 'node:stream/web'
import { parentPort, workerData } from 'node:worker_threads'
import { type NetworkPlugin, PluginError, type PluginLog } from '@hubward/plugin'
import { readPlugin } from '../contract.ts'
import { takeApart, uncarriable } from '../described-plugin.ts'
import { createGuard } from '../guard.ts'
import { createGuardedHttp, type GuardedHttp } from '../guarded-http.ts'
import { sayFailure } from '../import-plugin.ts'
import { invoke } from '../invoke.ts'
import { Sessions } from '../sessions.ts'
import { asPluginError, OVER, readThrown, traceOf } from '../thrown.ts'
import { Gate } from './gate.ts'
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts'
import { remoteServices, type WishFor } from './remote-services.ts'
import { Sender } from './sender.ts'
import { handOut } from './streams.ts'

/**
 * What runs in a worker: imports one plugin, and calls its functions as the host's thread asks. See
 * `protocol.ts` for what passes between the two, and `thread.ts` for the other side.
 */

/** A call that is under way here. */
interface UnderWay {
  readonly over: AbortController
  readonly log: PluginLog
}

/** What all calls in this worker share. */
interface Around {
  readonly plugin: NetworkPlugin
  readonly http: GuardedHttp
  readonly sessions: Sessions
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

const port = parentPort
if (!port) throw new Error('This module is for a worker; nothing else imports it.')
const start: WorkerStart = workerData

const gate = new Gate(start.gate)
const running = new Map<number, UnderWay>()
const waiting = new Map<number, Waiting>()
/** Whose work it is that runs now, for failures that nobody awaits. */
const runningCall = new AsyncLocalStorage<number>()
let wishes = 0

// What a plugin prints may be a secret, and is in nobody's format: it becomes a line of its call's log.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: unknown) => {
    const id = runningCall.getStore()
    if (id !== undefined) running.get(id)?.log.debug(String(chunk).trimEnd())
    return true
  }
}
process.on('uncaughtException', tellStray)
process.on('unhandledRejection', tellStray)

// Before the plugin's own module runs: whatever it does to globals, the border stays what it is.
const send = port.postMessage.bind(port)
const sender = new Sender<FromWorker>((messages, transfer) => send(messages, [...transfer]))
const plugin = await load()
if (plugin) {
  const http = createGuardedHttp(
    createGuard({ hosts: plugin.declaration.hosts, openHosts: start.openHosts }),
  )
  const around = { plugin, http, sessions: new Sessions(http) }
  port.on('message', (messages: readonly ToWorker[]) => {
    for (const message of messages) void hear(around, message)
  })
}

async function load(): Promise<NetworkPlugin | undefined> {
  try {
    const exported: unknown = (await import(start.entryUrl)).default
    // Now, for a worker that is ended writes nothing: the next one compiles less.
    flushCompileCache()
    const read = readPlugin(exported)
    const problems = 'plugin' in read ? uncarriable(read.plugin) : read.problems
    if ('plugin' in read && problems.length === 0) {
      sender.tell({ kind: 'loaded', plugin: takeApart(read.plugin) })
      return read.plugin
    }
    sender.tell({ kind: 'unusable', problems })
  } catch (error) {
    sender.tell({
      kind: 'unusable',
      problems: [{ where: 'import', rule: `fails with ${sayFailure(error)}` }],
    })
  }
  return undefined
}

async function hear(around: Around, message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'call':
      if (!gate.begin(message.id)) return
      return await make(around, message)
    case 'over':
      running.get(message.id)?.over.abort(OVER)
      running.delete(message.id)
      return
    case 'granted':
      waiting.get(message.wish)?.resolve(message.value)
      waiting.delete(message.wish)
      return
    case 'denied':
      waiting.get(message.wish)?.reject(asPluginError(message.thrown))
      waiting.delete(message.wish)
      return
    case 'ping':
      sender.tell({ kind: 'pong', number: message.number })
  }
}

async function make(
  { plugin, http, sessions }: Around,
  { id, call, levels, mails }: Extract<ToWorker, { kind: 'call' }>,
): Promise<void> {
  const over = new AbortController()
  const wishFor: WishFor = (of, transfer) => wish(id, of, transfer)
  const services = remoteServices(
    wishFor,
    (line) => sender.tellNow({ kind: 'log', id, ...line }),
    (items) => sender.tell({ kind: 'set-aside', id, items }),
    { levels, mails },
    over.signal,
  )
  running.set(id, { over, log: services.log })
  const { session, answered } = sessions.forCall(call, over.signal)
  try {
    const answer = await runningCall.run(id, () =>
      invoke(plugin, call, {
        services,
        out: http.forCall(over.signal),
        signal: over.signal,
        session,
        media: new Map(),
      }),
    )
    if ('stream' in answer) {
      // Cut off before its end, it leaves its session where nobody knows.
      answer.stream.once('end', answered)
      const stream = handOut(answer.stream, over.signal)
      sender.tellNow({ kind: 'opened', id, stream, rest: answer.rest }, [stream])
    } else {
      answered()
      sender.tell({ kind: 'answered', id, answer })
    }
  } catch (error) {
    sender.tell({ kind: 'threw', id, thrown: readThrown(error, new Date()) })
  }
}

function wish<Granted>(
  id: number,
  of: Extract<FromWorker, { kind: 'wish' }>['of'],
  transfer: readonly ReadableStream[] = [],
): Promise<Granted> {
  const { promise, resolve, reject } = Promise.withResolvers<Granted>()
  const number = ++wishes
  const pending: Waiting = { resolve, reject }
  waiting.set(number, pending)
  try {
    sender.tellNow({ kind: 'wish', id, wish: number, of }, transfer)
  } catch {
    waiting.delete(number)
    reject(new PluginError('invalid', { message: `${of.do} takes plain data only` }))
  }
  return promise
}

function tellStray(thrown: unknown): void {
  const id = runningCall.getStore()
  sender.tell({ kind: 'stray', thrown: traceOf(thrown), ...(id !== undefined && { id }) })
}
