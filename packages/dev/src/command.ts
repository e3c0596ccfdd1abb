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
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), orphaned()])
  void stop.then(() => {
    process.stdout.write('\nStopping …\n')
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
    await stop
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
