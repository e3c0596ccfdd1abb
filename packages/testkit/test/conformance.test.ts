import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PluginError } from '@hubward/plugin'
import { TestHost, type Trial, testPlugin } from '@hubward/testkit'
import { type StubNetwork, startStubNetwork } from '@hubward/testkit/stub-network'
import plugin from '@hubward/testkit/stub-network/plugin'
import withGrants from '@hubward/testkit/stub-network/plugin-with-grants'
import withoutFind from '@hubward/testkit/stub-network/plugin-without-find'
import t from 'tap'
import { guideFile } from '../src/conformance/guide-file.ts'
import { GUIDE_SECTIONS } from '../src/conformance/rule.ts'

type Plugin = typeof plugin

t.setTimeout(300_000)

const network: StubNetwork = await startStubNetwork()
t.teardown(() => network.close())

let accounts = 0

function trial() {
  return {
    host: { settings: { url: network.url } },
    answers: { account: { account: 'ada,bob' } },
    channelSettings: {},
    credentials: { account: 'ada' },
    arrange: async (
      host: TestHost<
        Plugin['settings'],
        Plugin['channelSettings'],
        Plugin['credentials'],
        Plugin['position']
      >,
      channel: { credentials: { account: string } },
    ) => {
      channel.credentials = { account: `account-${++accounts}` }
      for (const text of ['One', 'Two', 'Three']) {
        const time = host.clock.now().toISOString()
        network.addMessage(channel.credentials.account, { text, time })
      }
    },
  }
}

/** All that the stub Network can play. */
function wholeTrial(
  account: string,
): Trial<Plugin['settings'], Plugin['channelSettings'], Plugin['credentials'], Plugin['position']> {
  return {
    host: { settings: { url: network.url, listOwn: true } },
    answers: { account: { account } },
    channelSettings: {},
    credentials: { account },
    channel: { networkId: account },
    write: async (_channel, { text, time }) => {
      network.addMessage(account, { text, time })
    },
    edit: async (_channel, id, text) => {
      network.changeMessage(account, id, { text })
    },
    remove: async (_channel, id) => {
      network.changeMessage(account, id, 'delete')
    },
    published: async () => {
      const hidden = network
        .actions(account)
        .flatMap(({ action, messageId }) => (action === 'hide' ? messageId : []))
      return network
        .replies(account)
        .filter(({ id }) => !hidden.includes(id))
        .map(({ text }) => text)
    },
  }
}

/**
 * For hosts' tests the stub's plugin says “absent” at once of what has no key: nothing is late at the
 * stub, and a host that publishes twice must be seen to.
 */
const TOO_EARLY = /"reply-once": after a lost answer, a request that arrives late/
const testAll = (name: string, run: (context?: unknown) => Promise<void>) =>
  t.test(name, TOO_EARLY.test(name) ? { skip: 'it is for hosts' } : {}, run)

testPlugin(testAll, plugin, wholeTrial('whole'))
testPlugin((name, run) => testAll(`without find: ${name}`, run), withoutFind, wholeTrial('no-find'))
testPlugin((name, run) => testAll(`with grants: ${name}`, run), withGrants, {
  ...wholeTrial('granted'),
  credentials: network.grant('granted'),
})

t.test('what a trial can’t provide is skipped by name, through the runner', async (t) => {
  const skipped: string[] = []
  const rules: { name: string; run: (context: unknown) => Promise<void> }[] = []
  testPlugin((name, run) => rules.push({ name, run }), plugin, trial())
  for (const { name, run } of rules) {
    await run({ skip: (reason: string) => skipped.push(`${name}: ${reason}`) })
  }
  for (const line of [
    'what people write arrives as they wrote it: the trial has no “write”',
    'a message that disappears is reported gone: the trial has no “remove”',
    'no secret is logged: neither credentials nor settings hold a secret',
  ]) {
    t.ok(skipped.includes(line), line)
  }
})

t.test('what was not tried is listed while something else is broken', async (t) => {
  const closed: Plugin = { ...plugin, authenticate: () => Promise.reject(new Error('closed')) }
  const { edit: _, remove: __, ...less } = wholeTrial('broken')
  const rules: { name: string; run: (context: unknown) => Promise<void> }[] = []
  const skips = ['a message that disappears']
  testPlugin((name, run) => rules.push({ name, run }), closed, { ...less, skips })
  const reasons = new Map<string, string>()
  for (const words of ['authentication', 'an edit', 'a message that disappears', 'every rule']) {
    for (const { run } of rules.filter((rule) => rule.name.startsWith(words))) {
      await run({ skip: (reason: string) => reasons.set(words, reason) }).catch(() => undefined)
    }
  }
  const login = 'authentication ends with accounts, though its state is stored as JSON'
  const edit = 'an edit is the same message again, with its updatedTime'
  t.strictSame(Object.fromEntries(reasons), {
    authentication: `first mend “${login}”`,
    'an edit': 'the trial has no “edit”',
    'a message that disappears': 'the trial has no “remove”',
    'every rule': `first mend what is broken; “${edit}” was skipped: the trial has no “edit”`,
  })
})

t.test('every section of the guide that a failure names is there', async (t) => {
  const guide = await readFile(
    new URL('../../../docs/guides/plugin-author.md', import.meta.url),
    'utf8',
  )
  for (const section of GUIDE_SECTIONS) t.match(guide, new RegExp(`^##+ ${section}$`, 'm'), section)
})

t.test('a failure names the guide as it is to be opened', async (t) => {
  t.equal(guideFile(), 'docs/guides/plugin-author.md', 'in the repository')
  const here = process.cwd()
  process.chdir(import.meta.dirname)
  t.equal(guideFile(), '../../../docs/guides/plugin-author.md', 'in a folder of the repository')
  process.chdir(here)
  const home = t.testdir({
    'node_modules/@hubward/plugin': {
      'package.json': JSON.stringify({ exports: { default: './dist/index.js' } }),
      dist: { 'index.js': '' },
      docs: { guides: { 'plugin-author.md': '' } },
    },
  })
  const installed = guideFile(join(home, 'node_modules/@hubward/testkit/dist/rule.js'))
  const carried = join(home, 'node_modules/@hubward/plugin/docs/guides/plugin-author.md')
  t.equal(installed, relative('.', carried), 'in a plugin of its own')
})

t.test('node:test runs the suite, and shows what is skipped and why', async (t) => {
  const file = fileURLToPath(new URL('./fixtures/with-node-test.ts', import.meta.url))
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const args = ['--test', '--test-reporter=tap', file]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  t.match(stdout, /^# fail 0$/m)
  t.match(stdout, /ok \d+ - a message keeps its id$/m)
  t.match(stdout, /- an edit is the same message again, .+ # SKIP the trial has no “edit”/)
})

t.test('an answer that breaks the contract names the field', async (t) => {
  const host = new TestHost(
    { ...plugin, reply: async () => ({ networkItemId: 'short' }) },
    { settings: { url: network.url } },
  )
  const channel = host.addChannel({ channelSettings: {}, credentials: { account: 'ada' } })
  const inReplyTo = { networkItemId: 'message-1', reference: null, rootId: null }
  await t.rejects(channel.reply({ inReplyTo }), { message: /networkItemId: / })
})

t.test('stores refuse what a real host would refuse', async (t) => {
  const { store, files } = new TestHost(plugin, { settings: { url: network.url } })
  t.equal(await store.set('a', 1, 0), 1)
  t.equal(await store.set('a', 2, 0), undefined)
  t.equal(await store.set('a', 2, 1), 2)
  t.same(await store.get('a'), { value: 2, version: 2 })
  await t.rejects(store.set('a', 'x'.repeat(70_000)), { message: /65536/ })
  await t.rejects(store.get('x'.repeat(300)), { message: /256/ })
  await t.rejects(
    files.put(Buffer.alloc(9), { name: 'x', mimeType: 'text/plain', limitBytes: 8 }),
    PluginError,
  )
  const png = await files.put(Buffer.from('\x89PNG', 'latin1'), {
    name: 'x',
    mimeType: 'text/html',
  })
  t.equal(png.mimeType, 'image/png')
})
