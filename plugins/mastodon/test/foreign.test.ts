import t from 'tap'
import { honoursKeys } from '../src/instance.ts'
import { findReply, textFor } from '../src/reply.ts'
import { readServer } from '../src/server-name.ts'
import { plainText, sameText } from '../src/text.ts'
import { answering, at, channelOn, texts, written } from './fixtures/channel.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

/** Inputs of the kinds that public bug reports of similar software are about. */

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
  server.world.account('customer')
})
t.afterEach(() => server.close())

/** What becomes of one status of which the server shows `raw`. */
async function shown(raw: object, text = '@customer Look') {
  const { channel } = channelOn(server)
  server.world.statuses.length = 0
  server.world.notifications.length = 0
  server.world.write('ada', text, { createdAt: at(1), raw })
  const [message] = written(await channel.fetch())
  if (!message) throw new Error('no message came')
  return { ...message.interaction, marks: message.marks }
}

t.test('a handle within an address or another handle is no mention', async (t) => {
  for (const [mention, text, right] of [
    ['ada@far.example', 'See https://home.example/@ada@far.example', '@ada@far.example See'],
    ['ada', 'See https://home.example/@ada for more', '@ada See'],
    ['ada', '@ada.lovelace said it', '@ada @ada.lovelace'],
    ['ada', '@ada-x said it', '@ada @ada-x'],
    ['ada@far.example', '@ada@far.example.org said it', '@ada@far.example @ada@far.example.org'],
  ] as const) {
    const reference = { id: '1', mention: [mention], visibility: 'public' }
    t.ok(textFor({ text }, reference).startsWith(right), text)
  }
})

t.test('a copied warning is shortened before anybody’s own text has to be', async (t) => {
  const { channel } = channelOn(server)
  server.world.write('ada', '@customer When?', { createdAt: at(1), spoiler: 'w'.repeat(520) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  await channel.reply({ inReplyTo, text: 'Thanks!' })
  const { text, spoiler } = server.world.statuses.at(-1) ?? { text: '', spoiler: '' }
  t.equal(text, '@ada Thanks!')
  t.equal(spoiler, `${'w'.repeat(487)}…`)
  await channel.reply({ inReplyTo, text: 'x'.repeat(494), idempotencyKey: 'full' })
  t.equal(server.world.statuses.at(-1)?.spoiler, '…')
  await t.rejects(channel.reply({ inReplyTo, text: 'x'.repeat(495), idempotencyKey: 'long' }), {
    code: 'invalid',
    sentence: { en: /has 501 characters; \S+ takes at most 500/ },
  })
})

t.test('people’s words stay as they wrote them', async (t) => {
  t.equal(
    plainText('<h1>Öffnungszeiten am Straßenfest</h1><p>Montag</p>'),
    'Öffnungszeiten am Straßenfest\n\nMontag',
  )
  for (const n of [2, 3, 4, 5, 6])
    t.equal(plainText(`<h${n}>iPhone or iPad?</h${n}>`), 'iPhone or iPad?')
  t.equal(
    plainText('<table><tr><th>Größe</th><td>klein</td></tr></table>').includes('GRÖSSE'),
    false,
  )
})

t.test('a mention is its text, though its link has no class', async (t) => {
  const url = 'https://far.example/@bob'
  const content = `<p>Hi <a href="${url}">@bob</a>, see <a href="https://far.example/">this</a></p>`
  const mentions = [{ id: '9', acct: 'bob@far.example', url }]
  t.equal((await shown({ content, mentions })).message, 'Hi @bob, see this [https://far.example/]')
})

t.test('a picture that the server keeps no copy of is shown from where it came', async (t) => {
  const remote = 'https://far.example/photo.jpg'
  const media = { id: '9', url: null, preview_url: null, description: null, remote_url: remote }
  for (const content of ['<p>Look</p>', '']) {
    const { pictures } = await shown({ content, media_attachments: [{ ...media, type: 'image' }] })
    t.same(pictures, [{ small: remote, large: remote }])
  }
  const { attachments } = await shown({ media_attachments: [{ ...media, type: 'unknown' }] })
  t.same(attachments, [{ url: remote, name: 'photo.jpg' }])
  const nowhere = { ...media, type: 'image', remote_url: null }
  t.match(await shown({ media_attachments: [nowhere] }), { message: /can’t be shown here/ })
})

t.test('a message of which nothing is left gets a sentence, and its Ticket', async (t) => {
  const emoji = '<p><img class="emoji" alt=":thumbsup_blob:" src="https://far.example/e.png"></p>'
  t.equal((await shown({ content: emoji })).message, ':thumbsup_blob:')
  for (const content of ['', null, '<p></p>', '<p>\u200b\u2060</p>', '\u3164', '\u2800']) {
    t.equal((await shown({ content })).message, '(A post without text)', JSON.stringify(content))
  }
})

t.test('a name that nobody can see is none', async (t) => {
  const account = { id: '2', username: 'ada', acct: 'ada@far.example' }
  for (const display_name of ['\u200b\u2060\ufeff', '\u3164', '\u2800', '']) {
    t.equal((await shown({ account: { ...account, display_name } })).interactor?.name, 'ada')
  }
  const turned = { ...account, display_name: '\u202eevil\u202c Ada' }
  t.equal((await shown({ account: turned })).interactor?.name, 'evil Ada')
})

t.test('a quote that isn’t shown is named, and its line for other servers stays', async (t) => {
  const quoted = {
    id: '7',
    uri: 'https://far.example/posts/7',
    url: 'https://far.example/@bob/7',
    account: { id: '3', username: 'bob', acct: 'bob@far.example' },
    created_at: at(0),
    content: '<p>Secret words</p>',
    visibility: 'public',
  }
  const line =
    '<p class="quote-inline">RE: <a href="https://far.example/@bob/7">https://far.example/@bob/7</a></p>'
  const content = `${line}<p>So true</p>`
  for (const state of ['revoked', 'deleted', 'unauthorized', 'rejected', 'pending']) {
    const { message } = await shown({ content, quote: { state, quoted_status: null } })
    t.match(
      message,
      /RE: https:\/\/far\.example\/@bob\/7\s+So true\s+\[Quotes a post that can’t be/,
      state,
    )
  }
  for (const state of ['blocked_account', 'blocked_domain', 'muted_account']) {
    const { message } = await shown({
      content: '<p>So true</p>',
      quote: { state, quoted_status: quoted },
    })
    t.equal(
      message,
      'So true\n\n[Quotes a post that can’t be shown here]\nhttps://far.example/@bob/7',
      state,
    )
  }
  for (const state of ['accepted', undefined]) {
    const { message, marks } = await shown({ content, quote: { state, quoted_status: quoted } })
    t.equal(message, 'So true')
    t.same(marks, {
      quoted: {
        from: '@bob@far.example',
        text: 'Secret words',
        url: 'https://far.example/@bob/7',
      },
    })
  }
})

t.test('what hangs on a quoted post is named with its address', async (t) => {
  const quoted_status = {
    id: '7',
    uri: 'https://far.example/posts/7',
    account: { id: '3', username: 'bob', acct: 'bob@far.example' },
    content: '',
    visibility: 'public',
    spoiler_text: 'Food',
    poll: { options: [{ title: 'Yes' }], multiple: false },
    media_attachments: [
      { id: '1', type: 'image', url: 'https://far.example/a.png', description: 'A cake' },
      { id: '2', type: 'video', url: null, remote_url: 'https://far.example/b.mp4' },
    ],
  }
  const { marks } = await shown({ content: '<p>So true</p>', quote: { quoted_status } })
  for (const part of [
    '[Content warning: Food]',
    'Poll:\n○ Yes',
    '[Image description: A cake]\nImage: https://far.example/a.png',
    'Media: https://far.example/b.mp4',
  ]) {
    t.match(marks?.quoted?.text, part)
  }
})

t.test('a server is found in whatever was pasted', async (t) => {
  for (const typed of [
    '\u202a@ada@home.example\u202c',
    '\u2066ada@home.example\u2069',
    '＠ada＠home.example',
    '@ada@home.example.',
    '@ada@home.example?ref=x',
  ]) {
    const right = { ok: true, origin: 'https://home.example', handle: 'ada@home.example' }
    t.same(readServer(typed), right, typed)
  }
  t.match(readServer('home.example/@ada?ref=x'), { origin: 'https://home.example' })
})

t.test('only what is known to be Mastodon honours keys', async (t) => {
  for (const version of [
    '4.4.3',
    '3.5.19',
    '4.5.0-beta.1',
    '4.4.0-nightly.2025-01-01',
    '4.4.3+glitch',
  ]) {
    t.ok(honoursKeys({ version }), version)
  }
  for (const version of [
    '0.1.1 cb85f65',
    '3.5.3+0.1.1-cb85f65',
    '0.17.3+git-cb85f65',
    '4.2.0 (compatible; Hollo/0.10.0)',
    '2.72 (not true; snac/2.96)',
    '',
    'dev',
  ]) {
    t.notOk(honoursKeys({ version }), version)
  }
  t.notOk(honoursKeys({ version: '4.4.3', source: 'https://codeberg.org/other/server' }))
  t.ok(honoursKeys({ version: '4.4.3', source: 'https://github.com/mastodon/mastodon' }))
})

t.test('two different answers are not taken for one', async (t) => {
  for (const [one, other] of [
    ['Yes!', 'Yes?'],
    [':)', '?!'],
    ['**', '##'],
    ['1,5', '15'],
    ['👍', '👎'],
  ] as const) {
    t.notOk(sameText(one, other), `${one} and ${other}`)
  }
  t.ok(sameText('“So” – it’s *here*', '"So" - it\'s here'), 'what servers write in their own way')
  server.rules.keys = false
  const { host, channel } = channelOn(server)
  const inReplyTo = await (async () => {
    server.world.write('ada', '@customer Which?', { createdAt: at(1) })
    return answering(await channel.fetch(), 'Which?')
  })()
  await channel.reply({ inReplyTo, text: 'This one' })
  const wanted = {
    actionId: 'reply',
    option: null,
    idempotencyKey: 'k',
    inReplyTo,
    text: 'This one',
  }
  const attemptedTime = host.clock.now().toISOString()
  host.clock.advance(60_000)
  const find = (attachments: { url: string }[]) =>
    findReply(channel.context(), { ...wanted, attachments, attemptedTime })
  t.match(await find([]), { outcome: 'found' })
  // Some servers keep a file and don't list it: then it may be the one.
  t.same(await find([{ url: 'https://files.example/a.png' }]), { outcome: 'unknown' })
})

t.test('refusals are asked for in English, whatever the account reads', async (t) => {
  const { channel } = channelOn(server, 'de')
  server.world.write('ada', '@customer When?', { createdAt: at(1) })
  const inReplyTo = answering(await channel.fetch(), 'When?')
  await channel.reply({ inReplyTo, text: 'Soon' })
  t.match(
    server.requests.filter((line) => line.startsWith('POST /api/v1/statuses')),
    [/[?&]lang=en\b/],
  )
})

t.test('an answer that waits to be let through is a Ticket', async (t) => {
  const { channel } = channelOn(server)
  const status = server.world.write('ada', 'May I?', { createdAt: at(1) })
  server.world.notify('pending.reply', server.world.account('customer'), status)
  t.same(texts(await channel.fetch()), ['May I?'])
})

t.test('a server whose ids begin anew is read on by time', async (t) => {
  const { host, channel } = channelOn(server)
  server.world.write('ada', '@customer before', { createdAt: at(1) })
  t.same(texts(await channel.fetch()), ['@customer before'])
  server.world.statuses.length = 0
  server.world.notifications.length = 0
  for (const [id, second] of [
    ['00000003', 100],
    ['00000004', 101],
  ] as const) {
    const createdAt = at(second)
    const status = server.world.write('ada', `@customer again ${id}`, { createdAt, raw: { id } })
    const notification = server.world.notifications.at(-1)
    if (!notification) throw new Error('nobody was notified')
    server.world.notifications.splice(-1, 1, { ...notification, id, status })
  }
  host.clock.advance(60 * 60_000)
  t.same(texts(await channel.fetch()), ['@customer again 00000003', '@customer again 00000004'])
  server.requests.length = 0
  t.same(texts(await channel.fetch()), [])
  const asked = server.requests.filter((line) => line.startsWith('GET /api/v1/notifications'))
  t.ok(asked.length <= 2, 'a quiet Channel doesn’t ask twice each time')
})

t.test('a server that answers the mark itself is read on, also one by one', async (t) => {
  const { channel } = channelOn(server)
  server.world.write('ada', '@customer first', { createdAt: at(1) })
  await channel.fetch()
  server.world.write('ada', '@customer second', { createdAt: at(2) })
  const { fetchMessages } = await import('../src/fetch-messages.ts')
  const entry = (n: number) => {
    const notification = server.world.notifications[n]
    return {
      id: notification?.id,
      type: 'mention',
      created_at: notification?.createdAt,
      status: {
        id: notification?.status.id,
        uri: `${server.url}/statuses/${n}`,
        account: { id: '2', username: 'ada', acct: 'ada' },
        created_at: notification?.createdAt,
        content: notification?.status.text,
        visibility: 'public',
      },
    }
  }
  // As Hollo: its times have more digits than its ids' order knows.
  server.rules.invented = () => [entry(1), entry(0)]
  const request = { position: channel.position, limit: 1, since: at(0) }
  const page = await fetchMessages(channel.context(), request)
  t.same(texts(page.messages), ['@customer second'])
})
