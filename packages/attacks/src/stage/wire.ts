import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/**
 * Bytes on connections, as a stranger writes them. Cheap for whoever sends: each connection is written
 * to once and then held.
 */
export interface Wire {
  readonly port: number
  readonly connections: number
  /** The request's head, or what there is of it. */
  readonly head: string
  /** So many bytes of a body without meaning. */
  readonly fillBytes?: number
  /** After that. */
  readonly tail?: string
  /** Then one byte each so often, for as long as the connection lives. */
  readonly dripEveryMs?: number
  /** After this the attacker hangs up. */
  readonly waitMs: number
}

/** What came of it. */
export interface WireResult {
  readonly connected: number
  /** By status, of those that were answered. */
  readonly answers: Readonly<Record<string, number>>
  /** Closed by the host without an answer. */
  readonly closed: number
  /** The host still waited for more when the attacker hung up. */
  readonly stillOpen: number
  /** Of the connection that the host ended last. */
  readonly longestMs: number
  /** The beginning of one answer. */
  readonly sample: string
}

/** Elsewhere than the visitors, where the system has more than one loopback address. */
const LOCAL_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : undefined
/** More at the same moment overflow the queue of a listening socket, which says nothing of the host. */
const OPENED_AT_ONCE = 200
const CHUNK = Buffer.alloc(65_536, 'x')
const SAMPLE_LENGTH = 2_000

export async function send(wire: Wire): Promise<WireResult> {
  const held: Promise<Held>[] = []
  const opening = new Set<Promise<unknown>>()
  for (let number = 0; number < wire.connections; number++) {
    if (opening.size >= OPENED_AT_ONCE) await Promise.race(opening)
    const { opened, ended } = hold(wire)
    held.push(ended)
    const done = opened.finally(() => opening.delete(done))
    opening.add(done)
  }
  const all = await Promise.all(held)
  const answers: Record<string, number> = {}
  for (const { status } of all) {
    if (status !== undefined) answers[status] = (answers[status] ?? 0) + 1
  }
  return {
    connected: all.filter(({ connected }) => connected).length,
    answers,
    closed: all.filter(({ status, stillOpen }) => status === undefined && !stillOpen).length,
    stillOpen: all.filter(({ stillOpen }) => stillOpen).length,
    longestMs: Math.round(
      Math.max(0, ...all.filter((one) => !one.stillOpen).map(({ lastedMs }) => lastedMs)),
    ),
    sample: all.find(({ text }) => text !== '')?.text ?? '',
  }
}

interface Held {
  readonly connected: boolean
  readonly status: string | undefined
  readonly stillOpen: boolean
  readonly lastedMs: number
  readonly text: string
}

function hold(wire: Wire): { opened: Promise<unknown>; ended: Promise<Held> } {
  const socket = connect({
    host: '127.0.0.1',
    port: wire.port,
    ...(LOCAL_ADDRESS !== undefined && { localAddress: LOCAL_ADDRESS }),
  })
  const began = performance.now()
  let connected = false
  let text = ''
  const opened = once(socket, 'connect').then(
    () => {
      connected = true
      void write(socket, wire)
    },
    () => undefined,
  )
  const ended = new Promise<Held>((resolve) => {
    const end = (stillOpen: boolean) => {
      clearTimeout(late)
      clearInterval(drip)
      socket.destroy()
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1]
      // Answered, and only not hung up by the host: nothing waits there any more.
      const waiting = stillOpen && status === undefined
      const lastedMs = performance.now() - began
      resolve({ connected, status, stillOpen: waiting, lastedMs, text })
    }
    const late = setTimeout(() => end(true), wire.waitMs)
    const drip = setInterval(() => {
      if (connected && wire.dripEveryMs !== undefined) socket.write('x')
    }, wire.dripEveryMs ?? wire.waitMs)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      if (text.length < SAMPLE_LENGTH) text += chunk.toString('latin1')
      // A whole request has its answer now; an unfinished one is held until the host hangs up.
      if (isWhole(wire)) end(false)
    })
    socket.once('close', () => end(false))
  })
  return { opened, ended }
}

function isWhole({ tail, dripEveryMs }: Wire): boolean {
  return tail !== undefined && dripEveryMs === undefined
}

async function write(socket: Socket, { head, fillBytes = 0, tail }: Wire): Promise<void> {
  socket.write(head)
  for (let left = fillBytes; left > 0 && !socket.destroyed; left -= CHUNK.length) {
    if (!socket.write(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK)) {
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined)
    }
  }
  if (tail !== undefined && !socket.destroyed) socket.write(tail)
}

/** The head of a request with a body. */
export function postHead(path: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`POST ${path} HTTP/1.1`, 'host: attacked.example', ...lines, '', ''].join('\r\n')
}
