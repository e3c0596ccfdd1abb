import type { WrittenMessage } from '@hubward/plugin'
import t from 'tap'
import { mediaReference, openMedia } from '../src/media.ts'
import { aMailbox } from './fixtures/host.ts'
import { aMail, startMailServers } from './fixtures/servers.ts'

const texts = (messages: readonly object[]) =>
  (messages as WrittenMessage[])
    .filter(({ own }) => !own)
    .map(({ interaction }) => interaction.message)

// Providers let a mailbox be opened a few times at once, and refuse one login more.

t.setTimeout(300_000)

t.test('who listens, fetches, opens files and answers has three logins at most', async (t) => {
  const mail = await startMailServers()
  t.teardown(() => mail.close())
  const { channel, host } = aMailbox(mail)
  const stop = new AbortController()
  const heard = Promise.withResolvers<void>()
  const listening = channel.listen(stop.signal, () => heard.resolve())
  await heard.promise

  // It says so: a page is full of two of them.
  mail.imap.fetchHandlers['RFC822.SIZE'] = () => 30_000_000
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    mail.deliver(aMail(text, { file: Buffer.alloc(1_000, text) }))
  }
  const first = await channel.fetchPage(channel.position)
  t.equal(first.more, true, 'in the middle of a long fetch')
  const [message] = first.messages as WrittenMessage[]
  const { networkItemId = '', pictures = [] } = message?.interaction ?? {}
  await host.openUrl(pictures[0]?.large ?? '')
  await channel.reply({
    inReplyTo: { networkItemId, reference: message?.reference ?? null, rootId: null },
    actionId: 'reply',
    option: 'sender',
    text: 'An answer',
  })
  t.equal(mail.sent.messages.length, 1, 'the copy of the answer is filed')
  t.match(texts(await channel.fetch()), ['one', 'two', 'three', 'four', 'five'])
  t.equal(mail.mostReaders(), 3)
  stop.abort()
  await listening
})

t.test('files that are opened at once share a login, also when one is gone', async (t) => {
  const mail = await startMailServers()
  t.teardown(() => mail.close())
  const { channel, host } = aMailbox(mail)
  for (const text of ['one', 'two', 'three']) {
    mail.deliver(aMail(text, { file: Buffer.alloc(50_000, text) }))
  }
  const messages = (await channel.fetch()) as WrittenMessage[]
  const urls = messages.map(({ interaction }) => interaction.pictures?.[0]?.large ?? '')
  mail.inbox.messages.splice(1, 1)
  const open = (url: string) => host.openUrl(url).then(() => 'there', String)
  const opened = await Promise.all([...urls, ...urls].map(open))
  t.match(opened, ['there', /no more/, 'there', 'there', /no more/, 'there'])
  t.equal(mail.mostReaders(), 1)
})

t.test('who gives up waiting for a login lets no second one in, and fails no other', async (t) => {
  const mail = await startMailServers()
  t.teardown(() => mail.close())
  const { channel } = aMailbox(mail)
  mail.deliver(aMail('one', { file: Buffer.alloc(50_000, 'one') }))
  await channel.fetch()
  const uid = mail.inbox.messages[0]?.uid ?? 0
  const reference = mediaReference(
    { folder: 'INBOX', validity: String(mail.inbox.uidvalidity), uid, messageId: undefined },
    'mail',
  )
  const asked = () => {
    const call = new AbortController()
    const open = () => openMedia(channel.context(call.signal), reference)
    return {
      opened: open().then(
        () => 'there',
        () => 'failed',
      ),
      end: () => call.abort(),
    }
  }
  const reader = asked()
  const failing = asked()
  t.same([await reader.opened, await failing.opened], ['there', 'there'])
  failing.end()
  // The login is for no new call by now, and the reader has it still.
  const impatient = asked()
  const patient = asked()
  impatient.end()
  t.equal(await impatient.opened, 'failed')
  const next = asked()
  reader.end()
  t.equal(await patient.opened, 'there')
  patient.end()
  t.equal(await next.opened, 'there')
  next.end()
  t.equal(mail.mostReaders(), 1)
})
