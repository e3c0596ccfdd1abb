import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import {
  type ConnectOptions,
  FEATURES,
  type PlainData,
  type PluginContext,
  type PluginLog,
  type TlsOptions,
} from '@hubward/plugin'
import got, { type Got } from 'got'
import type { TestClock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { MemoryFiles } from './memory-files.ts'
import type { MemoryStore } from './memory-store.ts'

/** One line that the plugin logged. */
export interface LoggedLine {
  readonly level: keyof PluginLog
  readonly message: string
  readonly fields: Record<string, PlainData>
}

/** What every context of one test host has in common. */
export interface Surroundings<Settings> {
  readonly integration: string
  readonly settings: Settings
  readonly clock: TestClock
  readonly store: MemoryStore
  readonly files: MemoryFiles
  readonly log: LoggedLine[]
  readonly http: Got
  readonly fetch: typeof globalThis.fetch
  readonly faults: Faults
  readonly publicUrl: string
  readonly mediaUrl: string
}

/** Without the guard of a real host: a test's Network listens on a loopback address. */
export const UNGUARDED_HTTP: Got = got.extend({ retry: { limit: 0 }, timeout: { request: 10_000 } })

/** Builds the context of one call, as a host does: a new one for each. */
export function testContext<Settings>(
  around: Surroundings<Settings>,
  signal: AbortSignal,
): PluginContext<Settings> {
  const { integration, settings, clock, store, files, http, fetch, faults, publicUrl, mediaUrl } =
    around
  return {
    integration,
    features: FEATURES,
    settings: structuredClone(settings),
    http: faults.http(http, signal),
    fetch: faults.fetch(fetch, signal),
    connect: faults.connect(connect, signal),
    startTls: (socket, options) => secured(connectTls({ socket, ...tlsOf(options) })),
    // A test's Network has no name in DNS.
    resolve: async () => [],
    store,
    files,
    log: collectingLog(around.log),
    signal,
    now: () => clock.now(),
    publicUrl: (path) => publicUrl + path,
    mediaUrl: (reference) => `${mediaUrl}/${reference}`,
  }
}

function collectingLog(lines: LoggedLine[]): PluginLog {
  const write =
    (level: keyof PluginLog) =>
    (message: string, fields: Record<string, PlainData> = {}) => {
      lines.push({ level, message, fields: structuredClone(fields) })
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}

function connect({ tls, host, port, ...options }: ConnectOptions): Promise<Socket> {
  if (tls) return secured(connectTls({ host, port, ...tlsOf(options) }))
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port }, () => resolve(socket))
    socket.once('error', reject)
  })
}

function secured(socket: TLSSocket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
  })
}

function tlsOf({ servername, ca }: TlsOptions = {}) {
  return {
    ...(servername !== undefined && { servername }),
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
  }
}
