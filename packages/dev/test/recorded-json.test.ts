import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { asFormattedJson } from '../src/recorded-json.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

t.test('a recording is JSON as the lint of the repository wants it', async (t) => {
  const long = 'a word that is repeated until it fills a line, '
  const recorded = [
    {
      request: { method: 'GET', url: 'https://x.example/' },
      response: { status: 200, headers: {} },
    },
    {
      empty: [],
      tags: ['one', 'two', 'three'],
      nothing: null,
      yes: true,
      long: Array.from({ length: 5 }, (_, place) => long.repeat(2) + place),
      numbers: Array.from({ length: 80 }, (_, place) => place * 1_000),
      decimals: [48.137154, 11.576124],
      nested: [[1, 2], [3], [], [{ id: 1 }, { id: 2, in: { it: ['x'] } }], ['a', { b: 1 }]],
      edge: Array.from({ length: 11 }, () => 'abcdef'),
      quoted: 'line\n"quote" \\ é 👍',
      absent: undefined,
    },
  ]
  const text = `${asFormattedJson(recorded)}\n`
  t.same(JSON.parse(text), JSON.parse(JSON.stringify(recorded)))
  const biome = fileURLToPath(new URL('node_modules/.bin/biome', `file://${root}`))
  const args = ['format', '--stdin-file-path=plugins/x/test/recorded/fetchMessages.json']
  t.equal(execFileSync(biome, args, { input: text, cwd: root, encoding: 'utf8' }), text)
})

t.test('neither does the edge of a line make a difference', async (t) => {
  const biome = fileURLToPath(new URL('node_modules/.bin/biome', `file://${root}`))
  const lists = Array.from({ length: 12 }, (_, more) => ({
    list: ['x'.repeat(40), 'y'.repeat(34 + more)],
    numbers: Array.from({ length: 24 }, (_, place) => 100 * 10 ** (more % 3) + place),
  }))
  const text = `${asFormattedJson(lists)}\n`
  const args = ['format', '--stdin-file-path=recorded.json']
  t.equal(execFileSync(biome, args, { input: text, cwd: root, encoding: 'utf8' }), text)
})
