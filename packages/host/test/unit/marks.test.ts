import { type Marks, MESSAGE_LIMIT_CHARACTERS } from '@hubward/plugin'
import t from 'tap'
import { withMarks } from '../../src/inbound/marks.ts'

const written = (marks: Marks, message = 'The words.', language: 'en' | 'de' | 'fr' = 'en') => {
  const marked = withMarks(
    { interaction: { networkItemId: 'item-1', message }, own: false, marks },
    language,
  )
  return 'interaction' in marked ? (marked.interaction.message ?? '') : ''
}

t.test('marks stand in the text, in the Channel’s language', async (t) => {
  const marks: Marks = {
    subject: 'Your\r\nlamp',
    to: ['help@example.org'],
    cc: ['Ann <ann@example.org>', 'Bob'],
    automatic: true,
    visibility: 'followers',
    edited: true,
    quoted: { from: '@carol', text: 'One line.\nAnother.', url: 'https://example.org/1' },
  }
  t.equal(
    written(marks, 'The words.', 'de'),
    [
      'Betreff: Your lamp',
      'An: help@example.org',
      'Kopie an: Ann <ann@example.org>, Bob',
      '[nur für Follower; von einem Programm geschrieben; bearbeitet]',
      '',
      'The words.',
      '',
      'Zitat von @carol:',
      '> One line.',
      '> Another.',
      'https://example.org/1',
    ].join('\n'),
  )
  t.match(written(marks, 'The words.', 'fr'), /^Objet : Your lamp\nÀ : /)
  t.same(
    withMarks({ interaction: { networkItemId: 'item-1', message: 'a' }, marks: {} }, 'en'),
    { interaction: { networkItemId: 'item-1', message: 'a' } },
    'and nothing is left of them beside it',
  )
})

t.test('a long quotation is shortened before the words are', async (t) => {
  const quoted = { from: '@carol', text: 'q'.repeat(50_000), url: 'https://example.org/1' }
  const long = 'w'.repeat(9_000)
  const text = written({ quoted }, long)
  t.ok(text.length <= MESSAGE_LIMIT_CHARACTERS)
  t.ok(text.startsWith(long))
  t.match(text, /> q+…\nhttps:\/\/example\.org\/1$/)
  const full = written({ quoted, subject: 'About' }, 'w'.repeat(MESSAGE_LIMIT_CHARACTERS))
  t.ok(full.length <= MESSAGE_LIMIT_CHARACTERS)
  t.match(full, /^Subject: About\n\nw+…\n\nQuoted from @carol:\nhttps:\/\/example\.org\/1$/)
  const lines = written({ quoted: { text: '\n'.repeat(20_000) + 'end'.repeat(9_000) } }, '')
  t.ok(lines.length <= MESSAGE_LIMIT_CHARACTERS)
})

t.test('of many people some are named', async (t) => {
  const to = Array.from({ length: 12 }, (_, place) => `p${place}@example.org`)
  t.match(written({ to }), /^To: p0@example\.org, .*p9@example\.org and 2 more\n/)
})
