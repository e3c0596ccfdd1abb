import t from 'tap'
import Type from 'typebox'
import {
  cutText,
  httpsUrl,
  httpUrl,
  type PlainData,
  type PluginLog,
  readEach,
  readEpoch,
  readTime,
} from '../src/index.ts'

function collecting() {
  const lines: (Record<string, PlainData> | undefined)[] = []
  const write = (_message: string, fields?: Record<string, PlainData>) => void lines.push(fields)
  const log: PluginLog = { debug: write, info: write, warn: write, error: write }
  return { lines, log }
}

const Item = Type.Object({ id: Type.String(), time: Type.String() })

t.test('each item is read by itself: what can’t be read is set aside and named', async (t) => {
  const { lines, log } = collecting()
  const secret = 'words that no log may hold'
  const { items, setAside } = readEach(
    Item,
    [
      { id: 'a', time: '2026-01-15T10:00:00Z' },
      { id: 'b', time: null, text: secret },
      null,
      { uri: 'at://c', id: 'c', time: 'never' },
      { id: 'd', time: '2026-01-15T10:00:01Z' },
    ],
    ({ id, time }) => `${id} ${new Date(time).toISOString()}`,
    { log },
  )
  t.same(items, ['a 2026-01-15T10:00:00.000Z', 'd 2026-01-15T10:00:01.000Z'])
  t.match(setAside, [
    { index: 1, id: 'b', reason: /^\/time / },
    { index: 2, id: undefined, reason: /./ },
    { index: 3, id: 'at://c', reason: 'Invalid time value' },
  ])
  t.equal(lines.length, 3)
  t.notMatch(JSON.stringify(lines), secret)
})

t.test('a list of rubbish fills no log', async (t) => {
  const { lines, log } = collecting()
  const rubbish = Array.from({ length: 50_000 }, () => ({ id: 'x'.repeat(300) }))
  const { items, setAside } = readEach(Item, rubbish, (item) => item, { log })
  t.equal(items.length, 0)
  t.equal(setAside.length, 50_000)
  t.equal(lines.length, 21)
  t.match(lines.at(-1), { count: 49_980 })
  t.equal(setAside[0]?.id?.length, 200)
})

t.test('times, addresses and texts of others are passed on as far as they may be', async (t) => {
  t.equal(readTime('2026-01-15T11:00:00+01:00'), '2026-01-15T10:00:00.000Z')
  for (const none of [null, 7, '', 'never', '0000-01-01T00:00:00+01:00', '+010000-01-01T00:00Z']) {
    t.equal(readTime(none), undefined, String(none))
  }
  t.equal(readTime(`2026-01-15T11:00:00Z${' '.repeat(1_000_000)}`), undefined)

  t.equal(readEpoch(1_768_471_200, 'seconds'), '2026-01-15T10:00:00.000Z')
  t.equal(readEpoch(1_768_471_200_000, 'milliseconds'), '2026-01-15T10:00:00.000Z')
  for (const none of [null, '1768471200', Number.NaN, Number.POSITIVE_INFINITY, 1e15, -1e12]) {
    t.equal(readEpoch(none, 'seconds'), undefined, String(none))
  }

  t.equal(httpUrl('http://a.example/b?c#d'), 'http://a.example/b?c#d')
  t.equal(httpsUrl('https://a.example/'), 'https://a.example/')
  t.equal(httpsUrl('http://a.example/'), undefined)
  for (const none of [
    undefined,
    '',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'https://a.example/\njavascript:',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://',
    '//a.example',
    `https://a.example/${'x'.repeat(1_000_000)}`,
  ]) {
    t.equal(httpUrl(none), undefined, String(none).slice(0, 40))
  }

  t.equal(cutText('short', 5), 'short')
  t.equal(cutText('too long', 5), 'too …')
  t.equal(cutText('ab👍cd', 4), 'ab…', 'no character is cut in two')
  t.equal(cutText('x'.repeat(1_000_000), 10, '').length, 10)
})
