import t from 'tap'
import Type from 'typebox'
import { fileNameOf, isVisible, parse, readName, readPasted } from '../src/index.ts'

/** Signs that show nothing, as phones, keyboards of other scripts and jokers type them. */
const INVISIBLE = ['', ' \t\n', '\u200b\u2060\ufeff', '\u3164', '\u2800', '\u200b\u2060', '\u00a0']

t.test('what shows nothing is no text and no name', async (t) => {
  for (const text of INVISIBLE) {
    const signs = [...text].map((sign) => sign.codePointAt(0)?.toString(16)).join(' ')
    t.notOk(isVisible(text), signs)
    t.equal(readName(text, 'ada@far.example'), 'ada@far.example', signs)
  }
  for (const text of ['a', '?', '👍', '❤️', '\u200bא', 'ー', ':)']) t.ok(isVisible(text), text)
  for (const given of [null, undefined, 7, {}]) t.equal(readName(given, 'ada'), 'ada')
})

t.test('a name stands on one line, and turns nothing around', async (t) => {
  t.equal(readName(' \u202eada\u202c\n\u200bLovelace\u2069 ', 'x'), 'ada Lovelace')
  t.equal(readName('👩‍👩‍👧 می‌خواهم', 'x'), '👩‍👩‍👧 می‌خواهم', 'emoji and words keep what joins them')
  t.equal(readName('x'.repeat(1_000_000), 'ada').length, 200)
  t.equal(readName('', 'y'.repeat(300)).length, 200)
})

t.test('what was pasted is what was meant', async (t) => {
  for (const typed of [
    '\u202a@ada.example.org\u202c',
    '\u2066@ada.example.org\u2069',
    '＠ada.example.org',
    '@ada。example．org',
    ' \u00a0@ada.exam\u00adple.org\ufeff\n',
  ]) {
    t.equal(readPasted(typed), '@ada.example.org', typed)
  }
  t.equal(readPasted('x'.repeat(1_000_000)).length, 300)
})

t.test('a file is called after the last part of its address', async (t) => {
  t.equal(
    fileNameOf('https://a.example/b/Gr%C3%BC%C3%9Fe%20%F0%9F%90%9D.png?x=1', 'file'),
    'Grüße 🐝.png',
  )
  t.equal(fileNameOf('https://a.example/50%.png', 'file'), '50%.png')
  t.equal(fileNameOf('https://a.example/%E2%80%8B', 'file'), 'file')
  for (const none of ['https://a.example/', 'no address']) t.equal(fileNameOf(none, 'file'), 'file')
})

t.test('what can’t be read is said: the field, what was expected, what was found', async (t) => {
  const Answer = Type.Object({
    id: Type.String(),
    text: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    people: Type.Array(Type.Object({ 'a/b': Type.Integer() })),
  })
  const right = { id: '1', text: null, people: [] }
  t.equal(parse(Answer, right), right)
  const words = 'words that no log may hold'
  for (const [value, message] of [
    [null, 'the answer can’t be read: the value must be object, found null'],
    [{ id: '1' }, 'the answer can’t be read: /people is required, found nothing'],
    [{ ...right, id: 7 }, 'the answer can’t be read: /id must be string, found a number'],
    [
      { ...right, text: [words] },
      'the answer can’t be read: /text must be string or null, found a list of 1',
    ],
    [
      { ...right, people: [{ 'a/b': words }] },
      'the answer can’t be read: /people/0/a~1b must be integer, found a text of 26 characters',
    ],
  ] as const) {
    t.throws(() => parse(Answer, value), { code: 'unavailable', message })
  }
  t.throws(() => parse(Answer, null, 'what GET /me answered'), {
    message: /^what GET \/me answered can’t/,
  })
})
