import { setMaxListeners } from 'node:events'
import fastify, { type FastifyInstance } from 'fastify'
import type { Act } from './act.ts'
import { createAct } from './act-on-state.ts'
import { createApi } from './api/server.ts'
import { control } from './control/routes.ts'
import { createFaults, type Faults } from './faults.ts'
import { files } from './files.ts'
import { createJournal, type Journal } from './journal.ts'
import { pages } from './pages/index.ts'
import { describeStarter, starterChannel } from './starter.ts'
import { keepSaved, loadState } from './state/file.ts'
import type { Settings } from './state/settings.ts'
import { createState, type State } from './state/state.ts'
import { createUntil, type Until } from './until.ts'
import { createDelivering, type Delivering } from './webhooks/delivery.ts'
import { eventOf } from './webhooks/events.ts'

export interface SimulatorOptions {
  /** Of the API. Default: 0, any free one. */
  port?: number
  /** Of the pages, the files and the control routes. Default: 0, any free one. */
  appPort?: number
  /** A file that keeps the state between starts. Default: memory only. */
  stateFile?: string
  settings?: Partial<Settings>
  /** A sentence for the start page, on what else can be tried here. */
  startNote?: string
  now?: () => Date
}

/** What a client needs to begin: the first Custom Channel, with its token. */
export interface Start {
  apiUrl: string
  appUrl: string
  accountId: string
  channelId: string
  manifestId: string
  accessToken: string
}

/** A SocialHub that runs. Two base URLs without a slash at the end, and everything inside. */
export interface Simulator extends Start {
  state: State
  act: Act
  faults: Faults
  /** Requests and deliveries, and their counts. */
  journal: Journal
  /** Waits for a change without sleeping. */
  until: Until
  /** Resolves when no webhook request is on its way or waiting for another try. */
  idle: Delivering['idle']
  /** Stops listening, cuts short what waits, saves the state. */
  close(): Promise<void>
}

/** A start that can't be; the message is a sentence for a person. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse'
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, appPort = 0, stateFile, settings, startNote, now } = options
  const data = stateFile === undefined ? undefined : await loadState(stateFile)
  const state = createState({
    ...(data && { data }),
    ...(settings && { settings }),
    ...(now && { now }),
  })
  const stopping = new AbortController()
  const { signal } = stopping
  setMaxListeners(0, signal)
  const faults = createFaults(signal)
  const journal = createJournal()
  const until = createUntil(state, journal, signal)
  const delivering = createDelivering({ state, faults, journal, signal })
  let appUrl = ''
  const act = createAct({ state, delivering, signal, appUrl: () => appUrl })

  const api = createApi({ state, faults, journal, delivering, signal })
  const app = fastify({ forceCloseConnections: true })
  const close = async () => {
    stopping.abort()
    await Promise.all([api.close(), app.close(), delivering.idle()])
  }
  try {
    const apiUrl = await listen(api, port, '--port')
    const starter = starterChannel(state)
    const start = async () => ({ apiUrl, appUrl, ...(await describeStarter(state, starter)) })
    await app.register(files, { state })
    await app.register(control, { state, act, faults, journal, until, start })
    await app.register(pages, { state, act, apiUrl, startNote })
    appUrl = await listen(app, appPort, '--app-port')
    const saving = stateFile === undefined ? undefined : keepSaved(state, stateFile)
    // What a former run could not bring to an Integration any more.
    for (const action of Object.values(state.data.ticketActions)) {
      if (action.status === 'sending') delivering.send(eventOf(state, action))
    }
    return {
      ...(await start()),
      state,
      act,
      faults,
      journal,
      until,
      idle: delivering.idle,
      async close() {
        await close()
        await saving?.close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function listen(server: FastifyInstance, port: number, option: string): Promise<string> {
  try {
    return await server.listen({ host: '127.0.0.1', port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortInUse(
        `Port ${port} is in use. Stop what listens there, or choose another with ${option}.`,
      )
    }
    throw error
  }
}
