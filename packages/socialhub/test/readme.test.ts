import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { SOCIALHUB_ACTIONS, SOCIALHUB_ERRORS } from '../src/index.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const packageRoot = fileURLToPath(new URL('..', import.meta.url))

/** The cells of the table whose head begins with this word, without the ticks of code. */
function tableOf(head: string): string[][] {
  const lines = readme.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2
  const rows = lines.slice(start)
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')))
}

t.test('the README lists every code as the program knows it', async (t) => {
  const expected = Object.entries(SOCIALHUB_ERRORS).map(
    ([code, { status, outcome, action, meaning }]) => [
      code,
      status === undefined ? '' : String(status),
      outcome,
      action,
      meaning,
    ],
  )
  t.strictSame(tableOf('code'), expected)
})

t.test('the README lists every action as the program knows it', async (t) => {
  t.strictSame(tableOf('action'), Object.entries(SOCIALHUB_ACTIONS))
  const used = new Set(Object.values(SOCIALHUB_ERRORS).map(({ action }) => action))
  t.strictSame([...used].sort(), Object.keys(SOCIALHUB_ACTIONS).sort(), 'and each is needed')
})

t.test("the README's samples compile", async (t) => {
  const samples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  t.ok(samples.length >= 6, `${samples.length} samples`)
  const { resolve } = createRequire(import.meta.url)
  const directory = t.testdir({
    ...Object.fromEntries(samples.map((code, index) => [`sample-${index}.mts`, code])),
    'tsconfig.json': JSON.stringify({
      extends: join(packageRoot, '../../tsconfig.json'),
      compilerOptions: {
        paths: {
          '@hubward/socialhub': [join(packageRoot, 'src/index.ts')],
          typebox: [join(packageRoot, 'node_modules/typebox/build/index.d.mts')],
        },
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
