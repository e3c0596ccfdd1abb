import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { type Outcome, runCheck } from '../src/checks/check.ts'
import { runChecks } from '../src/checks/run-checks.ts'
import { testEnvironment } from '../src/checks/run-tests.ts'
import { readTap } from '../src/checks/tap-output.ts'
import { HOME } from '../src/checks/tool.ts'
import { manifest, plantWorkspace } from './fixtures/workspace.ts'

const run = promisify(execFile)
const RULES = new URL('../../../.dependency-cruiser.mjs', import.meta.url)
const HOST = new URL('../../host/src/', import.meta.url)

// A check that never fails is worth nothing: each one gets what it must find, and a workspace in
// which there is nothing to look at.

/** In a process that tap has not hooked into: TypeScript 7 does not start with its hooks. */
async function outcomeOf(name: string, root: string): Promise<Outcome> {
  const script = join(import.meta.dirname, 'fixtures', 'run-check.ts')
  const args = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', process.execPath, script, name, root]
  const { stdout } = await run('/bin/sh', args)
  return JSON.parse(stdout)
}

function says(t: Test, outcome: Outcome, ...sentences: RegExp[]): void {
  t.notOk(outcome.passed, `${outcome.name} fails`)
  for (const sentence of sentences) t.match(outcome.problems.join('\n'), sentence)
}

t.test('wrong types are found', async (t) => {
  const root = await plantWorkspace(t, {
    'packages/a/src/index.ts': `export const count: number = 'three'\n`,
  })
  says(t, await outcomeOf('compiler', root), /packages\/a\/src\/index\.ts\(1,14\): error TS2322/)
})

t.test('lint and format rules are found broken', async (t) => {
  const root = await plantWorkspace(t, {
    'packages/a/src/format.ts': `export const a = "double";\n`,
    'packages/a/src/any.ts': 'export const a: any = 1\n',
    'packages/a/src/promise.ts': 'async function run() {}\nrun()\n',
    'packages/simulator/src/sign.ts': `import { signWebhook } from '@hubward/socialhub'\n\nsignWebhook()\n`,
  })
  says(
    t,
    await outcomeOf('lint', root),
    /format\.ts.*\(format\)/,
    /any\.ts:1: .*\(lint\/suspicious\/noExplicitAny\)/,
    /promise\.ts:2: .*\(lint\/nursery\/noFloatingPromises\)/,
    /sign\.ts:1: The simulator signs by an implementation of its own/,
  )
})

t.test('imports that the design forbids are found', async (t) => {
  const up = '../../../packages'
  const root = await plantWorkspace(t, {
    'packages/host/src/index.ts': `export const host = 1\nexport * from '${up}/simulator/src/index.ts'\n`,
    'packages/host/src/store/turns.ts': `import type { HostContext } from '../host-context.ts'\nexport type Turn = HostContext\nexport * from '../channel.ts'\n`,
    'packages/host/src/host-context.ts': 'export interface HostContext {}\n',
    'packages/host/src/channel.ts': 'export const states = 5\n',
    'packages/host/src/retry.ts': `export * from './store/channels.ts'\n`,
    'packages/host/src/store/channels.ts': `export * from '../sealing/sealer.ts'\n`,
    'packages/host/src/tokens/refresh.ts': `export * from '../outbound/work.ts'\n`,
    'packages/host/src/sealing/sealer.ts': 'export const seal = 1\n',
    'packages/host/src/outbound/work.ts': `export * from '../retry.ts'\nimport type { Turn } from '../turn.ts'\nexport type Work = Turn\n`,
    'packages/host/src/onboarding/visit.ts': `import type { Added } from '../custom/add.ts'\nexport type Visit = Added\n`,
    'packages/host/src/custom/add.ts': `import type { Step } from '../onboarding/step.ts'\nexport type Added = Step\n`,
    'packages/host/src/onboarding/step.ts': 'export type Step = 1\n',
    'packages/host/src/inbound/fetch.ts': `export * from '../outbound/work.ts'\n`,
    'packages/host/src/web/en.ts': `import type { De } from './de.ts'\nexport type En = De\n`,
    'packages/host/src/web/de.ts': `import type { En } from './en.ts'\nexport type De = En\n`,
    'packages/host/src/turn.ts': `export type Turn = 1\nexport * from './tokens/refresh.ts'\n`,
    'packages/plugin/src/index.ts': `export * from '${up}/socialhub/src/index.ts'\n`,
    'packages/socialhub/src/index.ts': `export * from './sign.ts'\n`,
    'packages/socialhub/src/sign.ts': 'export const sign = 1\n',
    'packages/simulator/src/index.ts': `export * from '${up}/socialhub/src/sign.ts'\n`,
    'packages/testkit/src/index.ts': `export * from '${up}/host/src/index.ts'\n`,
    'packages/postgres/src/index.ts': `export * from './a.ts'\n`,
    'packages/postgres/src/a.ts': `import { b } from './b.ts'\nexport const a = () => b\n`,
    'packages/postgres/src/b.ts': `import { a } from './a.ts'\nexport const b = () => a\n`,
    'plugins/one/src/index.ts': `export * from '${up}/host/src/index.ts'\n`,
    'plugins/two/src/index.ts': `export * from '../../one/src/index.ts'\nexport * from '${up}/testkit/src/index.ts'\n`,
    'plugins/two/test/two.test.ts': `import '${up}/testkit/src/index.ts'\n`,
  })
  const outcome = await outcomeOf('imports', root)
  says(
    t,
    outcome,
    /packages\/host.* → packages\/simulator.*host may import/,
    /packages\/host\/src\/store\/turns\.ts → packages\/host\/src\/host-context\.ts: the store is below/,
    /packages\/simulator.* → packages\/socialhub\/src\/sign\.ts: the simulator signs/,
    /host\/src\/retry\.ts → .*store\/channels\.ts: the rooms of a host/,
    /host\/src\/tokens\/refresh\.ts → .*outbound\/work\.ts: the rooms/,
    /host\/src\/outbound\/work\.ts → .*host\/src\/turn\.ts: the rooms/,
    /host\/src\/onboarding\/visit\.ts → .*custom\/add\.ts: the rooms/,
    /host\/src\/custom\/add\.ts → .*onboarding\/step\.ts: the commands for Custom/,
    /host\/src\/inbound\/fetch\.ts → .*outbound\/work\.ts: the rooms/,
    /host\/src\/web\/en\.ts → .*web\/de\.ts.*circle, types included/,
    /packages\/testkit.* → packages\/host/,
    /packages\/postgres\/src\/a\.ts → packages\/postgres\/src\/b\.ts.*circle/,
    /plugins\/one.* → packages\/host.*never host/,
    /plugins\/two.* → plugins\/one.*never another plugin/,
    /plugins\/two\/src.* → packages\/testkit.*only the tests/,
  )
  t.equal(outcome.problems.length, 16, 'and nothing that is allowed')
})

t.test('every room of the host has its place among those that stand on each other', async (t) => {
  const { HOST_ROOMS } = await import(RULES.href)
  const found = await readdir(HOST, { withFileTypes: true })
  const rooms = found.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
  t.ok(rooms.length > 10)
  t.same(rooms.toSorted(), HOST_ROOMS.flat().toSorted())
})

t.test('queries outside the store are found', async (t) => {
  const root = await plantWorkspace(t, {
    'packages/host/src/store/turns.ts':
      "import { sql } from 'kysely'\n\nexport const now = sql<Date>`now()`\n",
    'packages/host/src/cli/names.ts':
      "export const names = (db) =>\n  db\n    .selectFrom('channels')\n    .select('name')\n",
    'packages/host/src/web/health.ts': 'export const one = sql<{ one: number }>`select 1`\n',
    'packages/dev/src/first.ts': "import type { Kysely } from 'kysely'\n",
    'packages/host/test/turns.test.ts': 'sql`select 1`\n',
  })
  const outcome = await outcomeOf('queries', root)
  says(
    t,
    outcome,
    /packages\/host\/src\/cli\/names\.ts:3: builds a query: move it into packages\/host\/src\/store/,
    /packages\/host\/src\/web\/health\.ts:1: /,
    /packages\/dev\/src\/first\.ts:1: /,
  )
  t.equal(outcome.problems.length, 3, 'and neither the store nor a test')
})

t.test('what nothing uses is found', async (t) => {
  const root = await plantWorkspace(t, {
    'packages/a/package.json': manifest('a', {
      exports: './src/index.ts',
      dependencies: { got: '1.0.0' },
    }),
    'packages/a/src/index.ts': `export { used } from './used.ts'\n`,
    'packages/a/src/used.ts': 'export const used = 1\nexport const unused = 2\n',
    'packages/a/src/alone.ts': 'export const alone = 1\n',
  })
  says(
    t,
    await outcomeOf('unused', root),
    /packages\/a\/src\/alone\.ts: nothing imports this file/,
    /packages\/a\/src\/used\.ts:2: unused: nothing imports this export/,
    /packages\/a\/package\.json:?\d*: got: no file of the package imports this dependency/,
  )
})

t.test('packages that would not work once installed are found', async (t) => {
  const build = (references: string[]) =>
    JSON.stringify({ files: [], references: references.map((path) => ({ path })) })
  const packageBuild = JSON.stringify({
    extends: '../../tsconfig.json',
    compilerOptions: { noEmit: false, composite: true, rootDir: 'src', outDir: 'dist' },
    include: ['src'],
  })
  const dist = { types: './dist/index.d.ts', default: './dist/index.js' }
  const root = await plantWorkspace(t, {
    'tsconfig.build.json': build([
      'packages/a/tsconfig.build.json',
      'packages/b/tsconfig.build.json',
    ]),
    'packages/a/package.json': manifest('a', {
      exports: { '.': './src/index.ts', './more': './src/more.ts' },
      publishConfig: { exports: { '.': dist } },
      files: ['dist'],
    }),
    'packages/a/tsconfig.build.json': packageBuild,
    'packages/a/src/index.ts': 'export const a = 1\n',
    'packages/a/src/more.ts': 'export const more = 1\n',
    'packages/b/package.json': manifest('b', {
      exports: { '.': './src/index.ts' },
      publishConfig: { exports: { '.': { ...dist, types: './dist/gone.d.ts' } } },
      files: ['dist'],
    }),
    'packages/b/tsconfig.build.json': packageBuild,
    'packages/b/README.md':
      '# b\n\n[far](../../docs/far.md) [a](../a/dist/gone.md) [gone](dist/gone.md) [here](#b) [below](#c)\n',
    'packages/b/src/index.ts': `import 'not-installed'\n\nexport const b = 1\n`,
  })
  const outcome = await outcomeOf('packages', root)
  says(
    t,
    outcome,
    /a: "\.\/more" of exports has no counterpart in publishConfig\.exports/,
    /a\/more can not be imported once it is installed/,
    /b: .*gone\.d\.ts.* does not exist/,
    /b can not be imported once it is installed: .*not-installed/,
    /b: README\.md: dist\/gone\.md leads nowhere once it is installed/,
    /b: README\.md: #c leads nowhere/,
  )
  // What is not installed beside it is named in words.
  t.notMatch(outcome.problems.join(), /far\.md|#b/)
  t.equal(outcome.problems.filter((problem) => /nowhere/.test(problem)).length, 2)
})

t.test('hosts of package registries and long files are found', async (t) => {
  const host = ['registry', 'npmjs', 'org'].join('.')
  const line = '// another line\n'
  const root = await plantWorkspace(t, {
    '.npmrc': `registry=https://${host}/\n`,
    'packages/a/src/long.ts': line.repeat(301),
    'packages/a/src/reasoned.ts': `// Long because it is a table that is read from top to bottom.\n${line.repeat(301)}`,
    'packages/a/src/short.ts': line.repeat(300),
    'packages/a/test/long.test.ts': line.repeat(301),
  })
  const outcome = await outcomeOf('files', root)
  says(t, outcome, /^\.npmrc: names /m, /^packages\/a\/src\/long\.ts: 301 lines: split it/m)
  t.equal(outcome.problems.length, 2)
})

t.test('a check that finds nothing to look at fails', async (t) => {
  const empty = await plantWorkspace(t, {})
  for (const name of ['compiler', 'imports', 'unused', 'packages', 'queries']) {
    t.notOk((await outcomeOf(name, empty)).passed, name)
  }
  const nothing = {
    name: 'n',
    about: '',
    run: async () => ({ lookedAt: 0, unit: 'files', problems: [] }),
  }
  t.match(await runCheck(nothing, empty), { passed: false, problems: [/looked at no files/] })
})

t.test('a check that can not look fails, and the others still run', async (t) => {
  const broken = { name: 'broken', about: '', run: () => Promise.reject(new Error('no tool')) }
  const fine = {
    name: 'fine',
    about: '',
    run: async () => ({ lookedAt: 3, unit: 'files', problems: [] }),
  }
  const lines: string[] = []
  const counts = await runChecks([broken, fine], '.', (line) => lines.push(line))
  t.strictSame(counts, { passed: 1, failed: 1 })
  t.match(lines.join('\n'), /✗ broken: 1 to mend.*\n {4}no tool[\s\S]*✓ fine: ok, 3 files in/)
})

t.test("tap's output becomes a line a file, and what explains each failure", async (t) => {
  const lines: string[] = []
  const result = await readTap(
    (async function* () {
      yield* `TAP version 14
# Subtest: a.test.ts
    # Subtest: inner
        ok 1 - fine
        ok 2 - browser # SKIP no Chromium
        1..2
    ok 1 - inner # time=1.1ms
    1..1
ok 1 - a.test.ts # time=1234.5ms
# Subtest: b.test.ts
    ok 1 - fine
    not ok 2 - the reply is published
      ---
      expected: 1
      ...
    1..2
not ok 2 - b.test.ts # time=10ms
  ---
  exitCode: 1
  ...
# Subtest: c.test.ts
    1..0
not ok 3 - c.test.ts # time=20ms
  ---
  signal: SIGSEGV
  ...
# { total: 4, pass: 2, fail: 1, skip: 1 }`.split('\n')
    })(),
    (line) => lines.push(line),
  )
  t.strictSame(result, { pass: 2, fail: 1, skipped: ['a.test.ts: browser (no Chromium)'] })
  t.strictSame(lines, [
    '✓ a.test.ts (1.2 s)',
    '✗ b.test.ts (0.0 s)',
    '    not ok 2 - the reply is published',
    '      ---',
    '      expected: 1',
    '      ...',
    '✗ c.test.ts (0.0 s)',
    '  ---',
    '  signal: SIGSEGV',
    '  ...',
  ])
})

t.test('what tests load is compiled once for all of them', async (t) => {
  const script = "process.stdout.write(require('node:module').getCompileCacheDir() ?? 'none')"
  const cacheOf = async (env: NodeJS.ProcessEnv) =>
    (await run(process.execPath, ['-e', script], { env: testEnvironment(env) })).stdout
  const { PATH } = process.env
  t.ok((await cacheOf({ PATH })).startsWith(join(HOME, 'node_modules/.cache')))
  const own = t.testdir()
  t.ok((await cacheOf({ PATH, NODE_COMPILE_CACHE: own })).startsWith(own), 'or where one says')
})
