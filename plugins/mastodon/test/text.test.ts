import t from 'tap'
import { readServer } from '../src/server-name.ts'
import { countedLength, essence, plainText } from '../src/text.ts'
import { narrower } from '../src/visibility.ts'

t.test('a server is found in whatever a Customer types', async (t) => {
  for (const typed of [
    'mastodon.social',
    ' Mastodon.Social ',
    '@name@mastodon.social',
    'name@mastodon.social',
    'https://mastodon.social',
    'https://mastodon.social/@name',
    'mastodon.social/@name',
    'http://mastodon.social/',
    'https//mastodon.social',
    'https:/mastodon.social',
    'mastodon,social',
    'mastodon. social',
    'mastodon.social.',
    '\u200bmastodon.social',
  ]) {
    t.match(readServer(typed), { ok: true, origin: 'https://mastodon.social' }, typed)
  }
  t.match(readServer('@name@social.bund.de'), { handle: 'name@social.bund.de' })
  t.match(readServer('xn--bcher-kva.example'), { origin: 'https://xn--bcher-kva.example' })
  t.match(readServer('bücher.example'), { origin: 'https://xn--bcher-kva.example' })
  t.match(readServer('127.0.0.1:8001'), { origin: 'http://127.0.0.1:8001' })
})

t.test('what is no server is refused, with the one that was probably meant', async (t) => {
  t.same(readServer('mastodon'), { ok: false, suggestion: 'mastodon.social' })
  t.same(readServer('chaos'), { ok: false, suggestion: 'chaos.social' })
  for (const typed of ['', '   ', 'my account', '@name', 'ftp://mastodon.social', '10.0.0.1']) {
    t.match(readServer(typed), { ok: false }, typed)
  }
})

t.test('a status reads in plain text as people see it', async (t) => {
  const link =
    '<a href="https://example.org/a/long/path?q=1" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">example.org/a/long</span><span class="invisible">/path?q=1</span></a>'
  t.equal(plainText(`<p>See ${link}!</p>`), 'See https://example.org/a/long/path?q=1!')
  t.equal(
    plainText(
      '<p><span class="h-card"><a href="https://a.example/@ada" class="u-url mention">@<span>ada</span></a></span> Hi &amp; bye<br>second line</p><p>Next</p>',
    ),
    '@ada Hi & bye\nsecond line\n\nNext',
  )
  t.equal(
    plainText(
      '<p><a href="https://a.example/tags/Cat" class="mention hashtag" rel="tag">#<span>Cat</span></a> :blobcat:</p>',
    ),
    '#Cat :blobcat:',
  )
  t.equal(
    plainText('<p>A <a href="https://b.example/x">shop</a></p>'),
    'A shop [https://b.example/x]',
  )
  t.equal(
    plainText('<p class="quote-inline">RE: <a href="https://q.example">q</a></p><p>So true</p>', {
      quoteFollows: true,
    }),
    'So true',
    'a quote that is shown itself is not named twice',
  )
  t.equal(
    plainText('<script>alert(1)</script><img src=x onerror=alert(1)><p>1 &lt; 2</p>'),
    '1 < 2',
    'no markup survives',
  )
  t.match(plainText('<ul><li>one</li><li>two</li></ul>'), /one\n.*two/)
})

t.test('length is counted as Mastodon does', async (t) => {
  t.equal(countedLength('@ada@a.very.long.example hi', 23), '@ada hi'.length)
  t.equal(countedLength('https://example.org/a/very/long/path/that/goes/on.', 23), 24)
  t.equal(countedLength('👩‍👩‍👧‍👦é', 23), 2, 'what people see as one character is one')
})

t.test('an answer is never seen by more people than what it answers', async (t) => {
  t.equal(narrower('public', null), 'public')
  t.equal(narrower('public', 'same'), 'public')
  t.equal(narrower('public', 'direct'), 'direct')
  t.equal(narrower('private', 'unlisted'), 'private')
  t.equal(narrower('direct', 'public'), 'direct')
  t.equal(narrower('local', 'public'), 'local')
})

t.test('a text is recognised whatever a server made of it', async (t) => {
  const sent = '@ada@a.example Thank you — see https://example.org/x?y=1 👍'
  const shown = plainText(
    '<p><span class="h-card"><a href="https://a.example/@ada" class="u-url mention">@<span>ada</span></a></span> Thank you – see <a href="https://example.org/x?y=1"><span class="invisible">https://</span>example.org/x?y=1</a> 👍</p>',
  )
  t.equal(essence(sent), essence(shown))
  t.not(essence(sent), essence('Thank you all, see there 👍'))
})
