import t from 'tap'
import { fitted } from '../../src/cli/channel-list.ts'

const ROWS = [
  ['Channel', 'state', 'name', 'integration', 'Customer', 'since'],
  [
    'a'.repeat(24),
    'active',
    'A very long name of a shop by the sea',
    'mastodon',
    'Sample & Sons',
    'now',
  ],
]

t.test('a list fits the terminal: names are shortened, ids and states never', (t) => {
  for (const width of [80, 100]) {
    const rows = fitted(ROWS, width)
    const widths =
      rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
    t.ok(widths.reduce((sum, one) => sum + one, 10) <= width, `in ${width} columns`)
    t.match(rows[1], ['a'.repeat(24), 'active', /^A very.*…$/])
  }
  t.same(fitted(ROWS, undefined), ROWS, 'what is no terminal gets everything')
  t.equal(fitted(ROWS, 10)[1]?.[0], 'a'.repeat(24), 'a terminal that is too narrow breaks lines')
  t.end()
})
