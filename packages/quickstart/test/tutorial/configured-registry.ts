import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where npm gets its packages from on this machine, whatever that is. */
export async function configuredRegistry(): Promise<string> {
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: tmpdir() })
  return stdout.trim()
}

/** For tap's options: where packages can't be fetched, the test is reported as skipped, by name. */
export async function needsRegistry(registry: string): Promise<{ skip: string | false }> {
  const ping = new URL('-/ping', registry.endsWith('/') ? registry : `${registry}/`)
  const reached = await fetch(ping, { signal: AbortSignal.timeout(15_000) }).then(
    // Not every registry knows this address; whoever answers is there.
    () => true,
    () => false,
  )
  if (reached || process.env.HUBWARD_TESTS_NEED_REGISTRY) return { skip: false }
  return { skip: 'The registry that npm is configured for can’t be reached.' }
}
