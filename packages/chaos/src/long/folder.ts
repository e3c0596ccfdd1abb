import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../histories/histories.ts'
import { newPlace, type Place } from '../stage/place.ts'
import type { Counts } from './counts.ts'
import type { Goals, Planned } from './slice.ts'

/** What a long run was begun with. */
export interface Settings {
  readonly seed: number
  readonly hosts: number
  /** Of each of the three plugins at the beginning. */
  readonly channels: number
  readonly goals: Goals
  /** All is compared after so many messages each. */
  readonly roundMessages: number
  readonly cluster: boolean
  readonly workers: boolean
  readonly place: Place
}

/** A comparison of everything that had happened until then. */
export interface Round {
  readonly time: string
  readonly messages: number
  readonly kills: number
  /** Until all was quiet. */
  readonly quietSeconds: number
  readonly compareSeconds: number
  readonly compared: Readonly<Record<string, number>>
}

export interface Failover {
  readonly what: string
  readonly messages: number
  /** Without a leader, where PostgreSQL is a cluster. */
  readonly leaderlessSeconds?: number
}

/** How far a long run has come: what its next runner begins with. */
export interface Progress {
  pid: number
  /** When the runner last wrote this, ISO 8601. */
  beat: string
  /** In words. */
  phase: string
  /** Which of its runners this is, one after the other. */
  life: number
  isBuilt: boolean
  /** What hosts ran at first, in words. */
  former: string
  planned: Planned
  /** Hosts that run this release. */
  updated: number
  /** How many of the events of `schedule.ts` have come. */
  events: number
  failovers: Failover[]
  counts: Counts
  rounds: Round[]
  faults: Fault[]
  outcome: 'open' | 'agrees' | 'differs'
}

const [SETTINGS, PROGRESS] = ['settings.json', 'progress.json']

/** Where the runner writes its sentences. */
export function logOf(folder: string): string {
  return join(folder, 'run.log')
}

export async function newFolder(folder: string, settings: Omit<Settings, 'place'>): Promise<void> {
  // PostgreSQL's user must reach it.
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  writeSettings(folder, { ...settings, place: await newPlace(folder) })
}

export function writeSettings(folder: string, settings: Settings): void {
  write(join(folder, SETTINGS), settings)
}

export function readSettings(folder: string): Settings | undefined {
  return read(join(folder, SETTINGS))
}

export function readProgress(folder: string): Progress | undefined {
  return read(join(folder, PROGRESS))
}

export function writeProgress(folder: string, progress: Progress): void {
  write(join(folder, PROGRESS), progress)
}

/** Whole or not at all, since the runner may be killed meanwhile. */
function write(path: string, value: object): void {
  writeFileSync(`${path}.partial`, JSON.stringify(value, null, 2), { mode: 0o600 })
  renameSync(`${path}.partial`, path)
}

function read<Value>(path: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new Error(`${path} can’t be read: ${error instanceof Error ? error.message : error}`)
  }
}
