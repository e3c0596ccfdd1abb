import t from 'tap'
import { fetchMessages } from '../src/fetch-messages.ts'
import { listRecent } from '../src/list-recent.ts'
import { at, channelOn, texts, written } from './fixtures/channel.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
})
t.afterEach(() => server.close())

t.test(
  'mentions and direct messages of every visibility become messages, oldest first',
  async (t) => {
    const { channel } = channelOn(server)
    server.world.write('ada', '@customer before the Channel was there', { createdAt: at(-60) })
    for (const [second, visibility] of ['public', 'unlisted', 'private', 'direct'].entries()) {
      server.world.write('ada', `@customer ${visibility}`, {
        visibility,
        createdAt: at(second + 1),
      })
    }
    const messages = written(await channel.fetch())
    t.same(texts(messages), [
      '@customer public',
      '@customer unlisted',
      '@customer private',
      '@customer direct',
    ])
    t.match(messages[3], {
      interaction: {
        networkItemId: /^http:\/\/127.*\/users\/ada\/statuses\//,
        type: 'DM',
        createdTime: at(4),
        interactor: { interactorId: `ada@${server.domain}`, name: 'ada' },
      },
      reference: { visibility: 'direct', mention: ['ada'] },
    })
    t.same(await channel.fetch(), [], 'and they come once')
  },
)

for (const links of [true, false]) {
  t.test(
    `1,000 waiting mentions arrive whole and in order, ${links ? 'paged as Mastodon pages' : 'also where min_id is ignored'}`,
    async (t) => {
      const { channel } = channelOn(server)
      server.rules.links = links
      server.world.account('customer')
      server.world.write('ada', '@customer old', { createdAt: at(-1) })
      await channel.fetch()
      const expected = Array.from({ length: 1_000 }, (_, n) => `@customer number ${n}`)
      for (const [n, text] of expected.entries()) {
        // Many within the same second, as in a burst.
        server.world.write(`person${n % 7}`, text, { createdAt: at(Math.floor(n / 50)) })
      }
      t.same(texts(await channel.fetch()), expected)
      t.same(await channel.fetch(), [])
    },
  )
}

t.test('own posts come too, in their place, as the Channel’s own', async (t) => {
  const { channel } = channelOn(server)
  server.world.account('customer')
  const question = server.world.write('ada', '@customer When do you open?', { createdAt: at(1) })
  server.world.write('customer', '@ada At nine.', { inReplyTo: question, createdAt: at(2) })
  server.world.write('ada', '@customer Thanks', {
    inReplyTo: server.world.statuses.at(-1),
    createdAt: at(3),
  })
  const messages = written(await channel.fetch())
  t.same(texts(messages), ['@customer When do you open?', '@ada At nine.', '@customer Thanks'])
  t.same(
    messages.map(({ own = false }) => own),
    [false, true, false],
  )
  const root = messages[0]?.interaction.networkItemId
  t.same(
    messages.map(({ interaction }) => interaction.root?.rootId),
    [undefined, root, root],
    'all stand below the first',
  )
})

t.test(
  'answers under own posts come though they mention nobody, if the Customer wants',
  async (t) => {
    const { host, channel } = channelOn(server)
    const post = server.world.write('customer', 'We are hiring', { createdAt: at(1) })
    await channel.fetch()
    const answer = server.world.write('ada', 'Where?', { inReplyTo: post, createdAt: at(2) })
    t.same(texts(await channel.fetch()), [], 'not at once')
    host.clock.advance(3 * 60_000)
    const [message] = written(await channel.fetch())
    t.match(message, { interaction: { message: 'Where?', type: 'COMMENT' } })
    t.match(message?.interaction.root?.rootId, new RegExp(post.id), 'below the post')
    server.world.write('bob', 'I wonder, too', { inReplyTo: answer, createdAt: at(3) })
    host.clock.advance(3 * 60_000)
    t.ok(texts(await channel.fetch()).includes('I wonder, too'), 'and answers to answers')
    channel.channelSettings = { wholeThreads: false }
    server.world.write('eve', 'Me too', { inReplyTo: post, createdAt: at(4) })
    host.clock.advance(3 * 60_000)
    t.same(await channel.fetch(), [])
  },
)

t.test('what a status shows beside its text is said in plain text', async (t) => {
  const { channel } = channelOn(server, 'de')
  server.world.account('customer')
  server.world.media.push(
    { id: 'm1', name: 'cat.png', description: 'A cat', bytes: new Uint8Array(), processing: 0 },
    { id: 'm2', name: 'film.mp4', description: '', bytes: new Uint8Array(), processing: 0 },
  )
  const quote = server.world.write('bob', 'The sea\nis blue', { createdAt: at(1) })
  server.world.write('ada', '@customer Look', {
    createdAt: at(2),
    spoiler: 'Animals',
    mediaIds: ['m1', 'm2'],
    poll: { options: ['Yes', 'No'], multiple: true },
    quote,
    language: 'en',
  })
  const [message] = written(await channel.fetch())
  t.match(message?.interaction.message, /^\[Inhaltswarnung: Animals\]\n\n@customer Look\n\n/)
  t.match(message?.interaction.message, 'Umfrage (mehrere Antworten möglich):\n○ Yes\n○ No')
  t.match(message?.interaction.message, '[Bildbeschreibung: A cat]')
  t.match(message?.marks?.quoted, { from: `@bob@${server.domain}`, text: /^The sea/ })
  t.match(message?.interaction, {
    pictures: [{ small: /small-cat\.png$/, large: /cat\.png$/ }],
    attachments: [{ url: /film\.mp4$/, name: 'film.mp4' }],
    interactor: { picture: 'https://files.example/avatar.png' },
  })
  t.match(message?.reference, { contentWarning: 'Animals', language: 'en' })
})

t.test('an edit comes as the same message again', async (t) => {
  const { channel } = channelOn(server)
  server.world.account('customer')
  const status = server.world.write('ada', '@customer Helo', { createdAt: at(1) })
  const [first] = written(await channel.fetch())
  server.world.edit(status, '@customer Hello', at(60))
  server.world.notify('update', server.world.account('customer'), status)
  const [again] = written(await channel.fetch())
  t.equal(again?.interaction.networkItemId, first?.interaction.networkItemId)
  t.match(again, { interaction: { message: '@customer Hello' }, updatedTime: at(60) })
})

t.test('what is left of the server’s budget is kept for answers', async (t) => {
  const { host, channel } = channelOn(server)
  server.world.account('customer')
  const fetchOnce = async () =>
    await fetchMessages(channel.context(), {
      position: channel.position,
      limit: 40,
      since: at(0),
    })
  server.rules.resetAt = new Date(host.clock.now().getTime() + 120_000).toISOString()
  server.rules.remaining = 200
  t.match(await fetchOnce(), { more: false, waitMs: undefined })
  server.world.write('ada', '@customer Hi', { createdAt: at(1) })
  server.rules.remaining = 60
  t.match(await fetchOnce(), { messages: { length: 1 }, waitMs: 120_000 }, 'what came is kept')
})

t.test('an older backlog is read from the beginning that the Customer chose', async (t) => {
  const { channel } = channelOn(server)
  server.world.account('customer')
  for (let n = 0; n < 130; n++) {
    server.world.write('ada', `@customer ${n}`, { createdAt: at(n - 100) })
  }
  t.same(
    texts(await channel.fetch()),
    Array.from({ length: 30 }, (_, n) => `@customer ${n + 100}`),
  )
})

t.test(
  'listed again: what was missed, what was edited, what is gone; but no cleared notification',
  async (t) => {
    const { host, channel } = channelOn(server)
    const { world } = server
    world.account('customer')
    const [kept, edited, deleted, cleared] = ['kept', 'edited', 'deleted', 'cleared'].map(
      (text, n) => world.write('ada', `@customer ${text}`, { createdAt: at(n + 1) }),
    )
    if (!kept || !edited || !deleted || !cleared) throw new Error('not written')
    await channel.fetch()
    world.edit(edited, '@customer edited twice', at(120))
    world.delete(deleted)
    world.notifications.splice(
      world.notifications.findIndex(({ status }) => status === cleared),
      1,
    )
    const missed = world.write('bob', '@customer missed', { createdAt: at(5) })
    const list = async () => {
      host.clock.advance(10 * 60_000)
      const listed = []
      for (let cursor: unknown; ; ) {
        const request = { since: at(0), ...(cursor !== undefined && { cursor: cursor as never }) }
        const page = await listRecent(channel.context(), request)
        listed.push(...page.messages)
        t.notOk('completeSince' in page, 'nothing is concluded from what the lists lack')
        if (page.cursor === undefined) return listed
        cursor = page.cursor
      }
    }
    const listed = await list()
    t.same(texts(listed), [`@customer missed`, '@customer edited twice'])
    t.match(written(listed)[0]?.interaction.networkItemId, new RegExp(missed.id))
    const goneIn = (messages: typeof listed) =>
      messages.filter((message) => 'deletedTime' in message)
    t.same(goneIn(listed), [], 'a server may not know a status for a moment')

    // At the next look it knows one of them again.
    const [forgotten] = world.statuses.splice(world.statuses.indexOf(kept), 1)
    if (!forgotten) throw new Error('it was there')
    const gone = goneIn(await list())
    t.equal(gone.length, 1)
    t.match(gone[0], { networkItemId: new RegExp(deleted.id) })
    world.statuses.push(forgotten)
    t.match(goneIn(await list()), [{ networkItemId: new RegExp(deleted.id) }])
    world.statuses.splice(world.statuses.indexOf(forgotten), 1)
    t.equal(goneIn(await list()).length, 1, 'what was known again has to be missing twice anew')
  },
)
