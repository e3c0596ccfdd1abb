import type { PluginError, WrittenMessage } from '@hubward/plugin'
import { proves } from '@hubward/testkit'
import t, { type Test } from 'tap'
import { parseMail, readableTexts } from '../src/parse-mail.ts'
import { serveFile } from './fixtures/file.ts'
import { aMailbox } from './fixtures/host.ts'
import { ADDRESS, aMail, refuseCommand, startMailServers } from './fixtures/servers.ts'

t.setTimeout(300_000)

async function asked(
  test: Test,
  headers: Readonly<Record<string, string>> = {},
  settings: Parameters<typeof aMailbox>[1] = {},
) {
  const mail = await startMailServers()
  test.teardown(() => mail.close())
  const { channel, host } = aMailbox(mail, settings)
  mail.deliver(
    aMail('Where is it?', { headers: { 'Message-ID': '<q@customer.example>', ...headers } }),
  )
  const [message] = (await channel.fetch()) as WrittenMessage[]
  if (!message) throw new Error('there is no question')
  const { networkItemId, root } = message.interaction
  const reply = {
    inReplyTo: {
      networkItemId,
      reference: message.reference ?? null,
      rootId: root?.rootId ?? null,
    },
    actionId: 'reply',
    option: 'sender',
    text: 'On its way.\n\nBest <wishes>',
    idempotencyKey: 'key-1',
  }
  return { mail, channel, host, reply }
}

const last = (raw: string) => parseMail(Buffer.from(raw))

t.test('an answer stands in the thread of its question, as text and HTML', async (t) => {
  const { mail, channel, reply } = await asked(
    t,
    { References: '<first@customer.example>' },
    { signature: 'Shop' },
  )
  const published = await channel.reply(reply)
  t.equal(mail.taken.length, 1)
  const [{ raw, to } = { raw: '', to: [] }] = mail.taken
  t.same(to, ['ada@customer.example'])
  const parsed = await last(raw)
  t.match(parsed, {
    subject: 'Re: Question',
    inReplyTo: 'q@customer.example',
    references: ['first@customer.example', 'q@customer.example'],
    from: { address: ADDRESS },
  })
  t.equal(published.networkItemId, parsed?.messageId)
  const texts = parsed ? readableTexts(parsed).map(({ text }) => text.replaceAll('\r', '')) : []
  t.same(
    texts.map((text) => text.trim()),
    ['On its way.\n\nBest <wishes>\n\n-- \nShop'],
  )
  t.match(raw, /multipart\/alternative/)
  t.match(parsed?.texts.find(({ kind }) => kind === 'html')?.text, /Best &lt;wishes&gt;/)
})

t.test('the copy is filed once, and the question is marked as answered', async (t) => {
  const { mail, channel, reply } = await asked(t)
  const { networkItemId } = await channel.reply(reply)
  t.equal(mail.sent.messages.length, 1)
  t.match(mail.inbox.messages[0]?.flags, ['\\Answered', '\\Seen'])
  const [own] = (await channel.fetch()) as WrittenMessage[]
  t.match(own, { own: true, interaction: { networkItemId } })
})

t.test('an answer to all goes to everybody whom the mail names, and to nobody twice', async (t) => {
  const { mail, channel, reply } = await asked(t, {
    To: `${ADDRESS}, Bob <bob@customer.example>, ADA@customer.example`,
    Cc: 'carol@customer.example, bob@customer.example',
  })
  await channel.reply({ ...reply, option: 'all' })
  t.same(mail.taken[0]?.to, [
    'ada@customer.example',
    'bob@customer.example',
    'carol@customer.example',
  ])
})

t.test('an attachment goes along', async (t) => {
  proves(t, { network: 'email', capabilities: ['attachment'], by: 'documentation' })
  const file = await serveFile(t, Buffer.from('%PDF-'), 'application/pdf')
  const { mail, channel, reply } = await asked(t)
  const attachments = [{ url: file.url, name: 'Rechnung Ä.pdf', mimeType: 'application/pdf' }]
  await channel.reply({ ...reply, attachments })
  t.match((await last(mail.taken[0]?.raw ?? ''))?.files, [
    { name: 'Rechnung Ä.pdf', mimeType: 'application/pdf', sizeBytes: 5 },
  ])
})

t.test('no header can be written by what somebody wrote', async (t) => {
  const { mail, channel, reply } = await asked(t, {
    Subject: '=?utf-8?Q?Hello=0D=0ABcc:_eve@evil.example?=',
    From: '=?utf-8?Q?Ada=0D=0ABcc:_eve@evil.example?= <ada@customer.example>',
  })
  await channel.reply(reply)
  const [{ raw, to } = { raw: '', to: [] }] = mail.taken
  t.same(to, ['ada@customer.example'])
  t.notMatch(raw, /^bcc:/im)
})

t.test('what the server refuses is said in its words, and was certainly not sent', async (t) => {
  const { mail, channel, reply } = await asked(t, { Cc: 'bob@customer.example' })
  const refusal = (message: string, responseCode: number) =>
    Object.assign(new Error(message), { responseCode })
  mail.refuse.recipient = (address) =>
    address.startsWith('bob') ? refusal('5.1.1 no such user', 550) : undefined
  await t.rejects(channel.reply({ ...reply, option: 'all' }), {
    code: 'rejected',
    effect: 'none',
    sentence: { en: /refuses the recipient.*5\.1\.1 no such user/ },
  })
  t.equal(mail.taken.length, 0, 'nobody got it')
  mail.refuse.recipient = () => refusal('5.1.1 <bob@customer.example> unknown', 550)
  const refused = await channel.reply(reply).catch((thrown: PluginError) => thrown)
  t.match(refused, { message: /\(recipient\): 550 5\.1\.1$/ }, 'no address gets into a log')
  t.same(await channel.findReply(reply), { outcome: 'absent' })
  mail.refuse.recipient = () => undefined
  mail.refuse.mail = () => refusal('5.7.1 looks like spam', 554)
  await t.rejects(channel.reply(reply), { code: 'rejected', sentence: { en: /for spam/ } })
  mail.refuse.mail = () => refusal('4.7.1 greylisted', 451)
  await t.rejects(channel.reply(reply), { code: 'unavailable', effect: 'none' })
  mail.refuse.mail = () => undefined
  t.ok(await channel.reply(reply), 'the same answer can be sent then')
  t.equal(mail.taken.length, 1)
})

t.test('after the text has gone out nobody says that it was not sent', async (t) => {
  const { mail, channel, reply } = await asked(t)
  mail.refuse.mail = () => {
    mail.breakSmtp()
    return undefined
  }
  await t.rejects(channel.reply(reply), { code: 'unavailable', effect: 'unknown' })
  mail.refuse.mail = () => undefined
  t.same(await channel.findReply(reply), { outcome: 'unknown' })
  const again = { code: 'unavailable', effect: 'unknown' }
  await t.rejects(channel.reply(reply), again, 'and nothing is sent again')
})

t.test('what a program wrote that would answer is not answered', async (t) => {
  const { mail, channel, reply } = await asked(
    t,
    { 'Auto-Submitted': 'auto-replied' },
    { automaticMail: true },
  )
  await t.rejects(channel.reply(reply), { code: 'rejected', sentence: { en: /Nobody reads/ } })
  t.equal(mail.taken.length, 0)
})

t.test('an answer to a list goes to its writer and not to the list', async (t) => {
  const { mail, channel, reply } = await asked(
    t,
    {
      'List-Id': '<talk.example>',
      'List-Post': '<mailto:talk@lists.example>',
      'Reply-To': 'talk@lists.example',
    },
    { mailingLists: true },
  )
  await channel.reply(reply)
  t.same(mail.taken[0]?.to, ['ada@customer.example'])
})

t.test('an answer goes to whoever may be meant, and never to the mailbox itself', async (t) => {
  const { mail, channel, reply } = await asked(t, { 'Reply-To': ADDRESS })
  await channel.reply(reply)
  t.same(mail.taken[0]?.to, ['ada@customer.example'])
  const [own] = (await channel.fetch()) as WrittenMessage[]
  const { networkItemId = '' } = own?.interaction ?? {}
  const inReplyTo = { networkItemId, reference: own?.reference ?? null, rootId: null }
  await channel.reply({ ...reply, inReplyTo, idempotencyKey: 'key-2' })
  t.same(mail.taken[1]?.to, ['ada@customer.example'], 'an answer to our own mail goes on')
})

t.test('a mail is marked as read and moved, and doing so twice harms nothing', async (t) => {
  const { mail, channel, reply } = await asked(t)
  for (let times = 0; times < 2; times++) await channel.perform('seen', reply.inReplyTo)
  t.ok(mail.inbox.messages[0]?.flags.includes('\\Seen'))
  for (let times = 0; times < 2; times++) await channel.perform('move', reply.inReplyTo)
  t.equal(mail.inbox.messages.length, 0)
  t.equal(mail.imap.getMailbox('Archive').messages.length, 1)
  t.same(await channel.fetch(), [])
})

t.test('what the server refuses to do with a mail is not called done', async (t) => {
  const { mail, channel, reply } = await asked(t)
  refuseCommand(mail, 'UID STORE')
  await t.rejects(channel.perform('seen', reply.inReplyTo), {
    code: 'rejected',
    sentence: { en: /marked as read/, de: /gelesen/, fr: /lu/ },
  })
  refuseCommand(mail, 'UID MOVE')
  await t.rejects(channel.perform('move', reply.inReplyTo), {
    code: 'rejected',
    sentence: { en: /be moved/, de: /verschieben/, fr: /déplacer/ },
  })
  t.equal(mail.inbox.messages.length, 1)
})

t.test('a folder that is not there is named', async (t) => {
  const { channel, reply } = await asked(t, {}, { doneFolder: 'Done' })
  await t.rejects(channel.perform('move', reply.inReplyTo), {
    code: 'rejected',
    sentence: { en: /no folder “Done”/ },
  })
})

t.test('a connection that is held hears of mail at once', async (t) => {
  const { mail, channel } = await asked(t)
  const stop = new AbortController()
  let rung = 0
  let heard = () => undefined
  const rings = async (count: number) => {
    while (rung < count) {
      await new Promise<void>((resolve) => {
        heard = () => resolve() as undefined
      })
    }
  }
  const listening = channel.listen(stop.signal, () => {
    rung++
    heard()
  })
  await rings(1)
  mail.deliver(aMail('heard'))
  await rings(2)
  const [message] = (await channel.fetch()) as WrittenMessage[]
  t.equal(message?.interaction.message, 'heard')
  stop.abort()
  await listening
})
