import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Writes on standard error which module is loaded, each on a line. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      process.stderr.write(url + '\\n')
      return next(url, context)
    },
  })`)}`

/** What `hubward …` prints, and the modules that it loads for that. */
async function hubward(...args: readonly string[]): Promise<{ said: string; loaded: string }> {
  const { stdout, stderr } = await run(process.execPath, ['--import', TELL, MAIN, ...args])
  return { said: stdout, loaded: stderr }
}

t.test('what needs no configuration waits for nothing that the other commands need', async (t) => {
  const heavy = /\/(typebox|kysely|pg|fastify|got|pino|border|socialhub)\//
  for (const option of ['--version', '--help']) {
    const { said, loaded } = await hubward(option)
    t.match(said, /\d+\.\d+|Usage: hubward/)
    t.match(loaded, '/cli/program.ts', 'modules were looked at')
    t.notMatch(loaded, heavy, option)
  }
})

t.test('a command loads neither a host nor the other commands', async (t) => {
  const { said, loaded } = await hubward('keys', 'rotate', '--help')
  t.match(said, 'Usage: hubward keys rotate')
  t.match(loaded, '/cli/keys.ts')
  t.notMatch(loaded, /\/cli\/channel\.ts|\/host\.ts|\/fastify\//)
})
