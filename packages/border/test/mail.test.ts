import { PluginError } from '@hubward/plugin'
import t from 'tap'
import { aChannel, inWorker } from './fixtures/in-worker.ts'
import type { MailTask } from './fixtures/mail-plugin.ts'
import { MAIL_NAME, mailServers } from './fixtures/mail-servers.ts'

t.setTimeout(600_000)

const servers = await mailServers(t)
const tls = { servername: MAIL_NAME, ca: servers.ca }
const open = await inWorker(t, 'mail-plugin', ['127.0.0.1'])

async function done(task: Omit<MailTask, 'host'>, calls = open): Promise<string> {
  const reply = {
    inReplyTo: { networkItemId: 'item', reference: null, rootId: null },
    actionId: 'reply',
    text: JSON.stringify({ host: '127.0.0.1', ...task }),
    attachments: [],
    option: null,
    idempotencyKey: 'key',
  }
  return (await calls.reply(aChannel('1'), reply, AbortSignal.timeout(60_000))).networkItemId
}

t.test('a plugin in a worker reads a mailbox with imapflow', async (t) => {
  const read = 'read-1-Hello'
  t.equal(await done({ do: 'imap', port: servers.imap.secure, secure: true, tls }), read, 'TLS')
  t.equal(
    await done({ do: 'imap', port: servers.imap.plain, secure: false, tls }),
    read,
    'STARTTLS',
  )
})

t.test('a plugin in a worker sends mail with nodemailer', async (t) => {
  t.equal(await done({ do: 'smtp', port: servers.smtp.secure, secure: true, tls }), 'sent-1', 'TLS')
  t.equal(
    await done({ do: 'smtp', port: servers.smtp.plain, secure: false, tls }),
    'sent-1',
    'STARTTLS',
  )
  t.match(servers.taken, [/Subject: Hello/, /Subject: Hello/])
})

t.test('a certificate that is not trusted, or bears another name, is refused', async (t) => {
  const ways = [
    { do: 'imap', port: servers.imap.secure, secure: true },
    { do: 'imap', port: servers.imap.plain, secure: false },
    { do: 'smtp', port: servers.smtp.secure, secure: true },
    { do: 'smtp', port: servers.smtp.plain, secure: false },
  ] as const
  for (const way of ways) {
    const unknown = done({ ...way, tls: { servername: MAIL_NAME } })
    await t.rejects(unknown, PluginError, `${way.do} ${way.secure}: unknown`)
    const other = done({ ...way, tls: { ca: servers.ca, servername: 'other.example.org' } })
    await t.rejects(other, PluginError, `${way.do} ${way.secure}: another's`)
  }
})

t.test('a private address is refused to mail as well, unless the operator opens it', async (t) => {
  const closed = await inWorker(t, 'mail-plugin', [])
  for (const task of [
    { do: 'imap', port: servers.imap.secure, secure: true, tls },
    { do: 'smtp', port: servers.smtp.plain, secure: false, tls },
  ] as const) {
    await t.rejects(done(task, closed), { message: /is no public address/ })
  }
})
