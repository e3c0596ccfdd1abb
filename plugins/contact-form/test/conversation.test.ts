import type { Message, WrittenMessage } from '@hubward/plugin'
import t from 'tap'
import { startFileServer } from './file-server.ts'
import {
  begin,
  conversationPath,
  fillIn,
  get,
  PNG,
  send,
  sentByItself,
  target,
  website,
} from './website.ts'

function written(message: Message | undefined): WrittenMessage {
  if (message === undefined || !('interaction' in message)) throw new Error('no written message')
  return message
}

t.test('a visitor writes, an agent answers, the visitor answers again', async (t) => {
  const { host, channel } = website()
  const files = await startFileServer(t)
  const picture = await host.receiveFile('picture', 'broken cup.png', PNG)
  const sent = await fillIn(
    host,
    '/f/form-1',
    { name: 'Ada', email: 'Ada@Example.org', subject: 'My cup', message: 'It came\r\nbroken.' },
    [picture],
  )
  t.equal(sent.status, 303)
  const thanks = await get(host, target(sent))
  t.match(thanks.body, 'Thank you for your message')

  const [first, ...rest] = await channel.fetch()
  t.same(rest, [])
  const ticket = written(first)
  t.match(ticket.interaction, {
    message: 'It came\nbroken.\n\nE-mail: Ada@Example.org',
    pictures: [{ small: host.mediaUrl(picture.reference) }],
    interactor: { name: 'Ada', interactorId: /^visitor-.{43}$/ },
    createdTime: '2026-01-15T10:00:10.000Z',
  })
  t.same(ticket.marks, { subject: 'My cup' })
  t.notOk(ticket.interaction.root)

  const path = await conversationPath(host, sent)
  t.match((await get(host, path)).body, 'We have your message.')

  host.clock.advance(60_000)
  const published = await channel.reply({
    inReplyTo: {
      networkItemId: ticket.interaction.networkItemId,
      reference: ticket.reference ?? null,
      rootId: null,
    },
    text: 'We send a new one.',
    attachments: [
      { url: `${files.url}/label.pdf`, name: 'label.pdf', mimeType: 'application/pdf' },
    ],
  })
  t.equal(published.createdTime, '2026-01-15T10:01:10.000Z')
  const answered = (await get(host, path)).body ?? ''
  t.match(answered, 'We send a new one.')
  t.match(answered, /href="https:&?.*\/media\/[^"]+"[^>]*>label\.pdf/)
  t.notMatch(answered, 'We have your message.')

  const again = await fillIn(host, path, { message: 'Thank you!' })
  t.equal(target(again), path)
  const [second] = await channel.fetch()
  t.match(written(second).interaction, {
    message: 'Thank you!',
    root: { rootId: ticket.interaction.networkItemId },
    interactor: ticket.interaction.interactor,
  })
  const whole = (await get(host, path)).body ?? ''
  const order = ['It came\nbroken.', 'We send a new one.', 'Thank you!'].map((text) =>
    whole.indexOf(text),
  )
  t.same(
    order,
    [...order].sort((one, other) => one - other),
  )
  t.notOk(order.includes(-1))
  t.same(await channel.fetch(), [], 'the agent’s reply is no Ticket')
})

t.test('the link to a conversation is in no Ticket, and can’t be guessed from one', async (t) => {
  const { host, channel } = website()
  const path = await begin(host, { message: 'Hello', email: 'ada@example.org' })
  const token = path.split('/').at(-1) ?? ''
  t.ok(token.length >= 43)
  t.notMatch(JSON.stringify(await channel.fetch()), token)
  t.equal((await get(host, `/c/form-1/${token.slice(0, -1)}x`)).status, 404)
})

t.test('a person who gives an address is the same Interactor in every conversation', async (t) => {
  const { host, channel } = website()
  await begin(host, { message: 'One', email: 'ada@example.org' })
  await begin(host, { message: 'Two', email: 'ADA@example.org' })
  await begin(host, { message: 'Three' })
  await begin(host, { message: 'Four' })
  const ids = (await channel.fetch()).map((one) => written(one).interaction.interactor)
  t.equal(ids[0]?.interactorId, ids[1]?.interactorId)
  t.equal(new Set(ids.map((one) => one?.interactorId)).size, 3)
  t.match(ids[2], { name: 'Visitor' })
  t.notMatch(ids[0]?.interactorId, /ada@|example/i)
})

t.test('a form sent twice is one message', async (t) => {
  const { host, channel } = website()
  const page = await get(host, '/f/form-1')
  host.clock.advance(10_000)
  const fields = { ...sentByItself(page.body), message: 'Hello' }
  const [one, other] = await Promise.all([
    send(host, '/f/form-1', fields),
    send(host, '/f/form-1', fields),
  ])
  t.equal(target(one), target(other))
  t.equal((await channel.fetch()).length, 1)

  await t.test('and a changed one, sent from the same page, is lost by no means', async (t) => {
    await send(host, '/f/form-1', { ...fields, message: 'Hello, and one thing more' })
    const [late] = await channel.fetch()
    t.match(written(late).interaction, { message: 'Hello, and one thing more', root: Object })
  })
})

t.test(
  'what was stored before its push was lost is pushed when the browser tries again',
  async (t) => {
    const { host, channel } = website()
    const page = await get(host, '/f/form-1')
    host.clock.advance(10_000)
    const fields = { ...sentByItself(page.body), message: 'Hello' }
    const request = { method: 'POST', path: '/f/form-1', fields }
    await t.rejects(host.receive(request, { losePushes: true }))
    t.same(await channel.fetch(), [])
    t.equal((await host.receive(request)).status, 303)
    t.equal((await channel.fetch()).length, 1)
  },
)

t.test('the same position yields the same messages', async (t) => {
  const { host, channel } = website()
  for (const message of ['One', 'Two', 'Three']) await begin(host, { message })
  const first = await channel.fetchPage(null, 2)
  t.same(await channel.fetchPage(null, 2), first)
  t.equal(first.messages.length, 2)
  t.equal(first.more, true)
  const second = await channel.fetchPage(first.position, 2)
  t.match(second, { messages: [{ interaction: { message: 'Three' } }], more: false })
  t.same(await channel.fetchPage(second.position, 2), { ...second, messages: [] })
})

t.test('a reply is published once for its idempotency key', async (t) => {
  const { host, channel } = website()
  const path = await begin(host)
  const ticket = written((await channel.fetch())[0])
  const inReplyTo = {
    networkItemId: ticket.interaction.networkItemId,
    reference: ticket.reference ?? null,
    rootId: null,
  }
  const reply = { inReplyTo, text: 'Only once', idempotencyKey: 'key-7' }
  t.same(await channel.findReply(reply), { outcome: 'absent' })
  const [one, other] = await Promise.all([channel.reply(reply), channel.reply(reply)])
  host.clock.advance(60_000)
  t.same(one, other)
  t.same(await channel.reply(reply), one)
  t.same(await channel.findReply(reply), { outcome: 'found', reply: one })
  t.equal((await get(host, path)).body?.split('Only once').length, 2)

  await channel.reply({ ...reply, idempotencyKey: 'key-8' })
  t.equal((await get(host, path)).body?.split('Only once').length, 3)
})

t.test('a reply that can’t be published says why, and publishes nothing', async (t) => {
  const { host, channel } = website()
  const files = await startFileServer(t)
  const path = await begin(host)
  const ticket = written((await channel.fetch())[0])
  const inReplyTo = {
    networkItemId: ticket.interaction.networkItemId,
    reference: ticket.reference ?? null,
    rootId: null,
  }
  await t.rejects(
    channel.reply({ inReplyTo, text: 'With it', attachments: [{ url: `${files.url}/gone` }] }),
    { code: 'invalid', effect: 'none', sentence: { en: /could not be fetched/ } },
  )
  await t.rejects(
    channel.reply({ inReplyTo, text: 'With it', attachments: [{ url: `${files.url}/huge` }] }),
    { code: 'invalid', effect: 'none', sentence: { en: /too large/ } },
  )
  await t.rejects(
    channel.reply({ inReplyTo: { ...inReplyTo, reference: { conversation: 'other' } } }),
    { code: 'not-found', effect: 'none' },
  )
  t.notMatch((await get(host, path)).body, 'With it')
})
