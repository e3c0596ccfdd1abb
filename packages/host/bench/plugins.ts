import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  type CallChannel,
  createPluginCalls,
  type Integration,
  type PluginCalls,
} from '@hubward/border'
import { pino } from 'pino'
import { parseConfig } from '../src/config.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { createSurroundings } from '../src/plugins/surroundings.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { openDatabase } from '../src/store/database.ts'
import { manyIntegrations } from './many-integrations.ts'
import pagePlugin from './page-plugin.ts'
import quietPlugin from './quiet-plugin.ts'
import type { Bench } from './report.ts'

const CALLS = 500
const PAGES = 100
const AT_ONCE = 32
const PAGE = 50
const WORKERS = 4

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * What it costs that a plugin runs in a worker: the time of a call that does nothing, of a page of
 * messages, of a worker's start, and the memory of one that is idle.
 */
export const plugins: Bench = async ({ rounds, progress }) => {
  const rows = new Map<string, { unit: string; values: number[]; against?: string }>()
  const note = (what: string, unit: string, value: number, against?: string) => {
    const row = rows.get(what) ?? { unit, values: [], ...(against !== undefined && { against }) }
    row.values.push(value)
    rows.set(what, row)
  }
  // Never connected to: these calls store nothing.
  const { db } = openDatabase('postgres://127.0.0.1:1/none', 1)
  // First, and once: later on the process has memory to spare from what came before.
  const { memoryMb, startMs } = await startWorkers(db)
  note('a worker: until it is ready', 'ms', startMs)
  note('a worker: memory when idle', 'MB', memoryMb)
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1}`)
    note('empty call: the bare function', 'µs', await time(CALLS, 1, () => callBare(quietPlugin)))
    note('page of 50: the bare function', 'µs', await time(PAGES, 1, () => callBare(pagePlugin)))
    for (const isolation of ['in-process', 'worker'] as const) {
      const { line, integrations } = await openLine(db, isolation)
      const call = (integration: string) => () => fetch(line, integration)
      await time(CALLS / 2, AT_ONCE, call('quiet'))
      await time(PAGES / 2, 1, call('page'))
      const empty = 'empty call: the bare function'
      note(`empty call: ${isolation}`, 'µs', await time(CALLS, 1, call('quiet')), empty)
      note(
        `empty call: ${isolation}, ${AT_ONCE} at once`,
        'µs',
        await time(CALLS, AT_ONCE, call('quiet')),
        empty,
      )
      const page = 'page of 50: the bare function'
      note(`page of 50: ${isolation}`, 'µs', await time(PAGES, 1, call('page')), page)
      for (const { runner } of integrations) await runner.close('now')
    }
  }
  await db.destroy()
  const many = await manyIntegrations({ rounds, progress })
  return {
    name: 'Plugins in workers',
    about: `A call through the line, checks of the answer included, in process and in a worker, beside the bare function: ${CALLS} empty calls and ${PAGES} pages of ${PAGE} messages each round. Memory is what the process grows by for each of ${WORKERS} workers with the contact form. Then a whole host with 1 to 24 integrations, each of a package of its own, whose code this machine has never read (unknown) or has read before (known); at rest is ten seconds after it is ready.`,
    rows: [...[...rows].map(([what, row]) => ({ what, ...row })), ...many],
  }
}

type Db = ReturnType<typeof openDatabase>['db']

const QUIET_AND_PAGE = {
  quiet: { plugin: pathOf('./quiet-plugin.ts') },
  page: { plugin: pathOf('./page-plugin.ts') },
}

function openLine(
  db: Db,
  isolation: 'in-process' | 'worker',
  named: Readonly<Record<string, { readonly plugin: string }>> = QUIET_AND_PAGE,
) {
  const config = parseConfig({
    databaseUrl: 'postgres://127.0.0.1:1/none',
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'bench', key: 'ab'.repeat(32) }],
    operator: { name: 'Bench' },
    development: true,
    plugins: { isolation },
    integrations: named,
  })
  const log = pino({ level: 'silent' })
  const sealer = createSealer([{ id: 'k', key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2))
  return loadIntegrations(config, log).then(({ integrations }) => ({
    line: createPluginCalls(createSurroundings({ config, db, sealer, log, integrations })),
    integrations: [...integrations.values()] as readonly Integration[],
  }))
}

const request = { position: null, limit: PAGE, since: '2026-11-22T10:00:00.000Z' }

async function fetch(line: PluginCalls, integration: string): Promise<void> {
  const channel: CallChannel = {
    id: '1',
    integration,
    channel: {
      networkId: 'account',
      name: 'Account',
      uniqueName: '@account',
      server: null,
      language: 'en',
      createdTime: '2026-11-22T10:00:00.000Z',
    },
    channelSettings: {},
    credentials: {},
  }
  const { signal } = new AbortController()
  await line.fetchMessages(channel, request, signal)
}

async function callBare(plugin: typeof quietPlugin | typeof pagePlugin): Promise<void> {
  await Reflect.apply(plugin.fetchMessages, plugin, [{}, request])
}

/** @returns microseconds for each. */
async function time(count: number, atOnce: number, work: () => Promise<void>): Promise<number> {
  let left = count
  const began = performance.now()
  const lane = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return ((performance.now() - began) * 1_000) / count
}

async function startWorkers(db: Db): Promise<{ memoryMb: number; startMs: number }> {
  const integrations = Object.fromEntries(
    Array.from({ length: WORKERS }, (_, number) => [
      `form-${number}`,
      { plugin: pathOf('../../../plugins/contact-form') },
    ]),
  )
  const before = process.memoryUsage.rss()
  const began = performance.now()
  const { line, integrations: loaded } = await openLine(db, 'worker', integrations)
  const startMs = (performance.now() - began) / WORKERS
  // The worker that a call started stays for a while.
  const visit = { language: 'en', callback: { url: 'https://a.example', state: 'x' } } as const
  for (const name of Object.keys(integrations)) {
    await line.authenticate(name, visit, { kind: 'start' })
  }
  // Until what was only needed at the start is given back.
  await pause(2_000)
  const memoryMb = (process.memoryUsage.rss() - before) / WORKERS / 1_048_576
  await Promise.all(loaded.map(({ runner }) => runner.close('now')))
  return { memoryMb, startMs }
}
