import { once } from 'node:events'
import { NoPlugin, startDev } from './dev.ts'
import { DevSettingsError } from './dev-settings.ts'
import { sentenceFor } from './sentence.ts'

/** What the command line of `hubward dev` says. */
export interface DevCommand {
  readonly record?: boolean | string
  readonly fresh?: boolean
  readonly hostPort?: number
  readonly apiPort?: number
  readonly appPort?: number
}

const DEFAULT_RECORDED = 'test/recorded'
const PARENT_EVERY_MS = 500

/** `hubward dev`: runs until it is told to stop. */
export async function dev(folder: string, given: DevCommand): Promise<void> {
  // Also while it starts: what has begun is ended in order, and a second Ctrl+C ends it at once.
  const stop = Promise.race([
    once(process, 'SIGINT').then(() => 'Ctrl+C was pressed'),
    once(process, 'SIGTERM').then(() => 'the system asked for it (SIGTERM)'),
    orphaned().then(() => 'the program that started it has ended'),
  ])
  void stop.then((why) => {
    process.stdout.write(`\nStopping, since ${why} …\n`)
    process.once('SIGINT', () => process.exit(130))
  })
  try {
    const running = await startDev({
      folder,
      databaseUrl: process.env.DATABASE_URL,
      ports: {
        ...(given.hostPort !== undefined && { host: given.hostPort }),
        ...(given.apiPort !== undefined && { api: given.apiPort }),
        ...(given.appPort !== undefined && { app: given.appPort }),
      },
      fresh: given.fresh ?? false,
      record: given.record === true ? DEFAULT_RECORDED : given.record || undefined,
      colours: process.stdout.isTTY && process.env.NO_COLOR === undefined,
      print: (text) => void process.stdout.write(text),
      progress: (step, done) => void (done && process.stdout.write(`  ✓ ${step}\n`)),
    })
    const ignoreKeys = onKeys({ f: () => void running.fetchNow() })
    await stop
    ignoreKeys()
    await running.close()
    process.exit(0)
  } catch (error) {
    const known = error instanceof NoPlugin || error instanceof DevSettingsError
    const words = { command: 'hubward dev', reset: 'hubward dev --fresh' }
    process.stderr.write(`${known ? error.message : sentenceFor(error, words)}\n`)
    process.exit(1)
  }
}

/** npm hands a signal to its shell only: what that has started notices that its parent is gone. */
function orphaned(): Promise<void> {
  const parent = process.ppid
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      resolve()
    }, PARENT_EVERY_MS)
    timer.unref()
  })
}

/**
 * Does what a key stands for, at once on a terminal and after Enter elsewhere.
 *
 * @returns what ends it.
 */
function onKeys(keys: Readonly<Record<string, () => void>>): () => void {
  const { stdin } = process
  // Raw: not after Enter only. Then Ctrl+C is a key like others.
  if (stdin.isTTY) stdin.setRawMode(true)
  const hear = (typed: Buffer) => {
    for (const key of typed.toString()) {
      if (key === '\u0003') process.kill(process.pid, 'SIGINT')
      else keys[key.toLowerCase()]?.()
    }
  }
  stdin.on('data', hear)
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false)
    stdin.off('data', hear).pause()
  }
}
