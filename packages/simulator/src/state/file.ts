import { closeSync, createReadStream, openSync, renameSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Compile } from 'typebox/compile'
import { StateData } from './model.ts'
import type { Change, Kind, State } from './state.ts'

// A state file is one line of JSON with the state, and a line for each change since: an entity of this
// kind is now so. What a change costs does not grow with the state, and the file has it before anybody is
// answered, so that a simulator that is killed has forgotten nothing.

const Stored = Compile(StateData)

type ChangeLine = [kind: Kind, entity: { id: string }]

/** Where `StateData` keeps the entities of a kind. */
const TABLES = {
  account: 'accounts',
  user: 'users',
  manifest: 'manifests',
  channel: 'channels',
  interactor: 'interactors',
  ticket: 'tickets',
  followup: 'followups',
  ticketAction: 'ticketActions',
  notice: 'notices',
  file: 'files',
} as const satisfies Record<Kind, keyof StateData>

/** The state in a file. Throws a sentence for a person where the file can't be used. */
export async function loadState(path: string): Promise<StateData | undefined> {
  let data: unknown
  try {
    data = await read(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError || error instanceof TypeError)) {
      throw new StateFileError(`The state file ${path} can't be read: ${String(error)}`)
    }
  }
  if (Stored.Check(data)) return data
  const [problem] = Stored.Errors(data)
  const where = problem ? ` (${problem.instancePath || 'whole file'}: ${problem.message})` : ''
  throw new StateFileError(
    `The state file ${path} doesn't hold a state of this version of the simulator${where}. Delete it or name another.`,
  )
}

async function read(path: string): Promise<unknown> {
  let data: Record<string, Record<string, unknown>> | undefined
  let before: string | undefined
  const take = (line: string) => {
    if (data === undefined) {
      data = JSON.parse(line)
      return
    }
    const [kind, entity]: ChangeLine = JSON.parse(line)
    const table = data[TABLES[kind]]
    if (table === undefined) throw new TypeError(`there is no table of ${kind}`)
    table[entity.id] = entity
  }
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (before !== undefined) take(before)
    before = line
  }
  if (before === undefined) return undefined
  try {
    take(before)
  } catch (error) {
    // The last change may have been cut off, when the machine was: nobody was told of it.
    if (data === undefined) throw error
  }
  return data
}

/** A state file that can't be used; the message is a sentence for a person. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError'
}

export interface Saving {
  /** Stops. */
  close(): Promise<void>
}

/** Keeps the file up to date: begins it anew, without what has changed since, and adds each change. */
export function keepSaved(state: State, path: string): Saving {
  const partial = `${path}.partial`
  let fd: number
  try {
    fd = openSync(partial, 'w', 0o600)
    const empty = Object.fromEntries(Object.values(TABLES).map((table) => [table, {}]))
    writeSync(fd, `${JSON.stringify({ ...state.data, ...empty })}\n`)
    // Entity by entity: a state can be longer than a string may be.
    for (const [kind, table] of Object.entries(TABLES)) {
      for (const entity of Object.values(state.data[table])) writeLine(fd, [kind as Kind, entity])
    }
    renameSync(partial, path)
  } catch (error) {
    throw unwritable(path, error)
  }
  let failure: unknown
  const save = ({ kind, id }: Change) => {
    const entity = state.tables[kind][id]
    if (entity === undefined) return
    try {
      writeLine(fd, [kind, entity])
    } catch (error) {
      failure ??= error
    }
  }
  state.changes.prependListener('change', save)
  return {
    async close() {
      state.changes.off('change', save)
      closeSync(fd)
      if (failure) throw unwritable(path, failure)
    },
  }
}

function writeLine(fd: number, line: ChangeLine): void {
  writeSync(fd, `${JSON.stringify(line)}\n`)
}

function unwritable(path: string, error: unknown): StateFileError {
  return new StateFileError(`The state file ${path} can't be written: ${String(error)}`)
}
