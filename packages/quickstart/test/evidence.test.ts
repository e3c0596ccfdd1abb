import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CAPABILITIES, type EndingTest, proves as says } from '@hubward/testkit'
import t from 'tap'
import { callsOfTests, provesCalls } from '../src/evidence/calls.ts'
import { isSaid, mergeEvidence } from '../src/evidence/merge.ts'
import { networksOfRepository } from '../src/evidence/networks.ts'
import { NOT_OFFERED } from '../src/evidence/not-offered.ts'
import { readEvidence } from '../src/evidence/read-evidence.ts'
import { evidenceRows } from '../src/evidence/table.ts'
import { ROOT } from '../src/repository-folders.ts'

process.chdir(ROOT)
const networks = await networksOfRepository()
const entries = await readEvidence()
const calls = await callsOfTests()

t.test('every Network of plugins/ has its row, and no other has an entry', async (t) => {
  const ids = networks.map(({ id }) => id)
  t.same(ids.toSorted(), (await readdir('plugins')).toSorted())
  const page = await readFile('docs/networks/evidence.md', 'utf8')
  for (const { name } of networks) t.ok(page.includes(`\n| ${name} |`), name)
  t.same(
    entries.filter(({ network }) => !ids.includes(network)),
    [],
  )
})

t.test('every entry names a test that is there and says so', async (t) => {
  for (const entry of entries) {
    const { network, capability, by, file } = entry
    t.ok(existsSync(file), file)
    t.ok(isSaid(entry, calls.get(file) ?? []), `${file} says ${network}, ${capability}, ${by}`)
  }
})

t.test('whatever a test here says that it proves has been run: pnpm evidence', async (t) => {
  for (const [file, said] of calls) {
    for (const { network, capabilities, by } of said) {
      for (const capability of capabilities) {
        const found = entries.some(
          (one) =>
            one.file === file &&
            one.network === network &&
            one.capability === capability &&
            one.by === by,
        )
        // Not everybody has the real servers.
        t.ok(found || by === 'live', `${file}: ${network}, ${capability}, ${by}`)
      }
    }
  }
})

t.test('nothing is proved of what a Network doesn’t have', async (t) => {
  for (const { network, capability } of entries) {
    t.equal(NOT_OFFERED[network]?.[capability], undefined, `${network}: ${capability}`)
  }
  t.same(
    Object.keys(NOT_OFFERED).filter((id) => !networks.some((one) => one.id === id)),
    [],
  )
})

t.test('a row shows the strongest proof, a dash for what isn’t there, or nothing', async (t) => {
  const entry = {
    network: 'email',
    capability: 'reply',
    file: 'a.test.ts',
    date: '2026-01-02',
  } as const
  const rows = evidenceRows(
    [{ id: 'email', name: 'E-mail' }],
    [
      { ...entry, by: 'documentation' },
      { ...entry, by: 'live', date: '2026-01-01' },
    ],
  )
  const shown = Object.fromEntries(CAPABILITIES.map((name, place) => [name, rows[0]?.[place + 1]]))
  t.match(shown, { reply: '**live**', edits: '–', read: '' })
  t.match(rows[0]?.at(-1), '2026-01-02')
})

t.test('what did not run keeps its day, as long as its test says so', async (t) => {
  const old = { network: 'email', capability: 'reply', by: 'live', date: '2026-01-01' } as const
  const said = [{ network: 'email', capabilities: ['reply', 'read'], by: 'live' }] as const
  const merged = mergeEvidence(
    [
      { ...old, file: 'ran.test.ts' },
      { ...old, file: 'skipped.test.ts' },
      { ...old, file: 'silent.test.ts' },
    ],
    [{ ...said[0], file: 'ran.test.ts' }],
    new Map([
      ['ran.test.ts', said],
      ['skipped.test.ts', said],
    ]),
    '2026-02-02',
  )
  t.same(
    merged.map(({ file, capability, date }) => [file, capability, date]),
    [
      ['ran.test.ts', 'read', '2026-02-02'],
      ['ran.test.ts', 'reply', '2026-02-02'],
      ['skipped.test.ts', 'reply', '2026-01-01'],
    ],
  )
})

t.test('a test that fails proves nothing, and one that passes what it says', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubward-evidence-'))
  const before = process.env.HUBWARD_EVIDENCE
  process.env.HUBWARD_EVIDENCE = folder
  t.teardown(() => {
    if (before === undefined) delete process.env.HUBWARD_EVIDENCE
    else process.env.HUBWARD_EVIDENCE = before
  })
  const ending = (passed: boolean): EndingTest & { end(): void } => {
    const runs: (() => void)[] = []
    return {
      passing: () => passed,
      teardown: (run) => runs.push(run),
      end: () => {
        for (const run of runs) run()
      },
    }
  }
  const [failed, passed] = [ending(false), ending(true)]
  const what = { capabilities: ['read'], by: 'live', against: 'a server' } as const
  says(failed, { network: 'failed', ...what })
  says(passed, { network: 'passed', ...what })
  t.same(await readdir(folder), [], 'nothing before the end')
  failed.end()
  passed.end()
  const files = await readdir(folder)
  t.same(files, ['packages+quickstart+test+evidence.test.ts.jsonl'])
  t.same(JSON.parse(await readFile(join(folder, files[0] ?? ''), 'utf8')), {
    network: 'passed',
    ...what,
    file: 'packages/quickstart/test/evidence.test.ts',
  })
})

t.test('a call is read from the text of a test, on one line or several', async (t) => {
  // Not as one word: this file says nothing itself.
  const call = (inside: string) => ['proves', `(t, {${inside}})`].join('')
  t.same(
    provesCalls(call(`\n  network: 'a-b',\n  capabilities: ['read', 'edits'],\n  by: 'live',\n`)),
    [{ network: 'a-b', capabilities: ['read', 'edits'], by: 'live' }],
  )
  t.throws(() => provesCalls(call(` network, capabilities, by `)), /can't be read/)
})
