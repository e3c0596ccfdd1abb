import type { MailState, Message, VisitorMail, WrittenMessage } from '@hubward/plugin'
import fastify from 'fastify'
import t from 'tap'
import { conversationIdOf } from '../src/conversation.ts'
import { begin, fillIn, get, PNG, send, sentByItself, target, website } from './website.ts'

function written(message: Message | undefined): WrittenMessage {
  if (message === undefined || !('interaction' in message)) throw new Error('no written message')
  return message
}

/** A form whose operator sends mail, and what its host says of every address. */
function mailing(settings: Parameters<typeof website>[0] = {}) {
  const says: { state: MailState } = { state: 'unconfirmed' }
  return { ...website(settings, {}, () => says.state), says }
}

const FIELDS = { name: 'Ada', subject: 'My cup', message: 'It broke.', email: 'Ada@Example.org' }

/** What an agent answers to a Ticket. */
function replyTo(ticket: WrittenMessage, text = 'We send a new one.') {
  const { networkItemId } = ticket.interaction
  return { inReplyTo: { networkItemId, reference: ticket.reference ?? null, rootId: null }, text }
}

t.test(
  'an answer names a mail with the link, and nothing that was typed where all read it',
  async (t) => {
    const { host, channel } = mailing({
      mailSender: 'Cup  Shop',
      mailClosing: 'Cup GmbH',
      language: 'de',
    })
    const path = await begin(host, FIELDS)
    const [first] = await channel.fetch()
    const published = await channel.reply(replyTo(written(first)))
    const mail = published.mail as VisitorMail
    t.match(mail, {
      to: 'Ada@Example.org',
      text: 'We send a new one.',
      url: `https://host.test/p/contact-form${path}`,
      language: 'de',
      sender: { name: 'Cup Shop', closing: 'Cup GmbH' },
      typedBy: /^.{43}$/,
    })
    t.equal(mail.about[0], written(first).interaction.interactor?.interactorId)
    const { to: _, ...rest } = mail
    t.notMatch(JSON.stringify(rest), /Ada@|"Ada"|My cup|It broke|203\.0\.113/)
    const again = await channel.reply({
      ...replyTo(written(first), 'And a label.'),
      idempotencyKey: 'another',
    })
    t.not(again.mail?.key, mail.key, 'each answer has a mail of its own')
  },
)

t.test('a Ticket says that an address is not confirmed, and whose it is once it is', async (t) => {
  const { host, channel, says } = mailing()
  const path = await begin(host, FIELDS)
  await begin(host, { ...FIELDS, message: 'Somebody else typed it.' })
  const [typed, byAnother] = (await channel.fetch()).map(written)
  t.match(typed?.marks, { subject: 'My cup', unconfirmed: true })
  t.equal(
    typed?.interaction.interactor?.interactorId,
    byAnother?.interaction.interactor?.interactorId,
  )

  says.state = 'confirmed'
  await fillIn(host, path, { message: 'Thank you!' })
  const [confirmed] = (await channel.fetch()).map(written)
  t.notOk(confirmed?.marks)
  t.not(
    confirmed?.interaction.interactor?.interactorId,
    typed?.interaction.interactor?.interactorId,
    'nobody becomes the owner of an address by typing it',
  )
  const { mail } = await channel.reply(replyTo(confirmed as WrittenMessage))
  t.same(
    mail?.about,
    [typed, confirmed].map((ticket) => ticket?.interaction.interactor?.interactorId),
    'the host learns that both are one person',
  )
})

t.test('a former host that says “off” sends no mail', async (t) => {
  const { host, channel } = website({}, {}, () => 'off' as MailState)
  const sent = await fillIn(host, '/f/form-1', FIELDS)
  t.notMatch((await get(host, target(sent))).body, /confirm/, 'none is promised')
  t.equal(written((await channel.fetch())[0]).marks?.unconfirmed, undefined)
})

t.test('where no mail is sent, everything is as it was', async (t) => {
  for (const { host, channel } of [website(), mailing({ answersByMail: false })]) {
    const sent = await fillIn(host, '/f/form-1', FIELDS)
    t.notMatch((await get(host, target(sent))).body, /confirm/)
    t.equal(written((await channel.fetch())[0]).marks?.unconfirmed, undefined)
    t.notMatch((await get(host, '/f/form-1')).body, '/f/form-1/link')
    t.equal((await get(host, '/f/form-1/link')).status, 404)
  }
  const { host, channel } = mailing({ answersByMail: false })
  await begin(host, FIELDS)
  const { mail } = await channel.reply(replyTo(written((await channel.fetch())[0])))
  t.equal(mail, undefined)
  const nameless = mailing()
  await begin(nameless.host, { message: 'Hello' })
  const [ticket] = await nameless.channel.fetch()
  t.equal((await nameless.channel.reply(replyTo(written(ticket)))).mail, undefined)
})

t.test('an address is one that mail servers take', async (t) => {
  const { host } = mailing()
  for (const email of [
    'a@example.org#1',
    'a@example.org/1',
    'a@example.org?1',
    'a@ex%61mple.org',
    `${'a'.repeat(65)}@example.org`,
  ]) {
    t.equal((await fillIn(host, '/f/form-1', { ...FIELDS, email })).status, 422, email)
  }
  const longest = { ...FIELDS, email: `${'a'.repeat(64)}@example.org` }
  t.equal((await fillIn(host, '/f/form-1', longest)).status, 303)
})

t.test('a visitor is told that a mail will come', async (t) => {
  const { host } = mailing()
  const sent = await fillIn(host, '/f/form-1', FIELDS)
  t.match((await get(host, target(sent))).body, 'We also write to your e-mail address')
  const other = await fillIn(host, '/f/form-1', { message: 'Hello' })
  t.notMatch((await get(host, target(other))).body, 'We also write')
})

t.test('a mail that did not arrive is a Ticket in the thread, once', async (t) => {
  const { host, channel } = mailing()
  await begin(host, FIELDS)
  const [ticket] = (await channel.fetch()).map(written)
  const { mail } = await channel.reply(replyTo(ticket as WrittenMessage))
  const trouble = { key: mail?.key ?? '', reason: '550 no such user', note: mail?.note ?? null }
  for (const mailTrouble of ['bounced', 'bounced', 'unknown']) {
    channel.pushes.append({ ...trouble, mailTrouble }, host.clock.now().toISOString())
  }
  channel.pushes.append({ ...trouble, mailTrouble: 'failed', note: { conversation: 'gone' } }, '')
  const [bounced, unknown, ...rest] = (await channel.fetch()).map(written)
  t.same(rest, [])
  t.match(bounced?.interaction, {
    message: /came back.*\n\n550 no such user$/s,
    root: { rootId: ticket?.interaction.networkItemId },
    interactor: { name: 'Mail delivery' },
  })
  t.match(unknown?.interaction.message, 'Nobody knows')
  const answered = await channel.reply(replyTo(bounced as WrittenMessage, 'Another try'))
  t.ok(answered.networkItemId, 'it can be answered like any other of the thread')
})

t.test('a lost link is asked for by mail, and the page tells nobody who is known', async (t) => {
  // Whoever types somebody's address begins conversations that nobody confirms.
  const byOthers = new Set<string>()
  const { host } = website({}, {}, ({ thread }) =>
    byOthers.has(thread) ? 'unconfirmed' : 'confirmed',
  )
  t.match((await get(host, '/f/form-1')).body, '/f/form-1/link')
  t.notMatch((await get(host, '/e/form-1')).body, '/f/form-1/link')
  const paths: string[] = []
  for (let number = 0; number < 5; number += 1) {
    paths.push(await begin(host, { ...FIELDS, message: `Number ${number}` }))
    host.clock.advance(60_000)
  }
  for (let number = 0; number < 4; number += 1) {
    const path = await begin(host, { ...FIELDS, message: 'By somebody else' })
    byOthers.add(conversationIdOf(path.split('/').at(-1) ?? ''))
    host.clock.advance(60_000)
  }
  t.match((await get(host, '/f/form-1/link')).body, '<label for="email">')
  const unknown = await send(host, '/f/form-1/link', { email: 'nobody@example.org' })
  t.same(host.mails, [])
  const known = await send(host, '/f/form-1/link', { email: ' ada@example.org' })
  t.equal(known.body, unknown.body)
  const first = [...host.mails]
  t.same(
    first.map(({ mail: { url, text } }) => [url, text]),
    paths
      .toReversed()
      .slice(0, 3)
      .map((path) => [`https://host.test/p/contact-form${path}`, undefined]),
    'the newest three that are the address owner’s',
  )
  await send(host, '/f/form-1/link', { email: 'ADA@example.org' })
  t.same(
    host.mails.slice(3).map(({ mail }) => mail.key),
    first.map(({ mail }) => mail.key),
    'the same mails, which the host sends once',
  )
  const wrong = await send(host, '/f/form-1/link', { email: 'nobody' })
  t.equal(wrong.status, 422)
  t.match(wrong.body, /aria-invalid="true"|aria-describedby/)
  let last = wrong
  for (let times = 0; times < 30; times += 1) {
    last = await send(host, '/f/form-1/link', { email: `guess-${times}@example.org` })
  }
  t.equal(last.status, 429)
})

t.test('a visitor erases a conversation, and a second try tells the same', async (t) => {
  const { host, channel } = mailing()
  const picture = await host.receiveFile('picture', 'cup.png', PNG)
  const sent = await fillIn(host, '/f/form-1', FIELDS, [picture])
  const thanks = await get(host, target(sent))
  const path = /contact-form(\/c\/form-1\/[^"]+)"/.exec(thanks.body ?? '')?.[1] ?? ''
  const [ticket] = (await channel.fetch()).map(written)
  await channel.reply(replyTo(ticket as WrittenMessage))
  t.match((await get(host, path)).body, `${path}/erase`)
  t.match((await get(host, `${path}/erase`)).body, 'Erase for good')
  t.match((await get(host, path)).body, 'It broke.', 'looking erases nothing')

  const erased = await send(host, `${path}/erase`, {})
  t.match(erased.body, 'Your conversation is erased')
  t.match(host.forgotten, [{ networkId: 'form-1', files: [picture.reference] }])
  const again = await send(host, `${path}/erase`, {})
  t.equal(again.body, erased.body)
  t.same(host.forgotten[1], host.forgotten[0])
  t.equal((await get(host, path)).status, 404)
  t.equal((await get(host, `${path}/erase`)).status, 404)
  const [gone, ...rest] = await channel.fetch()
  t.same(rest, [])
  t.match(gone, { networkItemId: ticket?.interaction.networkItemId, deletedTime: /^2026/ })
  const kept = await channel.store.list('')
  t.same(
    kept.map(({ key }) => key.split('/')[0]),
    ['erased'],
  )
  t.notMatch(JSON.stringify(kept), /Ada@|My cup|It broke|example\.org/)
  await send(host, '/f/form-1/link', { email: FIELDS.email })
  t.same(host.mails, [])
})

t.test('what is on its way while a conversation is erased does not come back', async (t) => {
  const { host, channel } = mailing()
  const page = await get(host, '/f/form-1')
  host.clock.advance(10_000)
  const fields = { ...sentByItself(page.body), ...FIELDS }
  const thanks = await get(host, target(await send(host, '/f/form-1', fields)))
  const path = /contact-form(\/c\/form-1\/[^"]+)"/.exec(thanks.body ?? '')?.[1] ?? ''
  const [ticket] = (await channel.fetch()).map(written)

  // The visitor erases it while the agent's attachment is being copied.
  const files = fastify({ forceCloseConnections: true })
  files.get('/label.pdf', async (_request, reply) => {
    await send(host, `${path}/erase`, {})
    return reply.type('application/pdf').send('%PDF-1.7')
  })
  const url = await files.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => files.close())
  const answer = {
    ...replyTo(ticket as WrittenMessage),
    attachments: [{ url: `${url}/label.pdf` }],
    idempotencyKey: 'late',
  }
  await t.rejects(channel.reply(answer), { code: 'not-found' })
  t.same(await channel.findReply(answer), { outcome: 'absent' })
  const left = async () => (await channel.store.list('')).map(({ key }) => key.split('/')[0])
  t.same(await left(), ['erased'])

  const resent = await send(host, '/f/form-1', fields)
  t.equal(resent.status, 422, 'the same form again begins nothing')
  t.match(resent.body, 'It broke.')
  t.same(await left(), ['erased'])
  host.clock.advance(10_000)
  const afresh = await send(host, '/f/form-1', { ...fields, ...sentByItself(resent.body) })
  t.equal(afresh.status, 303, 'its new token does')
  t.not(target(afresh).split('/').at(-1), path.split('/').at(-1))
})
