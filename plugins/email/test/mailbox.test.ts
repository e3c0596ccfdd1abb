import type { WrittenMessage } from '@hubward/plugin'
import t, { type Test } from 'tap'
import { aMailbox } from './fixtures/host.ts'
import {
  ADDRESS,
  aMail,
  type MailServers,
  refuseCommand,
  startMailServers,
} from './fixtures/servers.ts'

t.setTimeout(300_000)

async function servers(test: Test): Promise<MailServers> {
  const started = await startMailServers()
  test.teardown(() => started.close())
  return started
}

function texts(messages: readonly object[]): readonly string[] {
  return (messages as WrittenMessage[]).map(({ interaction }) => interaction.message ?? '')
}

t.test('a first fetch takes new mail only, and then what comes', async (t) => {
  const mail = await servers(t)
  mail.deliver(aMail('old'), new Date(Date.now() - 3_600_000))
  const { channel } = aMailbox(mail)
  mail.deliver(aMail('new'))
  t.same(texts(await channel.fetch()), ['new'])
  mail.deliver(aMail('newer'))
  t.same(texts(await channel.fetch()), ['newer'])
  t.same(await channel.fetch(), [])
})

t.test('junk, deleted mail and mail moved here from before are passed', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  await channel.fetch()
  mail.deliver(aMail('spam'), new Date(), mail.imap.getMailbox('Junk'))
  mail.imap.appendMessage(mail.inbox, ['\\Deleted'], new Date(), aMail('deleted'))
  mail.deliver(aMail('moved'), new Date(Date.now() - 7 * 86_400_000))
  mail.deliver(aMail('mail'))
  t.same(texts(await channel.fetch()), ['mail'])
})

t.test(
  'when all is renumbered nothing comes under another id, and nothing is missed',
  async (t) => {
    const mail = await servers(t)
    const { channel } = aMailbox(mail)
    for (const text of ['one', 'two', 'three']) mail.deliver(aMail(text))
    const before = (await channel.fetch()) as WrittenMessage[]
    mail.inbox.uidvalidity += 1
    for (const [index, message] of mail.inbox.messages.entries()) message.uid = 40 - index
    mail.inbox.uidnext = 60
    mail.deliver(aMail('four'))
    const after = (await channel.fetch()) as WrittenMessage[]
    const known = new Set(before.map(({ interaction }) => interaction.networkItemId))
    const fresh = after.filter(({ interaction }) => !known.has(interaction.networkItemId))
    t.same(texts(fresh), ['four'])
    t.equal(after.length, 4, 'what is known is brought once more, and the host drops it')
    t.same(await channel.fetch(), [])
  },
)

t.test(
  'mail from before the Channel that is renumbered, and seems to arrive now, stays out',
  async (t) => {
    const mail = await servers(t)
    const { channel } = aMailbox(mail)
    mail.deliver(aMail('known'))
    await channel.fetch()
    mail.inbox.uidvalidity += 1
    mail.deliver(aMail('from last year', { time: new Date(Date.now() - 365 * 86_400_000) }))
    t.same(texts(await channel.fetch()), ['known'])
    mail.deliver(aMail('with a wrong clock', { time: new Date(0) }))
    t.same(texts(await channel.fetch()), ['with a wrong clock'])
  },
)

t.test('what is sent with another program is the Channel’s own, in its thread', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  mail.deliver(aMail('question', { headers: { 'Message-ID': '<q@customer.example>' } }))
  const headers = { 'In-Reply-To': '<q@customer.example>', To: 'ada@customer.example' }
  mail.deliver(aMail('answer', { headers, from: ADDRESS }), new Date(), mail.sent)
  const [question, answer] = (await channel.fetch()) as WrittenMessage[]
  t.equal(question?.own, undefined)
  t.match(answer, {
    own: true,
    interaction: {
      root: { rootId: 'q@customer.example' },
      interactor: { interactorId: ADDRESS },
    },
    marks: { to: ['ada@customer.example'] },
  })
  const form = aMail('from a form', {
    from: ADDRESS,
    headers: { 'Reply-To': 'eve@customer.example' },
  })
  mail.deliver(form)
  const [visitor] = (await channel.fetch()) as WrittenMessage[]
  t.equal(visitor?.own, undefined, 'a contact form writes in the name of the mailbox')
  t.match(visitor?.interaction.message, /Answers go to: eve@customer\.example/)
})

t.test('an answer that names one mail only stays in the thread', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  const id = (name: string) => ({ 'Message-ID': `<${name}@a.example>` })
  mail.deliver(aMail('one', { headers: id('first') }))
  mail.deliver(aMail('two', { headers: { ...id('second'), 'In-Reply-To': '<first@a.example>' } }))
  mail.deliver(aMail('three', { headers: { ...id('third'), 'In-Reply-To': '<second@a.example>' } }))
  const roots = ((await channel.fetch()) as WrittenMessage[]).map(
    ({ interaction }) => interaction.root?.rootId,
  )
  t.same(roots, [undefined, 'first@a.example', 'first@a.example'])
})

t.test('two mails with one Message-ID are two Tickets, the same mail twice is one', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  const headers = { 'Message-ID': '<scan@device.example>' }
  const time = new Date(Date.now() - 10_000)
  mail.deliver(aMail('page one', { headers, time }))
  mail.deliver(aMail('page one', { headers, time }))
  mail.deliver(aMail('page two', { headers, time: new Date() }))
  const ids = ((await channel.fetch()) as WrittenMessage[]).map(
    ({ interaction }) => interaction.networkItemId,
  )
  t.equal(ids[0], ids[1])
  t.not(ids[0], ids[2])
})

t.test('what is left out is counted', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  mail.deliver(aMail('news', { headers: { 'List-Id': '<news.example>' } }))
  t.same(await channel.fetch(), [])
  t.match(JSON.stringify(host.log), /mail of a list/)
  t.match(host.setAside, [{ reason: /mail of a list/ }])
  t.equal(host.setAside.length, 1)
})

t.test('a folder for sent mail that nobody may open stops no other mail', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  let refuses = true
  refuseCommand(mail, 'EXAMINE', (asked) => refuses && /Sent/.test(asked))
  mail.deliver(aMail('question'))
  t.same(texts(await channel.fetch()), ['question'])
  t.same(await channel.fetch(), [])
  const said = () => host.log.filter(({ message }) => /folder for sent mail/.test(message))
  t.match(said(), [{ level: 'warn', message: /refuses/ }], 'said once, not at each fetch')
  t.equal(said().length, 1)
  refuses = false
  await channel.fetch()
  await channel.fetch()
  t.match(said()[1], { level: 'info', message: /again/ })
  t.equal(said().length, 2)
  refuses = true
  await channel.fetch()
  t.equal(said().length, 3, 'and once more when it is refused again')
})

t.test('mail that is renumbered stays known as such over several pages', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  mail.deliver(aMail('known'))
  await channel.fetch()
  mail.inbox.uidvalidity += 1
  // It says so, and each page holds two of them.
  mail.imap.fetchHandlers['RFC822.SIZE'] = () => 30_000_000
  for (const text of ['one', 'two']) mail.deliver(aMail(text))
  mail.deliver(aMail('from last year', { time: new Date(Date.now() - 365 * 86_400_000) }))
  t.same(texts(await channel.fetch()), ['known', 'one', 'two'])
})

t.test('files open by the mail’s id, after renumbering and in another folder', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  const file = Buffer.from('a file of some bytes')
  const raw = [
    'From: ada@customer.example',
    'Message-ID: <file@customer.example>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Words\n\n-----Original Message-----\nold words',
    '--b',
    'Content-Type: application/pdf; name=a.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    file.toString('base64'),
    '--b--',
    '',
  ].join('\r\n')
  mail.deliver(raw.replace('Message-ID', 'In-Reply-To: <x@y.example>\r\nMessage-ID'))
  const [message] = (await channel.fetch()) as WrittenMessage[]
  const [attached, whole] = message?.interaction.attachments ?? []
  const open = async (url = '') => Buffer.from((await host.openUrl(url)).content).toString()
  t.equal(await open(attached?.url), String(file))
  t.match(await open(whole?.url), /old words/)
  mail.inbox.uidvalidity += 1
  for (const one of mail.inbox.messages) one.uid += 20
  mail.inbox.uidnext += 20
  t.equal(await open(attached?.url), String(file))
  const [moved] = mail.inbox.messages.splice(0, 1)
  mail.deliver(moved?.raw ?? '', new Date(), mail.imap.getMailbox('Archive'))
  t.equal(await open(attached?.url), String(file))
  mail.imap.getMailbox('Archive').messages.splice(0, 1)
  await t.rejects(open(attached?.url), { code: 'not-found' })
})

t.test('a large mail is read piece by piece', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  const content = (
    Buffer.alloc(3_000_000, 65)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
  const raw = [
    'From: ada@customer.example',
    'Message-ID: <large@customer.example>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the file',
    '--b',
    'Content-Type: application/zip; name=large.zip',
    'Content-Transfer-Encoding: base64',
    '',
    content,
    '--b--',
    '',
  ].join('\r\n')
  mail.deliver(raw)
  const [message] = (await channel.fetch()) as WrittenMessage[]
  t.match(message?.interaction, {
    message: 'See the file',
    attachments: [{ name: 'large.zip', size: 3_000_000 }],
  })
})

t.test('large mails come on pages of their own, so that each page ends in time', async (t) => {
  const mail = await servers(t)
  const { channel } = aMailbox(mail)
  // It says so; that nobody has to send them.
  mail.imap.fetchHandlers['RFC822.SIZE'] = () => 30_000_000
  for (const text of ['one', 'two', 'three']) mail.deliver(aMail(text))
  const first = await channel.fetchPage(channel.position)
  t.same(texts(first.messages), ['one', 'two'])
  t.equal(first.more, true)
  t.same(texts(await channel.fetch()), ['one', 'two', 'three'])
})

for (const kind of ['small', 'large']) {
  t.test(`a ${kind} mail that the server refuses keeps no other away`, async (t) => {
    const mail = await servers(t)
    const { channel, host } = aMailbox(mail)
    if (kind === 'large') mail.imap.fetchHandlers['RFC822.SIZE'] = () => 1_000_000
    for (const text of ['one', 'two', 'three']) mail.deliver(aMail(text))
    refuseMail(mail, mail.inbox.messages[1]?.uid)
    t.same(texts(await channel.fetch()), ['one', 'three'])
    t.same(await channel.fetch(), [])
    host.clock.advance(30 * 60_000)
    t.same(await channel.fetch(), [])
    t.same(host.setAside, [], 'it may be for now')
    host.clock.advance(31 * 60_000)
    t.same(await channel.fetch(), [])
    t.match(host.setAside, [{ reason: 'the server can’t give this mail' }])
    host.clock.advance(31 * 60_000)
    t.same(await channel.fetch(), [])
    t.equal(host.setAside.length, 1, 'for good, and once')
  })

  t.test(`a ${kind} mail that the server refuses for now comes when it gives it`, async (t) => {
    const mail = await servers(t)
    const { channel, host } = aMailbox(mail)
    if (kind === 'large') mail.imap.fetchHandlers['RFC822.SIZE'] = () => 1_000_000
    for (const text of ['one', 'two', 'three']) mail.deliver(aMail(text))
    const giveAgain = refuseMail(mail, mail.inbox.messages[1]?.uid, '[UNAVAILABLE] Later')
    t.same(texts(await channel.fetch()), ['one', 'three'])
    host.clock.advance(5 * 3_600_000)
    t.same(await channel.fetch(), [], 'it says itself that it will pass')
    giveAgain()
    host.clock.advance(60_000)
    mail.deliver(aMail('four'))
    t.same(texts(await channel.fetch()), ['two', 'four'])
    t.same(host.setAside, [])
    host.clock.advance(60_000)
    t.same(await channel.fetch(), [])
  })
}

t.test('a server that refuses every mail loses none', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  const all = Array.from({ length: 60 }, (_, number) => `mail ${number}`)
  for (const text of all) mail.deliver(aMail(text))
  const giveAgain = refuseMail(mail, undefined)
  t.same(await channel.fetch(), [])
  giveAgain()
  host.clock.advance(60_000)
  t.same(texts(await channel.fetch()), all)
  t.same(host.setAside, [])
})

t.test('refused mails of a folder that is read no more keep no other away', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  for (let number = 0; number < 50; number++) {
    mail.deliver(aMail(`sent ${number}`, { from: ADDRESS }), new Date(), mail.sent)
  }
  const giveAgain = refuseMail(mail, undefined)
  t.same(await channel.fetch(), [])
  t.equal(channel.position?.refused?.length, 50)
  giveAgain()
  channel.channelSettings = { ...channel.channelSettings, sentElsewhere: false }
  for (const text of ['one', 'two']) mail.deliver(aMail(text))
  const page = await channel.fetchPage(channel.position, 1)
  t.equal(page.more, true)
  t.same(texts(await channel.fetch()), ['one', 'two'])
  host.clock.advance(24 * 3_600_000 - 1)
  await channel.fetch()
  t.same(host.setAside, [], 'for a day the folder may be read again')
  host.clock.advance(1)
  await channel.fetch()
  t.equal(host.setAside.length, 50)
  t.match(host.setAside[0], { reason: /its folder is read no more/ })
  t.equal(channel.position?.refused, undefined)
})

t.test('large mails that get another look leave no room for new ones', async (t) => {
  const mail = await servers(t)
  const { channel, host } = aMailbox(mail)
  mail.imap.fetchHandlers['RFC822.SIZE'] = () => 30_000_000
  for (const text of ['one', 'two']) mail.deliver(aMail(text))
  const giveAgain = refuseMail(mail, undefined)
  t.same(await channel.fetch(), [])
  giveAgain()
  host.clock.advance(60_000)
  for (const text of ['three', 'four']) mail.deliver(aMail(text))
  const page = await channel.fetchPage(channel.position)
  t.same(texts(page.messages), ['one', 'two'])
  t.equal(page.more, true)
  t.same(texts(await channel.fetch()), ['one', 'two', 'three', 'four'])
})

/** Of one mail, or of all, the server gives no content. @returns what lets it give again. */
function refuseMail(mail: MailServers, uid: number | undefined, says?: string): () => void {
  const isOfIt = new RegExp(`"value":"([\\d,:]*\\D)?${uid ?? '\\d+'}(\\D[\\d,:]*)?".*"BODY`)
  let refuses = true
  const isRefused = (asked: string) => refuses && (isOfIt.test(asked) || /\d:\d.*"BODY/.test(asked))
  refuseCommand(mail, 'UID FETCH', isRefused, says)
  return () => {
    refuses = false
  }
}
