import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import email from '../src/index.ts'
import { ADDRESS, aMail, PASSWORD, startMailServers } from './fixtures/servers.ts'

t.setTimeout(600_000)

const servers = await startMailServers()
t.teardown(() => servers.close())

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const has =
  (networkItemId: string) =>
  ({ raw }: { readonly raw: string }) =>
    raw.includes(`<${networkItemId}>`)

const { imap, smtp } = servers.credentials
const answered = {
  user: ADDRESS,
  password: PASSWORD,
  imapHost: imap.host,
  imapPort: imap.port,
  imapTls: imap.tls,
  smtpHost: smtp.host,
  smtpPort: smtp.port,
  smtpTls: smtp.tls,
}

proves(t, {
  network: 'email',
  capabilities: ['connect', 'read', 'threads', 'media', 'reply', 'actions'],
  by: 'documentation',
})
testPlugin((name, run) => t.test(name, run), email, {
  host: { settings: servers.settings },
  answers: { address: { address: ADDRESS }, servers: answered },
  wrongAnswers: { servers: { ...answered, password: 'wrong' } },
  channelSettings: {
    automaticMail: false,
    mailingLists: false,
    unknownBounces: false,
    sentElsewhere: true,
  },
  credentials: servers.credentials,
  channel: { networkId: ADDRESS },
  write: async (_channel, { text, time, inReplyTo }) => {
    const arrived = new Date(time)
    const headers = inReplyTo === undefined ? {} : { 'In-Reply-To': `<${inReplyTo}>` }
    servers.deliver(aMail(text, { time: arrived, headers, file: PICTURE }), arrived)
  },
  remove: async (_channel, networkItemId) => {
    servers.inbox.messages.splice(servers.inbox.messages.findIndex(has(networkItemId)), 1)
  },
  published: () => servers.published(),
  performed: async (_channel, { actionId, networkItemId }) => {
    const archive = servers.imap.getMailbox('Archive')
    if (actionId === 'move') return archive.messages.some(has(networkItemId))
    return servers.inbox.messages.some(
      (mail) => has(networkItemId)(mail) && mail.flags.includes('\\Seen'),
    )
  },
  skips: [
    'a Customer who says no at the Network',
    // A mail is never edited, and nobody looks whether one was deleted.
    'an edit is the same message',
    'a message that disappears',
    'listing again',
    // A password can't be given back.
    'a grant is not called given back',
    // It speaks no HTTP but for logins at providers, which test/oauth.test.ts tries.
    'an item that can’t be read',
    'a time that is none',
    'an address that is none',
    'text that nobody sees',
    'an offset inside',
    'a word that every object knows',
    '"reply": after a lost answer',
    'an answer that means',
    'a proxy’s',
  ],
})
