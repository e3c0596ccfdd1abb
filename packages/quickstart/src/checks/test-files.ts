import { globSync } from 'node:fs'

/** Every test file of the workspace, as `.taprc` has it. */
const TEST_FILES = ['packages/*/test/**/*.test.ts', 'plugins/*/test/**/*.test.ts']

/**
 * The files that take longest, or need servers that few have. "npm test" leaves them to continuous
 * integration, which sets HUBWARD_TESTS_LONG, and names them in its last lines.
 */
const LONG_TEST_FILES = [
  'packages/attacks/test/attacks.test.ts',
  'packages/border/test/load-integrations.test.ts',
  'packages/chaos/test/chaos.test.ts',
  'packages/chaos/test/disk-full.test.ts',
  'packages/chaos/test/long.test.ts',
  'packages/chaos/test/mailboxes.test.ts',
  'packages/create-hubward-plugin/test/combinations.test.ts',
  'packages/dev/test/command.test.ts',
  'packages/host/test/account-removal.test.ts',
  'packages/host/test/account-sealing.test.ts',
  'packages/host/test/audit.test.ts',
  'packages/host/test/cockpit-browser.test.ts',
  'packages/host/test/commands-channel.test.ts',
  'packages/host/test/container.test.ts',
  'packages/host/test/crash-custom.test.ts',
  'packages/host/test/crash-replies.test.ts',
  'packages/host/test/crash-visitor-mail.test.ts',
  'packages/host/test/custom.test.ts',
  'packages/host/test/ending.test.ts',
  'packages/host/test/erasure.test.ts',
  'packages/host/test/fuzz.test.ts',
  'packages/host/test/groups.test.ts',
  'packages/host/test/isolation.test.ts',
  'packages/host/test/keys.test.ts',
  'packages/host/test/listening.test.ts',
  'packages/host/test/live-pages.test.ts',
  'packages/host/test/own-promotion.test.ts',
  'packages/host/test/poison.test.ts',
  'packages/host/test/proxies.test.ts',
  'packages/host/test/received-files.test.ts',
  'packages/host/test/reconcile.test.ts',
  'packages/host/test/refresh.test.ts',
  'packages/host/test/rolling.test.ts',
  'packages/host/test/sealed-files.test.ts',
  'packages/host/test/secrets.test.ts',
  'packages/host/test/shared-grants.test.ts',
  'packages/host/test/tracing.test.ts',
  'packages/host/test/two-hosts.test.ts',
  'packages/host/test/upgrade.test.ts',
  'packages/quickstart/test/app-store-crash.test.ts',
  'packages/quickstart/test/bluesky-live.test.ts',
  'packages/quickstart/test/email-crash.test.ts',
  'packages/quickstart/test/email-live.test.ts',
  'packages/quickstart/test/email-odd.test.ts',
  'packages/quickstart/test/google-play-crash.test.ts',
  'packages/quickstart/test/installed.test.ts',
  'packages/quickstart/test/mastodon-crash.test.ts',
  'packages/quickstart/test/matrix-crash.test.ts',
  'packages/quickstart/test/matrix-live.test.ts',
  'packages/quickstart/test/network-demos.test.ts',
  'packages/quickstart/test/postgres-releases.test.ts',
  'packages/quickstart/test/reviews-live.test.ts',
  'packages/quickstart/test/telegram-crash.test.ts',
  'packages/quickstart/test/telegram-loop.test.ts',
  'packages/quickstart/test/tutorial.test.ts',
  'packages/quickstart/test/visitor-mail-story.test.ts',
  'packages/testkit/test/mistakes.test.ts',
  'plugins/contact-form/test/bubble-browser.test.ts',
  'plugins/email/test/provider-exchanges.test.ts',
]

/**
 * The test files that are named, in order.
 *
 * @param patterns globs, relative to the workspace's folder.
 */
export function testFiles(patterns: readonly string[] = TEST_FILES): string[] {
  const found = patterns.flatMap((pattern) => globSync(pattern))
  return [...new Set(found)]
    .filter((file) => !/\/(?:fixtures|templates|node_modules)\//.test(file))
    .toSorted()
}

/**
 * What a whole run takes, and what it leaves out.
 *
 * @param long whether the long files run too.
 * @throws when a long file is no longer there: then the list would hide that nothing runs it.
 */
export function wholeRun(long: boolean): { readonly run: string[]; readonly leftOut: string[] } {
  const all = testFiles()
  const gone = LONG_TEST_FILES.filter((file) => !all.includes(file))
  if (gone.length > 0) throw new Error(`No test file is called ${gone.join(' or ')}.`)
  const leftOut = long ? [] : LONG_TEST_FILES
  return { run: all.filter((file) => !leftOut.includes(file)), leftOut }
}
