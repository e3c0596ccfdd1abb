import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './find.ts'

const ARGUMENTS = [
  // Chromium refuses its sandbox to root, which is who runs tests in a container.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Launches in about a second: share one browser among the tests of a file, and close it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(NONE)
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

const NONE = 'There is no Chromium here: install it, or name one in CHROMIUM_PATH.'

/**
 * For tap's options, so that without a browser the test is reported as skipped, by name:
 * `t.test('the page has a form', needsChromium(), async (t) => …)`. With
 * HUBWARD_TESTS_NEED_CHROMIUM set, as in continuous integration, nothing is skipped, and the test
 * fails instead.
 */
export function needsChromium(env: NodeJS.ProcessEnv = process.env): { skip: string | false } {
  return { skip: findChromium(env) || env.HUBWARD_TESTS_NEED_CHROMIUM ? false : NONE }
}
