import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  logOf,
  newFolder,
  type Progress,
  readProgress,
  readSettings,
  type Settings,
  writeSettings,
} from './folder.ts'
import { tellProgress } from './tell.ts'

const RUNNER = fileURLToPath(new URL('./runner-process.ts', import.meta.url))
/** A runner that has written nothing for so long is gone. */
const BEAT_MS = 60_000
const STOPS_WITHIN_MS = 120_000

export interface LongOptions {
  readonly folder: string
  readonly settings: Omit<Settings, 'place'>
  /** Goals that were named: those of a run that is there are changed to them. */
  readonly named: Partial<Settings['goals']>
  readonly what: 'start' | 'resume' | 'status' | 'stop'
}

/** @returns the exit code. */
export async function commandLong({ folder, settings, named, what }: LongOptions): Promise<number> {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    return refuse(`${folder} is not a folder.`)
  }
  let known: Settings | undefined
  let progress: Progress | undefined
  try {
    known = readSettings(folder)
    progress = readProgress(folder)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  if (what === 'status' || what === 'stop') {
    if (!known || !progress) return refuse(`No long run was begun in ${folder}.`)
    if (what === 'stop') return await stop(folder, progress)
    tellProgress(folder, known, progress, isAlive(progress))
    return progress.outcome === 'differs' ? 1 : 0
  }
  if (progress && isAlive(progress)) return refuse(`A long run is under way in ${folder}.`)
  if (known) {
    const goals = { ...known.goals, ...named }
    const reaches = JSON.stringify(goals) === JSON.stringify(known.goals)
    if (progress?.outcome === 'differs' || (progress?.outcome === 'agrees' && reaches)) {
      return refuse(
        `The long run in ${folder} has ended: look with --status, remove the folder, or name another by --folder.`,
      )
    }
    if (progress?.isBuilt) writeSettings(folder, { ...known, goals })
    else await beginAnew(folder, { ...known, goals })
  } else {
    if (what === 'resume') return refuse(`No long run was begun in ${folder}.`)
    if (existsSync(folder)) return refuse(`${folder} is there and holds no long run.`)
    await newFolder(folder, settings)
  }
  const log = openSync(logOf(folder), 'a', 0o600)
  const child = spawn(process.execPath, [RUNNER, folder], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  // Only then nobody begins a second one beside it.
  while (readProgress(folder)?.pid !== child.pid) {
    if (child.exitCode !== null) return refuse(`It did not begin: see ${logOf(folder)}.`)
    await pause(50)
  }
  const option = `--folder ${folder}`
  console.log(`The long run has begun: process ${child.pid}, log ${logOf(folder)}.

  pnpm chaos --long --status ${option}
  pnpm chaos --long --stop ${option}
  pnpm chaos --long --resume ${option}    after it was stopped or killed`)
  return 0
}

/** What could not be built to the end is of no use. */
async function beginAnew(folder: string, { place: _, ...settings }: Settings): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await newFolder(folder, settings)
}

function isAlive({ pid, beat }: Progress): boolean {
  if (Date.now() - Date.parse(beat) > BEAT_MS) return false
  try {
    // The number may be another's by now.
    return readFileSync(join('/proc', String(pid), 'cmdline'), 'utf8').includes(RUNNER)
  } catch {
    return false
  }
}

async function stop(folder: string, progress: Progress): Promise<number> {
  if (!isAlive(progress)) return refuse(`No long run is under way in ${folder}.`)
  process.kill(progress.pid, 'SIGTERM')
  const until = performance.now() + STOPS_WITHIN_MS
  while (performance.now() < until) {
    await pause(200)
    if (isAlive(readProgress(folder) ?? progress)) continue
    console.log('Stopped.')
    return 0
  }
  return refuse(`Process ${progress.pid} has not ended yet: see ${logOf(folder)}.`)
}

function refuse(sentence: string): number {
  console.error(sentence)
  return 1
}
