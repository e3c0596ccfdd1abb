import t from 'tap'
import { passable } from '../src/foreign-message.ts'

const usual = {
  networkItemId: 'note-1',
  createdTime: '2026-01-15T10:00:00.000Z',
  message: 'Hello',
  url: 'https://far.example/1',
  link: 'http://far.example/shared',
  interactor: { interactorId: 'ada@far.example', name: 'Ada', url: 'https://far.example/@ada' },
}

t.test('what is as it should be passes as it is', async (t) => {
  for (const message of [
    { interaction: usual, updatedTime: '2026-01-15T10:00:00.000Z' },
    { networkItemId: 'note-1', deletedTime: '2026-01-15T10:00:00.000Z' },
    { interaction: { networkItemId: 'note-1' } },
    { interaction: null },
    null,
    'rubbish',
  ]) {
    t.same(passable(message, 'en'), { message, mended: [] })
  }
})

t.test('an address that leads nowhere is left out, whichever plugin brings it', async (t) => {
  for (const url of [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc',
  ]) {
    const interaction = { ...usual, url, link: url, interactor: { ...usual.interactor, url } }
    const { message, mended } = passable({ interaction }, 'en')
    t.same(mended, ['url', 'link', 'interactor.url'])
    t.notMatch(JSON.stringify(message), url)
    t.match(message, { interaction: { message: 'Hello', interactor: { name: 'Ada' } } })
  }
})

t.test('a character that was cut in two is shown as one that can’t be read', async (t) => {
  const interactor = { ...usual.interactor, name: 'Ada \udc4b' }
  const interaction = { ...usual, message: 'Hello \ud83d', interactor }
  const { message, mended } = passable({ interaction }, 'en')
  t.same(mended, ['message', 'interactor.name'])
  t.match(message, { interaction: { message: 'Hello \ufffd', interactor: { name: 'Ada \ufffd' } } })
  const whole = { interaction: { ...usual, message: 'Hello 👋🏽' } }
  t.same(passable(whole, 'en'), { message: whole, mended: [] })
})

t.test('times that no calendar has are left out', async (t) => {
  for (const time of [
    '-000001-12-31T23:00:00.000Z',
    '0000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
  ]) {
    const given = { interaction: { ...usual, createdTime: time }, updatedTime: time }
    const { message, mended } = passable(given, 'en')
    t.same(mended, ['createdTime', 'updatedTime'])
    t.notMatch(JSON.stringify(message), time)
  }
  const wrong = { interaction: { ...usual, createdTime: 'yesterday' } }
  t.same(passable(wrong, 'en').mended, [], 'what is no time at all is for the check')
})

t.test(
  'a message in which nothing can be seen gets a sentence, in the Channel’s language',
  async (t) => {
    for (const text of ['', ' \n', '\u200b\u2060\ufeff', '\u3164', '\u2800']) {
      const interaction = { ...usual, link: 'javascript:alert(1)', message: text }
      const { message } = passable({ interaction }, 'de')
      t.match(message, { interaction: { message: '(Eine Nachricht ohne Text)' } })
      const pictures = [{ small: 'https://far.example/a.png' }]
      const shown = passable({ interaction: { ...usual, message: text, pictures } }, 'de')
      t.notMatch(JSON.stringify(shown), 'ohne Text')
      const marks = { subject: 'Hello' }
      t.notMatch(JSON.stringify(passable({ interaction, marks }, 'de')), 'ohne Text')
    }
  },
)

t.test('a name that nobody can see is the person’s id', async (t) => {
  for (const name of ['', '\u200b', '\u3164', '\u2800']) {
    const interaction = { ...usual, interactor: { ...usual.interactor, name } }
    t.match(passable({ interaction }, 'en').message, {
      interaction: { interactor: { name: 'ada@far.example' } },
    })
  }
})

t.test('a text that is refused for its length is not looked at', async (t) => {
  const message = '\u200b'.repeat(1_000_000)
  const given = { interaction: { ...usual, message } }
  t.same(passable(given, 'en'), { message: given, mended: [] })
})
