import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { RouteFault, WebhookFault } from '../src/faults.ts'
import { DEFAULT_SETTINGS } from '../src/index.ts'
import { call, simulator } from './integration.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const packageRoot = fileURLToPath(new URL('..', import.meta.url))

/** What stands between backticks in the first cells of the table whose head begins like this. */
function namesInTable(head: string): string[] {
  const lines = readme.split('\n')
  const rows = lines.slice(lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows
    .slice(0, end)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name)
}

const sorted = (names: Iterable<string>) => [...names].sort()

t.test('The README names every fault, setting and action, and no other', async (t) => {
  const { act } = await simulator(t)
  t.same(
    namesInTable('`fault` of a route'),
    RouteFault.properties.fault.anyOf.map((one) => one.const),
  )
  t.same(
    namesInTable('`fault` of a webhook'),
    WebhookFault.properties.fault.anyOf.map((one) => one.const),
  )
  t.same(namesInTable('setting'), Object.keys(DEFAULT_SETTINGS))
  // Files come with a reply; they have no route of their own.
  const { storeFile: _, fileUrl: __, ...people } = act
  t.same(sorted(namesInTable('`<name>`')), sorted(Object.keys(people)))
})

t.test('Every control route that the README names is there', async (t) => {
  const { appUrl: base } = await simulator(t)
  for (const name of namesInTable('`<name>`')) {
    const { status } = await call(`POST /simulator/act/${name}`, { base, body: { no: 'such' } })
    t.equal(status, 400, name)
  }
  const [, lists = ''] = /`GET \/simulator\/<list>` \| (.*) \|/.exec(readme) ?? []
  const names = [...lists.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name)
  t.equal(names.length, 11)
  for (const name of [...names, '', 'settings', 'faults', 'webhook-faults', 'counts']) {
    const path = `GET /simulator/${name}`.replace(/\/$/, '')
    t.equal((await call(path, { base })).status, 200, path)
  }
})

t.test('The README’s sample compiles', async (t) => {
  const samples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  t.equal(samples.length, 1)
  const { resolve } = createRequire(import.meta.url)
  const directory = t.testdir({
    ...Object.fromEntries(samples.map((code, index) => [`sample-${index}.mts`, code])),
    'tsconfig.json': JSON.stringify({
      extends: join(packageRoot, '../../tsconfig.json'),
      compilerOptions: {
        paths: { '@hubward/simulator': [join(packageRoot, 'src/index.ts')] },
      },
      include: ['*.mts'],
    }),
  })
  // Not bin/tsc: tap's loader can't load a file without an extension.
  const tsc = join(resolve('typescript7/package.json'), '../lib/tsc.js')
  const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', directory]).then(
    () => 'compiled',
    (error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}`,
  )
  t.equal(compiled, 'compiled')
})
