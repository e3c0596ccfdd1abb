import fastify from 'fastify'
import t from 'tap'
import { answering, at, channelOn, texts } from './fixtures/channel.ts'
import { type StubServer, startStubServer } from './fixtures/server.ts'

let server: StubServer
t.beforeEach(async () => {
  server = await startStubServer()
  server.world.account('customer')
})
t.afterEach(() => server.close())

async function asked(question = '@customer When?', given = {}) {
  const { host, channel } = channelOn(server)
  server.world.write('ada', question, { createdAt: at(1), ...given })
  const inReplyTo = answering(await channel.fetch(), question)
  return { host, channel, inReplyTo, latest: () => server.world.statuses.at(-1) }
}

t.test(
  'an answer mentions whom it answers and keeps visibility, warning and language',
  async (t) => {
    const { channel, inReplyTo, latest } = await asked('@customer Psst', {
      visibility: 'private',
      spoiler: 'Food',
      language: 'de',
    })
    const published = await channel.reply({ inReplyTo, text: 'At noon.', option: 'same' })
    t.match(latest(), {
      text: '@ada At noon.',
      visibility: 'private',
      spoiler: 'Food',
      language: 'de',
      inReplyTo: { text: '@customer Psst' },
    })
    t.match(published, { networkItemId: new RegExp(latest()?.id ?? ''), url: /@customer/ })
    await channel.reply({
      inReplyTo,
      text: 'Hi @ada, at one.',
      option: 'direct',
      idempotencyKey: 'k',
    })
    t.match(latest(), { text: 'Hi @ada, at one.', visibility: 'direct' }, 'nobody is named twice')
  },
)

t.test('an answer below an own post goes on speaking to those whom it spoke to', async (t) => {
  const { channel, inReplyTo, latest } = await asked()
  await channel.reply({ inReplyTo, text: 'Soon.' })
  const own = answering(await channel.fetch(), 'Soon.')
  await channel.reply({ inReplyTo: own, text: 'At two, to be exact.', idempotencyKey: 'k' })
  t.equal(latest()?.text, '@ada At two, to be exact.')
})

t.test('what is too long is refused before sending, with both numbers', async (t) => {
  server.rules.maxCharacters = 30
  const { channel, inReplyTo, latest } = await asked()
  const before = latest()
  await t.rejects(channel.reply({ inReplyTo, text: 'x'.repeat(26) }), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /has 31 characters; 127\S+ takes at most 30/, de: /31.*30/, fr: /31.*30/ },
  })
  t.equal(latest(), before)
  await channel.reply({ inReplyTo, text: `https://example.org/${'x'.repeat(90)}` })
  t.match(latest()?.text, /^@ada https/, 'an address counts 23')
})

t.test('an attachment is brought over and awaited; its name is no description', async (t) => {
  const files = fastify()
  files.get('/cat.png', (_request, reply) => reply.type('image/png').send(Buffer.from('a cat')))
  const url = await files.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => files.close())
  server.rules.processing = 2
  const { channel, inReplyTo, latest } = await asked()
  const attachment = (path: string) => ({
    url: `${url}/${path}`.replace('http:', 'https:'),
    name: 'cat.png',
    mimeType: 'image/png',
  })
  // The contract knows https only; the test's file server has no certificate.
  const http = channel.context().http.extend({
    hooks: {
      beforeRequest: [
        (options) => {
          const to = new URL(String(options.url))
          if (to.port === new URL(url).port) to.protocol = 'http:'
          options.url = to
        },
      ],
    },
  })
  const { reply } = await import('../src/reply.ts')
  const wanted = { actionId: 'reply', option: null, idempotencyKey: 'k', inReplyTo, text: 'Look' }
  const context = { ...channel.context(), http }
  await reply(context, { ...wanted, attachments: [attachment('cat.png')] })
  const [media] = server.world.media
  t.match(media, { name: 'cat.png', description: '', processing: 0 })
  t.equal(Buffer.from(media?.bytes ?? []).toString(), 'a cat')
  t.same(latest()?.mediaIds, [media?.id])
  const before = latest()
  await t.rejects(reply(context, { ...wanted, attachments: [attachment('gone.png')] }), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /could not be fetched/ },
  })
  const zip = { ...attachment('cat.png'), mimeType: 'application/zip' }
  await t.rejects(reply(context, { ...wanted, attachments: [zip] }), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /does not take this attachment/ },
  })
  t.equal(latest(), before, 'nothing was published')
})

for (const keys of [true, false]) {
  t.test(
    `an answer of unknown outcome is looked for, ${keys ? 'with' : 'without'} keys`,
    async (t) => {
      server.rules.keys = keys
      const { host, channel, inReplyTo } = await asked()
      const wanted = { inReplyTo, text: 'At noon 👍 – see https://example.org/' }
      server.fail({ method: 'POST', path: '/api/v1/statuses', status: 503 })
      await t.rejects(channel.reply(wanted), { message: /503/ })
      if (!keys) {
        await t.rejects(
          channel.findReply(wanted),
          { code: 'unavailable' },
          'it may still be at work',
        )
      }
      const sought = { ...wanted, attemptedTime: host.clock.now().toISOString() }
      host.clock.advance(60_000)
      const find = async () =>
        (await import('../src/reply.ts')).findReply(channel.context(), {
          actionId: 'reply',
          attachments: [],
          option: null,
          idempotencyKey: 'key-1',
          ...sought,
        })
      t.same(await find(), { outcome: 'absent' })
      server.fail({ method: 'POST', path: '/api/v1/statuses', breakAfterEffect: true })
      await t.rejects(channel.reply(wanted))
      t.match(await find(), { outcome: 'found', reply: { networkItemId: /statuses/ } })
      server.world.delete(server.world.statuses[0] ?? server.world.write('x', 'x'))
      t.match(await find(), { outcome: 'found' }, 'also when what it answers is gone')
    },
  )
}

t.test('buttons and deleting do no harm when repeated', async (t) => {
  const { channel, inReplyTo, latest } = await asked()
  const status = latest()
  for (const action of ['favourite', 'boost', 'bookmark']) {
    await channel.perform(action, inReplyTo)
    await channel.perform(action, inReplyTo)
  }
  t.same([...(status?.favouritedBy ?? [])], ['customer'])
  t.same([...(status?.rebloggedBy ?? [])], ['customer'])
  t.same([...(status?.bookmarkedBy ?? [])], ['customer'])
  await t.rejects(channel.perform('delete', inReplyTo), {
    code: 'rejected',
    sentence: { en: /your own/ },
  })
  await channel.reply({ inReplyTo, text: 'Oops' })
  const own = answering(await channel.fetch(), 'Oops')
  await channel.perform('delete', own)
  await channel.perform('delete', own)
  t.same(server.world.statuses, [status])
})

t.test('every refusal is a sentence that someone can act on', async (t) => {
  const { host, channel, inReplyTo } = await asked()
  const post = { method: 'POST', path: '/api/v1/statuses' }
  for (const [status, error, code, sentence] of [
    [404, 'Record not found', 'not-found', undefined],
    [401, 'The access token was revoked', 'authentication', undefined],
    [403, 'Your login is currently disabled', 'authentication', /suspended or disabled/],
    [403, 'This action is outside the authorized scopes', 'authentication', /permission/],
    [403, 'You are blocked by this user', 'rejected', /blocked/],
    [403, 'This action is not allowed', 'rejected', /limited/],
    [422, 'Validation failed: Text character limit of 500 exceeded', 'invalid', /longer than/],
    [422, 'Validation failed: File content type is invalid', 'invalid', /attachment/],
    [503, 'down', 'unavailable', undefined],
  ] as const) {
    server.fail({ ...post, status, body: { error } })
    await t.rejects(
      channel.reply({ inReplyTo, text: 'Hello' }),
      { code, ...(sentence && { sentence: { en: sentence, de: /./, fr: /./ } }) },
      error,
    )
  }
  const reset = new Date(host.clock.now().getTime() + 90_000).toISOString()
  server.fail({ ...post, status: 429, body: {}, headers: { 'x-ratelimit-reset': reset } })
  await t.rejects(channel.reply({ inReplyTo, text: 'Hello' }), {
    code: 'rate-limited',
    retryAfterMs: 90_000,
  })
  server.fail({ path: '/api/v1/notifications', status: 200, body: '<html>' })
  await t.rejects(channel.fetch(), { code: 'unavailable', message: /not what Mastodon's API/ })
})

t.test('the token is given back with the app that got it', async (t) => {
  const { channel } = await asked()
  const { default: mastodon } = await import('../src/index.ts')
  t.ok(server.tokens.has(channel.credentials.accessToken))
  await mastodon.revoke?.(channel.context())
  t.notOk(server.tokens.has(channel.credentials.accessToken))
  await t.rejects(channel.fetch(), { code: 'authentication' })
  t.same(texts([]), [])
})
